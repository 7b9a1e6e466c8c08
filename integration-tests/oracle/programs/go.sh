# packages: golang-go
# builds: GOCACHE=/tmp/cache GO111MODULE=off go build -o /usr/local/bin/oracle-go /tmp/programs/go-program.go
# Goroutines that send and receive on shared sockets, while others open files.
/usr/local/bin/oracle-go
