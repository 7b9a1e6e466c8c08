# Each file goes from one process over a second to a third.
fdtrail trail -o json --backend "$1" -- passfd chain 50 >told 2>errors
