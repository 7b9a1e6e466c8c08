# Descriptors passed by hand, while a tracer runs.
export XDG_RUNTIME_DIR=$PWD
. /scenarios/lib.sh
echo hello >file
start "$1"
fdtrail recv -f 0,7 x --run sh -c 'cat; for fd in /proc/self/fd/*; do [ ! -e $fd ] || echo ${fd##*/}; done' >received &
receiver=$!
fdtrail send --wait -f 5,5 x 5<file
wait $receiver || exit
exec 8<file
keep grab fdtrail grab $$ 8 --run cat /proc/self/fd/8
keep inode fdtrail send -p $$:1 x
finish

# A process by its number, which older kernels report in other ways (SO_PEERPIDFD, 6.5; inodes of pidfds, 6.9).
sh -c 'fdtrail recv --from pid:$$ --timeout 60 -f 0 y cat >by-pid 2>by-pid.err & exec fdtrail send --wait y <file'
until [ -s by-pid ] || [ -s by-pid.err ]; do
  sleep 0.1
done

# One that ended, and was waited for, before the receiver looked.
sh -c 'fdtrail recv --from pid:$$ --timeout 120 -f 0 z cat >late 2>late.err & echo $! >receiver
  until [ -S fdtrail/z ]; do sleep 0.1; done; kill -STOP $(cat receiver); exec fdtrail send z <file' 2>unreceived
kill -CONT "$(cat receiver)"
until [ -s late ] || [ -s late.err ]; do
  sleep 0.1
done
kill "$(cat receiver)"

# Yama lets parents trace their children, and nobody else.
echo 1 >/proc/sys/kernel/yama/ptrace_scope
su nobody -c 'sleep 300 & echo $! >/tmp/sleeper && wait' &
until [ -s /tmp/sleeper ]; do
  sleep 0.1
done
keep yama su nobody -c "fdtrail grab $(cat /tmp/sleeper) 0"
kill "$(cat /tmp/sleeper)"
rm /tmp/sleeper
echo 0 >/proc/sys/kernel/yama/ptrace_scope
