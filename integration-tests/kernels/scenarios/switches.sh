# What an administrator can switch off, and what is reported then. "switched" has the switches that this kernel allows.
. /scenarios/lib.sh
mount -t debugfs debugfs /sys/kernel/debug
: >switched

# off NAME FILE BACKEND...: traces while the switch is off.
off() {
  switch=$1 file=$2
  shift 2
  echo 0 >"$file" || return 0
  echo "$switch" >>switched
  for backend in "$@"; do
    keep "$switch-$backend" fdtrail --backend "$backend" -d 0.1
  done
  keep "$switch-doctor" fdtrail doctor
  echo 1 >"$file"
}

off ftrace /proc/sys/kernel/ftrace_enabled fentry kprobe
off kprobes /sys/kernel/debug/kprobes/enabled kprobe
off jit /proc/sys/net/core/bpf_jit_enable fentry kprobe

ulimit -l 64
keep locked /test/setpriv --bounding-set -all,+bpf,+perfmon,+sys_ptrace fdtrail --backend fentry -d 0.1
