# Somebody without any right opens a recording that was made on another machine, in each of the views. What each prints is a
# result, and is compared with what it prints where the test runs: ViewChecks reads the lines that begin with "view".
recording=/examples/chromium-start
user='/test/setpriv --reuid 65534 --regid 65534 --clear-groups --bounding-set -all --inh-caps -all'
mkdir /tmp/views
chown 65534:65534 /tmp/views
results=$PWD

# view NAME ARG...
view() {
  name=$1
  shift
  (cd /tmp/views && $user fdtrail "$@" -r "$recording" >"$name.out" 2>"$name.err")
  echo $? >"$results/$name.status"
  cp "/tmp/views/$name".* "$results"
}

view json -o json
view trail trail
view leaks leaks -o json
view top top -b
view perfetto convert --to perfetto -o perfetto.file
view report report -o report.file
$user grep -E '^(Cap(Eff|Bnd)|Uid):' /proc/self/status >"$results/user"
