# With two capabilities instead of all. Memory is locked before 5.11; Debian's perf_event_paranoid of 3 requires CAP_SYS_ADMIN
# for a kprobe, but not for an fprobe.
. /scenarios/lib.sh
ulimit -l unlimited
sysctl -w kernel.perf_event_paranoid=3
as='/test/setpriv --bounding-set -all,+bpf,+perfmon'
start "$1"
grep -E '^(Cap(Eff|Bnd)|NoNewPrivs|Seccomp):' "/proc/$tracer/status" >status-traced
passfd one-thread 10 1
finish

# As root: without Landlock the tracer then changes to another user.
as='' rows=/dev/null
start "$1"
passfd run >/dev/null
grep -E '^(Uid|Gid|Groups|CapPrm):' /proc/"$tracer"/task/*/status >status-root
finish
grep fenced: errors >fence-root

# Everything that a trace does later on.
start "$1" --metrics 127.0.0.1:9432 --output "$PWD/file" --rotate-size 200k --rotate-keep 2
for round in 1 2 3; do
  passfd run >/dev/null
  passfd one-thread 1000 1
  kill -HUP "$tracer"
  wget -q -O metrics http://127.0.0.1:9432/metrics
done
finish

# What the fence refuses.
for mode in rows metrics output; do
  mkdir "fenced-$mode"
  printf old >"fenced-$mode/old"
  keep "fenced-$mode" /fdtrail/jre/bin/java -Xmx64m -Dfdtrail.lib=/fdtrail/native \
    -Djffi.boot.library.path=/fdtrail/native -cp '/test/classes:/fdtrail/lib/*' io.fdtrail.it.Fenced $mode "$PWD/fenced-$mode"
done
rm file*
