# packages: golang-go
# Goroutines that send and receive on shared sockets, while others open files.
export HOME=/tmp GOCACHE=/tmp/cache GO111MODULE=off
go build -o /tmp/program /tmp/programs/go-program.go
/tmp/program
