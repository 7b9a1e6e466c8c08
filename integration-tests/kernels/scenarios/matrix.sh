# Every case of the workload; "details": also of what is reported of processes on demand.
case $2 in
  details)
    export PASSFD_DETAILS=1
    set -- "$1" --fields +cmdline,+ancestors,+start
    ;;
  *) set -- "$1" ;;
esac
fdtrail -o json --backend "$@" -- sh -c 'exec passfd run >truth' >events 2>errors
