# Makes a machine of its own for packages to be installed on: in namespaces, and over the file system of this one,
# whose files it has and does not change.
#   own-root.sh FOLDER PACKAGES CHECKOUT
# FOLDER/root is its root. PACKAGES are in its /tmp. CHECKOUT is empty there. FOLDER/upper has what it changes.
set -eu
mount -t tmpfs -o mode=755 own-root "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" own-root "$1/root"
for folder in proc dev sys; do
    mount --rbind "/$folder" "$1/root/$folder"
done
for folder in /run /tmp "$3"; do
    mount -t tmpfs -o mode=1777 own-root "$1/root$folder"
done
cp "$2"/* "$1/root/tmp"
ip link set lo up
echo up
exec sleep infinity
