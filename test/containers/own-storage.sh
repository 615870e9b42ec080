#!/bin/sh
# own-storage.sh: /etc/containers and /var/lib with nothing of the machine in it, for the mount namespace it runs in.
set -eu
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
