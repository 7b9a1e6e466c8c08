# Every case of the workload.
fdtrail -o json --backend "$1" -- sh -c 'exec passfd run >truth' >events 2>errors
