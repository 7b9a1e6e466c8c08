# Processes x messages x descriptors, each size with a tracer of its own. Only the counts leave the guest.
for burst in '4 5000 1' '1 20000 1' '4 200 10' '4 20 253' '8 12500 1'; do
  fdtrail -o json --backend "$1" -- passfd burst $burst >events 2>errors
  status=$?
  sent=$(grep -c '"action":"SEND"' events)
  received=$(grep -c '"action":"RECV"' events)
  echo "{\"burst\":\"$burst\",\"status\":$status,\"sent\":$sent,\"received\":$received,\"summary\":$(tail -n 1 events)}" >>counts
  cat errors >>all-errors
  rm events errors
done
