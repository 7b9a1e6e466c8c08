# shellcheck disable=SC2086 # a workload is some words
# Guest instructions for each message, without a tracer, with one that is stopped, so that only the programs run, and with one
# that also writes its rows: boot -i makes the clock count them. Parts:
#   details  one that reports more of processes
#   others   one of another process
#   leaks    fdtrail leaks -- CMD
#   lines    fdtrail leaks --stack -- CMD
. /scenarios/lib.sh

# The clock, without the time that the CPU was idle: the end of a trace waits for the kernel, for a varying time.
busy() {
  echo $(($(sed -n 's/^now at \([0-9]*\) nsecs$/\1/p; s/^ *\.idle_sleeptime *: *\([0-9]*\) nsecs$/-\1/p' /proc/timer_list)))
}

# alone MESSAGES WORKLOAD [ARG]
alone() {
  begin=$(busy)
  passfd "$2" "$1" $3 >/dev/null
  echo $(($(busy) - begin))
}

# traced MESSAGES WORKLOAD [ARG]: until the tracer has written the last row and ended.
traced() {
  start "$backend" $options
  begin=$(busy)
  passfd "$2" "$1" $3 >/dev/null
  finish
  echo $(($(busy) - begin))
}

# programs MESSAGES WORKLOAD [ARG]: without the tracer's own instructions. The ring must have room for all records.
programs() {
  start "$backend" $options --ring-size 64M
  kill -STOP "$tracer"
  begin=$(busy)
  passfd "$2" "$1" $3 >/dev/null
  echo $(($(busy) - begin))
  kill -CONT "$tracer"
  finish
}

# commanded MESSAGES WORKLOAD [ARG]: the tracer runs it.
commanded() {
  begin=$(busy)
  fdtrail $options --backend "$backend" -- passfd "$2" "$1" $3 >events 2>errors || exit
  echo $(($(busy) - begin))
}

# per_message HOW MESSAGES WORKLOAD [ARG]: the difference of two sizes, which excludes the cost of the start and the end.
per_message() {
  how=$1 many=$2
  shift 2
  echo $((($($how "$many" "$@") - $($how $((many / 5)) "$@")) / (many - many / 5)))
}

# So many messages that little of it is the JVM's compiler, which works on the first 100 000.
backend=$1 options='' how=traced messages=300000 workloads='200000 one-thread 0|2000000 getppid'
case $2 in
  details) options='--fields +cmdline,+ancestors' messages=100000 ;; # whose rows fit in the guest's memory
  others) options='-p 1' ;;
  leaks) options=leaks how=commanded messages=20000 workloads='5000 forks' ;;
  lines) options='leaks --stack' how=commanded messages=5000 workloads= ;;
esac
# The kernel is still busy with its boot: figures taken in a guest's first seconds may be twice as high.
sleep 6
IFS='|'
for workload in "$messages one-thread 1" $workloads; do
  unset IFS
  echo "${workload#* }: $(per_message alone $workload) $(per_message $how $workload)" >>figures
done
if [ "$how" = traced ]; then
  echo "one-thread 1, programs alone: $(per_message alone 50000 one-thread 1) $(per_message programs 50000 one-thread 1)" >>figures
fi
