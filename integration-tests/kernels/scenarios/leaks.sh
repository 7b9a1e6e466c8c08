# Descriptors that stay open, some with their sender, others replaced by another file at the same number.
fdtrail leaks -v -o json --backend "$1" -d 8 --after 1 >told 2>errors &
tracer=$!
for attempt in $(seq 1200); do
  ! grep -q 'tracing with' errors || break
  sleep 0.1
done
passfd keep 50 20 5 20 &
wait "$tracer"
