#!/bin/sh
# boot-machine.sh UID FOLDER CHECKOUT NODE CGROUP...
# PID 1 of namespaces of its own becomes a real `systemd --system`.
set -eu
if [ "${IN_CGROUP:-}" != yes ]; then
  uid=$1 folder=$2 checkout=$3 node=$4
  shift 4
  for cgroup; do echo $$ >"$cgroup/cgroup.procs"; done
  export IN_CGROUP=yes
  exec unshare --cgroup sh "$0" "$uid" "$folder" "$checkout" "$node"
fi
uid=$1 folder=$2 checkout=$3 node=$4

mount --make-rprivate /
# Where `rouse add --system` copies rouse-exec to: what is written there stays in here.
mkdir "$folder/usr-lib"
mount -t tmpfs -o mode=755 tmpfs "$folder/usr-lib"
mkdir "$folder/usr-lib/upper" "$folder/usr-lib/work"
mount -t overlay -o "lowerdir=/usr/lib,upperdir=$folder/usr-lib/upper,workdir=$folder/usr-lib/work" overlay /usr/lib
# What the new root of the cgroup namespaces shows; of the machine's own hierarchies nothing is left.
controllers=$(sed -n 's/.* - cgroup cgroup [^ ]*,\(memory\|name=systemd\)$/\1/p' /proc/self/mountinfo)
umount -R /sys/fs/cgroup
if [ -n "$controllers" ]; then
  mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup
  mkdir /sys/fs/cgroup/systemd /sys/fs/cgroup/unified /sys/fs/cgroup/memory
  mount -t cgroup -o none,name=systemd,xattr cgroup /sys/fs/cgroup/systemd
  mount -t cgroup -o memory cgroup /sys/fs/cgroup/memory
  mount -t cgroup2 cgroup2 /sys/fs/cgroup/unified
else
  mount -t cgroup2 cgroup2 /sys/fs/cgroup
fi

# Of the machine's units only targets and the journal: the others would clean up, mount and configure the
# machine that the tests run on (systemd-tmpfiles empties /tmp).
mkdir -p "$folder/lib" "$folder/etc" "$folder/empty"
cp /lib/systemd/system/*.target "$folder/lib/"
cp /lib/systemd/system/systemd-journald.socket "$folder/lib/"
sed 's/ systemd-journald-dev-log.socket//; /^Watchdog/d' /lib/systemd/system/systemd-journald.service \
  >"$folder/lib/systemd-journald.service"
mount --bind "$folder/empty" /lib/systemd/system-generators
mount --bind "$folder/lib" /lib/systemd/system
mount --bind "$folder/etc" /etc/systemd/system
mount --bind "$folder/passwd" /etc/passwd

mount -t tmpfs -o mode=1777 tmpfs /var/tmp
mount -t tmpfs -o mode=755 tmpfs /var/log
mkdir /var/log/journal
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/systemd/journald.conf.d /run/systemd/journal /run/lock /run/user /run/checkout
printf '[Journal]\nReadKMsg=no\nStorage=persistent\nAudit=no\nRateLimitBurst=0\n' >/run/systemd/journald.conf.d/tests.conf
: >/run/systemd/journal/flushed
install -d -m 700 -o "$uid" -g "$uid" "/run/user/$uid"
install -d -m 700 /run/user/0
mount --bind "$checkout" /run/checkout
: >/run/node
mount --bind "$node" /run/node

# The first sandboxed service of the system makes unit-root; the manager of a user may not, and needs it as well.
mkdir -p /run/systemd/system /run/systemd/unit-root
# The journal knows the units of a user by the name and the slice that logind gives their manager.
cat >"/run/systemd/system/user@$uid.service" <<END
[Unit]
After=systemd-journald.service
[Service]
Slice=user-$uid.slice
Type=notify
User=$uid
Environment=XDG_RUNTIME_DIR=/run/user/$uid HOME=$folder/home
ExecStart=/lib/systemd/systemd --user
Delegate=yes
KillMode=mixed
TasksMax=infinity
END
cat >/run/systemd/system/tests.target <<END
[Unit]
Wants=systemd-journald.socket systemd-journald.service user@$uid.service sockets.target
END
exec env -i container=tests PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin \
  /lib/systemd/systemd --system --unit=tests.target --log-target=console --show-status=0
