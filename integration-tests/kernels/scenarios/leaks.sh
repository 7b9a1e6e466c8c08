# Descriptors that stay open, some with their sender, others replaced by another file at the same number; and the programs of
# public reports.
. /scenarios/lib.sh

uname -r >release
fdtrail leaks -v -o json --backend "$1" -d 15 --after 1 >reported 2>errors &
tracer=$!
await_tracing
# They stay until the tracer has looked at them, however slow it is.
setsid sh -c 'passfd keep 50 20 5 1200 &
  passfd leak reloader 300 1200 &
  for way in dup-keeper dup-sender exec-child mapper dead-reader event-keeper source-keeper console-shim; do
    passfd leak "$way" 12 1200 &
  done
  wait' &
workload=$!
wait "$tracer"
status=$?
kill -KILL -- "-$workload"
exit "$status"
