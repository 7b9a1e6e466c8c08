# Threads that send and receive on the same sockets while others open, close and hang up.
fdtrail -o json --ring-size 64M --backend "$1" -- sh -c 'exec passfd stress 4 3 900 >truth' >events 2>errors
