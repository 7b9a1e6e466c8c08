# Processes x messages x descriptors, each size on an empty ring. The rows are too many to leave the guest: it counts.
. /scenarios/lib.sh

# Waits until the tracer has printed all that it has.
settle() {
  printed=-1
  until [ "$printed" = "$(stat -c %s events)" ]; do
    printed=$(stat -c %s events)
    sleep 1
  done
}

start "$1"
for burst in '4 5000 1' '1 20000 1' '4 200 10' '4 20 253' '8 12500 1'; do
  passfd burst $burst >/dev/null || exit
  settle
  echo "{\"burst\":\"$burst\",\"last_line\":$(wc -l <events)}" >>bursts
done
finish
grep -n '^{"type":"lost"' events >lost
tail -n 1 events >summary
rm events
