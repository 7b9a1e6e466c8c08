# Threads of several processes that send the same file on the same sockets.
fdtrail -o json --ring-size 64M --backend "$1" -- sh -c 'exec passfd shared 3 2 999 >truth' >events 2>errors
