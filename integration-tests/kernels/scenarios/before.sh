# The end of messages that were queued before the trace began.
. /scenarios/lib.sh
mkfifo gate
passfd before 0<>gate >truth &
workload=$!
until grep -q queued truth; do
  sleep 0.1
done
start "$1"
echo >gate
wait $workload || exit 1
finish
