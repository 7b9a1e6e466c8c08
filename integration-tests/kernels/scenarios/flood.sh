# More messages in flight than are remembered. The rows stay in the guest, which counts them.
fields=action,reason,fd,sender
fdtrail -o json --fields $fields --ring-size 64M --backend "$1" -- sh -c 'exec passfd flood 34000 >truth' >events 2>errors
status=$?
for action in SEND RECV DROP; do
  echo "$action $(grep -cF "\"action\":\"$action\"" events)"
done >counts
echo "closed $(grep -cF '"reason":"closed"' events)" >>counts
grep -F '"type":"event"' events | grep -vF '"action":"SEND"' | grep -vcF '"sender"' >without-sender
grep -vF '"type":"event"' events >reported
rm events
exit $status
