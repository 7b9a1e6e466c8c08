# The highest rate of descriptors that loses nothing with the default ring, rows as JSON: doubled until something is lost,
# or no more can be sent, then found by halving the interval.
. "${0%/*}/lib.sh"

# metric NAME: its samples, added up.
metric() {
  busybox wget -q -O - http://127.0.0.1:9432/metrics | awk -v name="$1" 'index($1, name) == 1 { sum += $2 } END { print sum + 0 }'
}

# holds RATE: whether this rate was reached, and nothing was lost at it; $reached is the rate that was reached.
holds() {
  before=$(metric fdtrail_lost_total)
  reached=$(passfd paced "$1" 3 | sed 's/.*"reached":\([0-9]*\).*/\1/')
  while [ "$(metric fdtrail_ring_fill_bytes)" -gt 0 ]; do
    sleep 0.1
  done
  sleep 1 # losses are checked for twice a second
  lost=$(($(metric fdtrail_lost_total) - before))
  echo "asked for $1, reached $reached, lost $lost" >>steps
  [ "$lost" -eq 0 ] && [ "$reached" -ge $(($1 * 95 / 100)) ]
}

rows=/dev/null
start "$1" --metrics 127.0.0.1:9432
holds 2000 # the JVM warms up
good=0 rate=2000
while holds $rate; do
  good=$reached rate=$((rate * 2))
done
bad=$rate
for step in 1 2 3 4; do
  rate=$(((good + bad) / 2))
  if holds $rate; then
    good=$reached
  else
    bad=$rate
  fi
done
echo "$good" >rate
finish
