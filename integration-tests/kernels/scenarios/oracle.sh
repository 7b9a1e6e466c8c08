# oracle BACKEND PROGRAM: one of oracle/programs under strace and fdtrail, with Debian's root file system from the disk.
slower=6 # than the machine that emulates this one, including the cost of strace
mkdir -p /disk
exec unshare -m --propagation private sh -ec '
  mount -t ext4 /dev/vda /disk
  mkdir -p /disk/fdtrail /disk/oracle /disk/out
  for directory in proc sys dev fdtrail oracle; do mount --rbind "/$directory" "/disk/$directory"; done
  mount --bind . /disk/out
  # The root of the mounts, because the names that the kernel reports begin there.
  cd /disk
  mount --move . /
  exec chroot . /usr/bin/env PATH=/usr/sbin:/usr/bin HOME=/tmp LC_ALL=C.UTF-8 /oracle/try / /out "$1" "$3" \
    /fdtrail/bin/fdtrail -o json --ring-size 64M --backend "$2"' sh "$slower" "$1" "$2"
