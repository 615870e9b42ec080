#!/bin/sh
# boot.sh UID ...: ../systemd/boot.sh where podman can run, with a /etc/containers and a storage of its own.
set -eu
# crun takes cgroup v2 alone. Where v1 is mounted beside it, systemd then uses v2 alone too.
[ "$(stat -fc %T /sys/fs/cgroup)" = cgroup2fs ] || mount -t cgroup2 cgroup2 /sys/fs/cgroup
# podman warns of a root that is not shared.
mount --make-rshared /
# Where root's podman keeps images and caches; other users have theirs in $HOME.
mount -t tmpfs tmpfs /var/lib
mount -t tmpfs tmpfs /etc/containers
echo '{ "default": [{ "type": "insecureAcceptAnything" }] }' >/etc/containers/policy.json
# Without CAP_SYS_RESOURCE, as in many a container, podman cannot raise limits, nor crun make a cgroup.
cat >/etc/containers/containers.conf <<END
[containers]
cgroups = "disabled"
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_backend = "netavark"
END
exec sh "$(dirname "$0")/../systemd/boot.sh" "$@"
