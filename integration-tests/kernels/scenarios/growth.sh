# What grows while the trace runs: a process gets a descriptor each 400 ms and keeps it, until it has 80 of its limit of 100. The
# trace ends after four rows, however long a busy machine takes for them.
. /scenarios/lib.sh

fdtrail leaks -v -o json --backend "$1" --after 0.1 --interval 1.5 --warn 25% -n '^passfd$' >reported 2>errors &
tracer=$!
await_tracing
sh -c 'ulimit -Sn 100; exec passfd keep-slowly 80 400' &
workload=$!
while [ "$(grep -c '"growth"' reported)" -lt 4 ] || ! grep -q 'descriptors open' errors; do
  kill -0 $workload || break
  sleep 0.2
done
kill $workload
kill "$tracer"
wait "$tracer"
