# What is told where tracing cannot be.
refused() { # NAME COMMAND...
  name=$1
  shift
  "$@" >"$name.out" 2>"$name.err"
  echo $? >"$name.status"
}
refused not-root su nobody -s /bin/sh -c 'exec fdtrail -d 1'
refused default fdtrail -d 1
refused doctor fdtrail doctor
mount -t tmpfs tmpfs /sys/kernel/btf
refused no-btf fdtrail -d 1
umount /sys/kernel/btf
umount /sys/kernel/tracing
refused no-tracefs fdtrail -d 1 --backend kprobe
