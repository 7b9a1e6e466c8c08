# With two capabilities in place of all. Memory is locked before 5.11; Debian's perf_event_paranoid of 3 wants CAP_SYS_ADMIN
# for a kprobe.
. /scenarios/lib.sh
ulimit -l unlimited
sysctl -w kernel.perf_event_paranoid=2
as='/test/setpriv --bounding-set -all,+bpf,+perfmon'
start "$1"
grep -E '^(Cap(Eff|Bnd)|NoNewPrivs|Seccomp):' /proc/$tracer/status >status-traced
passfd one-thread 10 1
finish
