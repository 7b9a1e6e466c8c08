# Filters that the kernel side decides as far as it can, beside a recording of the same time, which has everything.
chosen='exe =* "*/passfd" and uid == 0 and action not in [SEND, PEEK]'

# beside NAME ARG...: a tracer in the background, which is ready when this returns; $NAME is its process.
beside() {
  name=$1
  shift
  fdtrail -v "$@" 2>"$name.errors" &
  eval "$name=$!"
  until grep -q 'tracing with' "$name.errors"; do
    kill -0 $! || exit 1
    sleep 0.1
  done
}

mkfifo go
sh -c 'read -r line <go; passfd run >truth; exec passfd one-thread 40 1' &
workload=$!
beside whole --backend "$1" -w recording
beside acts -o json --backend "$1" -F "$chosen" --output acts.rows
beside own -o json --backend "$1" -p "$workload" --output own.rows
echo >go
wait "$workload" || exit
wait "$own" || exit
kill -TERM "$whole" "$acts"
wait "$whole" || exit
wait "$acts" || exit
fdtrail -o json -F "$chosen" -r recording >acts.all || exit
fdtrail -o json -p "$workload" -r recording >own.all || exit
