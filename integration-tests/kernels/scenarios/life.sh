# What the tracer has in the kernel while it runs, and leaves there after SIGKILL.
. /scenarios/lib.sh
sysctl -w kernel.bpf_stats_enabled=1
start "$1" --metrics 127.0.0.1:9432
bpftool -j prog show >programs-attached
passfd plain 1000
bpftool -j prog show >programs-after-plain

passfd run >truth
# The collector of cycles works in the background. Who the processes are is remembered: others take their place.
for attempt in 1 2 3 4 5 6 7 8 9 10; do
  bpftool map show | sed -n '/ name processes /!s/^\([0-9]*\): [a-z_]*hash .*/\1/p' | while read -r map; do
    bpftool -j map dump id "$map" | grep -v '^\[\]$' | sed "s/^/map $map: /"
  done >entries
  [ -s entries ] || break
  sleep 0.5
done

# More clients than there are places, which never complete their request.
for client in $(seq 40); do
  (printf 'GET /metr' && sleep 60) | nc 127.0.0.1 9432 >>slow &
done
for attempt in $(seq 600); do
  [ ! -s slow ] || break
  sleep 0.1
done

# An event is counted before its room in the ring is freed.
for attempt in $(seq 600); do
  wget -q -O metrics http://127.0.0.1:9432/metrics
  ! grep -qx 'fdtrail_ring_fill_bytes 0' metrics || break
  sleep 0.1
done

kill -KILL "$tracer"
wait "$tracer"
# The kernel frees maps and programs a little later than their last descriptor is closed.
for attempt in 1 2 3 4 5 6 7 8 9 10; do
  for object in prog link map; do
    bpftool -j $object show
  done >left
  grep -qv '^\[\]$' left || break
  sleep 0.5
done

# A pipe that nobody reads does not delay the end.
mkfifo full
exec 3<>full
rows=full
start "$1" -n '^passfd$'
passfd one-thread 1000 1 >/dev/null
cut -d ' ' -f 1 /proc/uptime >full-times
kill -TERM "$tracer"
wait "$tracer"
echo $? >full-status
cut -d ' ' -f 1 /proc/uptime >>full-times
cp errors full-errors
timeout 2 cat <&3 >full-rows
true
