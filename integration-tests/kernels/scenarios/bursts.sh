# Bursts of processes x messages x descriptors. Those of ordinary size show what the kernel does not let us see: they get a
# larger ring, because an emulated tracer may be slow. bursts-chosen: the same with the backend that the tracer chooses by
# itself. bursts-overflow: one that is too much for the ring. The rows are too many to leave the guest, so it counts them.
. /scenarios/lib.sh

# Waits until the tracer has written what it has.
drained() {
  until [ "$(stat -c %s events)" = "$size" ]; do
    size=$(stat -c %s events)
    sleep 1
  done
}

# bursts "SIZE..." OPTION...: with a tracer of these options.
bursts() {
  sizes=$1
  shift
  start "$backend" "$@"
  for burst in $sizes; do
    # shellcheck disable=SC2046 # three words
    passfd burst $(echo "$burst" | tr x ' ') >/dev/null || exit
    drained
  done
  finish
  grep -vF '{"type":"event"' events >others # many times faster than a pattern
  echo "{\"sizes\":\"$sizes\",\"rows\":$(($(wc -l <events) - $(wc -l <others))),\"summary\":$(tail -n 1 others)}" >>bursts
  grep '^{"type":"lost"' others | sed "s/^/$sizes: /" >>lost
}

backend=$1
case $2 in
  overflow) bursts 8x12500x1 ;;
  *)
    [ "$2" != chosen ] || backend=default
    bursts '4x5000x1 1x20000x1 4x200x10 4x20x253' --ring-size 64M
    ;;
esac
rm events others
