# Processes x messages x descriptors, each size on an empty ring. Only the counts leave the guest.
. /scenarios/lib.sh

# Waits until the tracer has printed all that it has.
settle() {
  printed=-1
  until [ "$printed" = "$(wc -c <events)" ]; do
    printed=$(wc -c <events)
    sleep 1
  done
}

# count FROM TEXT: how many of the lines after FROM contain it.
count() {
  tail -n "+$(($1 + 1))" events | grep -c "$2"
}

start "$1"
for burst in '4 5000 1' '1 20000 1' '4 200 10' '4 20 253' '8 12500 1'; do
  from=$(wc -l <events)
  passfd burst $burst >/dev/null || exit
  settle
  lost=$(tail -n "+$((from + 1))" events | sed -n 's/^{"type":"lost".*"count":\([0-9]*\).*/\1/p' | awk '{ n += $1 } END { print n + 0 }')
  sent=$(count "$from" '"action":"SEND"') received=$(count "$from" '"action":"RECV"')
  echo "{\"burst\":\"$burst\",\"sent\":$sent,\"received\":$received,\"lost\":$lost}" >>counts
done
finish
tail -n 1 events >summary
rm events
