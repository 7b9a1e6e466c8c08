# The stacks of a program that lives until they are shown.
. /scenarios/lib.sh

start "$1" --stack both -n passfd
passfd keep-own 20 600 >/dev/null &
keeper=$!
for attempt in $(seq 600); do
  [ "$(grep -c '"RECV"' events)" -lt 20 ] || break
  sleep 0.1
done
kill "$keeper"
finish
