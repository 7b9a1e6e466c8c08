# What the scenarios share. Each runs in a folder of its own, whose files are its result.

# start BACKEND ARG...: a tracer in the background, ready when this returns; $tracer is its process. BACKEND may be "default", which
# is the one that it chooses. Its rows go to $rows. $as: what it is run by.
rows=events as=
start() {
  : >errors # that of the tracer before says that it is ready
  if [ "$1" = default ]; then shift; else set -- --backend "$@"; fi
  $as fdtrail -v -o json "$@" >"$rows" 2>errors &
  tracer=$!
  for attempt in $(seq 1200); do
    ! grep -q 'tracing with' errors || return 0
    kill -0 "$tracer" || exit 1
    sleep 0.1
  done
  exit 1
}

# finish: the tracer prints what it still has, and its summary, and has never run against its fence. SIGTERM, as the shell lets
# background jobs ignore SIGINT.
finish() {
  kill -TERM "$tracer"
  wait "$tracer" || exit
  grep 'the fence refused' errors | grep -q ' 0 calls' || exit 1
}

# keep NAME COMMAND...: runs it and keeps NAME.out, NAME.err and NAME.status.
keep() {
  name=$1
  shift
  "$@" >"$name.out" 2>"$name.err"
  echo $? >"$name.status"
}
