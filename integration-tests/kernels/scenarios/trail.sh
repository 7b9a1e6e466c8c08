# Each file goes from one process over a second to a third.
fdtrail trail -o json --backend "$1" -- passfd chain 50 >reported 2>errors
