# What the scenarios share. Each runs in its own folder, whose files are its result.

# start BACKEND ARG...: starts a tracer in the background, which is ready when this returns; $tracer is its process. BACKEND may
# be "default", the one that it chooses. Its rows go to $rows. $as: the command that runs it.
rows=events as=
start() {
  : >errors # the file of the last tracer says that it is ready
  if [ "$1" = default ]; then shift; else set -- --backend "$@"; fi
  $as fdtrail -v -o json "$@" >"$rows" 2>errors &
  tracer=$!
  await_tracing
}

# await_tracing: returns when $tracer, whose messages are in "errors", traces.
await_tracing() {
  for attempt in $(seq 1200); do
    ! grep -q 'tracing with' errors || return 0
    kill -0 "$tracer" || exit 1
    sleep 0.1
  done
  exit 1
}

# finish: the tracer prints what it still has, and its summary; its fence must never have refused a call. SIGTERM, because the
# shell makes background jobs ignore SIGINT.
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
