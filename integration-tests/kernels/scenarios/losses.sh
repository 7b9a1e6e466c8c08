# What may be lost because the kernel has no room for it, or does not notice it: each is a row, or counted.

# lose NAME WORKLOAD...: NAME has its rows, NAME.truth what it did by its own account.
lose() {
  name=$1
  shift
  fdtrail -o json --ring-size 64M --backend "$backend" -- sh -c "$first exec passfd $* >$name.truth" >"$name" 2>>errors
}

backend=$1 first=''
lose grabs grabs 64 400
lose crowd crowd 4200
lose forgotten forgotten 4096
lose awaited awaited 1
[ "$backend" = kprobe ] || exit 0
mount -t debugfs debugfs /sys/kernel/debug
first='grep -c . /sys/kernel/debug/kprobes/list >kprobes;' # if fprobes are used, there is none
lose unseen unseen 7
umount /sys/kernel/debug
