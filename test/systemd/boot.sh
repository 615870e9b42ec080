#!/bin/sh
# boot.sh UID FOLDER CHECKOUT NODE CGROUP...
# PID 1 of namespaces of its own: a /run with nothing of the machine in it, then the service manager of user UID.
set -eu
uid=$1 folder=$2 checkout=$3 node=$4
shift 4
for cgroup; do echo $$ >"$cgroup/cgroup.procs"; done
mount -t tmpfs -o mode=755 tmpfs /run
# systemd takes a machine with this folder for one that it has booted, and refuses to start on others.
mkdir -p /run/systemd/system /run/user /run/checkout
install -d -m 700 -o "$uid" -g "$uid" "/run/user/$uid"
# Where users other than root reach them, whatever the mode of the folders above is.
mount --bind "$checkout" /run/checkout
: >/run/node
mount --bind "$node" /run/node
mount --bind "$folder/passwd" /etc/passwd
# Not by exec: as PID 1 systemd would boot a machine.
setpriv --reuid "$uid" --regid "$uid" --clear-groups env -i \
  HOME="$folder" PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin XDG_RUNTIME_DIR="/run/user/$uid" \
  SYSTEMD_LOG_TARGET=console /lib/systemd/systemd --user
