#!/bin/sh
# boot.sh UID ...: ../systemd/boot.sh where podman can run, with a /etc/containers and a storage of its own.
set -eu
# crun takes cgroup v2 alone. Where v1 is mounted beside it, systemd then uses v2 alone too.
[ "$(stat -fc %T /sys/fs/cgroup)" = cgroup2fs ] || mount -t cgroup2 cgroup2 /sys/fs/cgroup
# podman warns of a root that is not shared.
mount --make-rshared /
sh "$(dirname "$0")/own-storage.sh"
exec sh "$(dirname "$0")/../systemd/boot.sh" "$@"
