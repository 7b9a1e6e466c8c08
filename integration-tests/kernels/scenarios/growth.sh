# What grows while the trace runs: a process gets a descriptor each 400 ms and keeps it. The trace ends after four rows, however
# long a busy machine takes for them: the process has room for six minutes.
. /scenarios/lib.sh

fdtrail leaks -v -o json --backend "$1" --after 0.1 --interval 1.5 --warn 3% -n '^passfd$' >reported 2>errors &
tracer=$!
await_tracing
sh -c 'ulimit -Sn 1000; exec passfd keep-slowly 900 400' &
workload=$!
while [ "$(grep -c '"growth"' reported)" -lt 4 ] || ! grep -q 'descriptors open' errors; do
  kill -0 $workload || break
  sleep 0.2
done
kill $workload
kill "$tracer"
wait "$tracer"
