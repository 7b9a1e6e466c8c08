# Processes that send the same file on the same socket.
fdtrail -o json --ring-size 64M --backend "$1" -- sh -c 'exec passfd shared 4 3000 >truth' >events 2>errors
