#!/bin/sh
# Boots a kit under the real systemd, in namespaces of its own, from the rendered files in $1/etc and the program in $2. The
# machine's own files lie under an overlay and are not touched; of /proc/sys only the network's part can be written. What
# the probe (a unit that runs last) finds is written to $1/found. As root. Arguments: FOLDER PROGRAM
set -eu
folder=$1
program=$2
root=$folder/root

# First outside: control groups of its own, which systemd then takes for all there are, and a limit should it hang.
if [ "${3-}" != inside ]; then
	group=dtm-boot-$$
	hierarchies=
	for hierarchy in /sys/fs/cgroup /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do
		[ -e "$hierarchy/cgroup.procs" ] || continue
		hierarchies="$hierarchies $hierarchy/$group"
		mkdir "$hierarchy/$group"
	done
	(
		for hierarchy in $hierarchies; do
			sh -c 'echo $PPID' >"$hierarchy/cgroup.procs"
		done
		exec timeout --signal=KILL 150 unshare --mount --net --pid --uts --ipc --cgroup --fork --kill-child \
			sh "$0" "$folder" "$program" inside
	) || true
	for hierarchy in $hierarchies; do
		# What was killed may take a moment to be gone.
		for _ in 1 2 3 4 5 6 7 8 9 10; do
			find "$hierarchy" -depth -type d -exec rmdir {} \; 2>/dev/null || true
			[ -d "$hierarchy" ] || break
			sleep 0.2
		done
	done
	exit 0
fi

mount --make-rprivate /
mkdir -p "$root" "$folder/layer"
mount -t tmpfs tmpfs "$folder/layer"
mkdir "$folder/layer/upper" "$folder/layer/work"
mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/layer/upper,workdir=$folder/layer/work" "$root"

mount -t proc proc "$root/proc"
mount --bind "$root/proc/sys/net" "$root/proc/sys/net"
mount --bind "$root/proc/sys" "$root/proc/sys"
mount --bind "$root/proc/sys/net" "$root/proc/sys/net"
mount -o remount,bind,ro "$root/proc/sys"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t tmpfs tmpfs "$root/sys/fs/cgroup"
mkdir "$root/sys/fs/cgroup/systemd" "$root/sys/fs/cgroup/unified"
if ! mount -t cgroup -o none,name=systemd cgroup "$root/sys/fs/cgroup/systemd" 2>/dev/null; then
	umount "$root/sys/fs/cgroup"
	mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
else
	mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup/unified"
fi
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs tmpfs "$root/tmp"
mount -t tmpfs tmpfs "$root/dev"
for device in null zero full random urandom tty; do
	: >"$root/dev/$device"
	mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir "$root/dev/pts" "$root/dev/shm" "$root/dev/mqueue" "$root/dev/hugepages"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$root/dev/pts"
mount -t tmpfs tmpfs "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
: >"$root/dev/console"
mount --bind /dev/null "$root/dev/console"

# The machine's own services stay out; only the kit's are wanted.
rm -rf "$root"/etc/systemd/system/*.wants "$root"/etc/systemd/system/*.requires
rm -rf "$root/var/log/journal" "$root/var/lib/dtm-wifi"
cp -r "$folder/etc/." "$root/etc"
mkdir -p "$root/opt/dtm-wifi" "$root/found"
mount --bind "$program" "$root/opt/dtm-wifi"
mount -o remount,bind,ro "$root/opt/dtm-wifi"
mount --bind "$folder" "$root/found"

ip link set lo up
# As with two access points: phones hang on a bridge.
ip link add lan0 type bridge
for name in lan1 fld0 wan0; do
	ip link add "$name" type veth peer name "$name-far"
	ip link set "$name-far" up
done
ip link set lan1 master lan0
ip link set lan1 up

cd "$root"
mkdir -p old
pivot_root . old
umount -l /old
systemd-sysusers >/dev/null
# Word splitting is meant: one unit a word.
# shellcheck disable=SC2046
systemctl --quiet enable $(cat /found/units) probe.service
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin container=other \
	/lib/systemd/systemd --unit=dtm-wifi.target --log-target=journal --show-status=0
