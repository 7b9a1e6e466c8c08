# Processes x messages x descriptors, a tracer for each size; with "default" the one that it chooses. The rows are too many to leave
# the guest: it counts.
. /scenarios/lib.sh

# Whether the kernel preempts itself: (lazy) or (full). 5.10 has no such file, and does not.
mount -t debugfs debugfs /sys/kernel/debug
cat /sys/kernel/debug/sched/preempt >preempt
umount /sys/kernel/debug # which nobody need have mounted

for size in ${sizes:-4x5000x1 1x20000x1 4x200x10 4x20x253 8x12500x1}; do
  burst=$(echo $size | tr x ' ')
  start "$1"
  passfd burst $burst >/dev/null || exit
  finish
  grep -vF '{"type":"event"' events >others # many times faster than a pattern
  echo "{\"burst\":\"$burst\",\"rows\":$(($(wc -l <events) - $(wc -l <others))),\"summary\":$(tail -n 1 others)}" >>bursts
  grep '^{"type":"lost"' others | sed "s/^/$burst: /" >>lost
done
rm events others
