# What the scenarios share. Each runs in a folder of its own, whose files are its result.

# start BACKEND ARG...: a tracer in the background, ready when this returns; $tracer is its process.
start() {
  fdtrail -v -o json --backend "$@" >events 2>errors &
  tracer=$!
  until grep -q '^fdtrail: tracing with' errors; do
    kill -0 $tracer || exit 1
    sleep 0.1
  done
}

# finish: the tracer prints what it still has, and its summary. SIGTERM, as the shell lets background jobs ignore SIGINT.
finish() {
  kill -TERM $tracer
  wait $tracer
}
