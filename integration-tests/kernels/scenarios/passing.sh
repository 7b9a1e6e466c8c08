# Descriptors passed by hand, while a tracer looks on.
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
