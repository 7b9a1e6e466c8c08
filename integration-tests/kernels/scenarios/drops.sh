# 10 000 drops for five reasons. The rows stay in the guest, which counts them.
. /scenarios/lib.sh
start "$1"
passfd drops 2000 >truth
finish
for reason in ctrunc emfile nocontrol unsent closed; do
  echo "$reason $(grep -cF "\"reason\":\"$reason\"" events)"
done >counts
grep -cF '"action":"DROP"' events >all
tail -n 1 events >summary
rm events
