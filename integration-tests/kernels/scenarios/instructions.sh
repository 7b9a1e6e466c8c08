# shellcheck disable=SC2086 # a workload is some words
# Guest instructions for each message, without a tracer, with one that is stopped, so that only the programs run, and with one
# that also writes its rows ("details": one that reports more of processes): boot -i makes the clock count them.
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
  start "$backend" $details
  begin=$(busy)
  passfd "$2" "$1" $3 >/dev/null
  finish
  echo $(($(busy) - begin))
}

# programs MESSAGES WORKLOAD [ARG]: without the tracer's own instructions. The ring must have room for all records.
programs() {
  start "$backend" $details --ring-size 64M
  kill -STOP "$tracer"
  begin=$(busy)
  passfd "$2" "$1" $3 >/dev/null
  echo $(($(busy) - begin))
  kill -CONT "$tracer"
  finish
}

# per_message HOW MESSAGES WORKLOAD [ARG]: the difference of two sizes, which excludes the cost of the start and the end.
per_message() {
  how=$1 many=$2
  shift 2
  echo $((($($how "$many" "$@") - $($how $((many / 5)) "$@")) / (many - many / 5)))
}

backend=$1 details=
[ "$2" != details ] || details='--fields +cmdline,+ancestors'
# The kernel is still busy with its boot: figures taken in a guest's first seconds may be twice as high.
sleep 6
for workload in '100000 one-thread 1' '200000 one-thread 0' '2000000 getppid'; do
  echo "${workload#* }: $(per_message alone $workload) $(per_message traced $workload)" >>figures
done
echo "one-thread 1, programs alone: $(per_message alone 50000 one-thread 1) $(per_message programs 50000 one-thread 1)" >>figures
