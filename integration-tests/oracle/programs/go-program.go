// Passes descriptors between goroutines: 4 that send and 4 that receive on each of two connections.
package main

import (
	"log"
	"net"
	"os"
	"sync"
	"syscall"
)

const messages = 50

func connection(fd int) *net.UnixConn {
	file := os.NewFile(uintptr(fd), "socket")
	defer file.Close()
	conn, err := net.FileConn(file)
	if err != nil {
		log.Fatal(err)
	}
	return conn.(*net.UnixConn)
}

func send(conn *net.UnixConn) {
	for i := 0; i < messages; i++ {
		read, write, err := os.Pipe()
		if err != nil {
			log.Fatal(err)
		}
		if _, _, err := conn.WriteMsgUnix([]byte("x"), syscall.UnixRights(int(read.Fd()), int(write.Fd())), nil); err != nil {
			log.Fatal(err)
		}
		read.Close()
		write.Close()
	}
}

func receive(conn *net.UnixConn) {
	data, control := make([]byte, 1), make([]byte, 64)
	for i := 0; i < messages; i++ {
		_, n, _, _, err := conn.ReadMsgUnix(data, control)
		if err != nil {
			log.Fatal(err)
		}
		parsed, err := syscall.ParseSocketControlMessage(control[:n])
		if err != nil || len(parsed) != 1 {
			log.Fatal("no control message: ", err)
		}
		fds, _ := syscall.ParseUnixRights(&parsed[0])
		for _, fd := range fds {
			syscall.Close(fd)
		}
	}
}

func main() {
	var all sync.WaitGroup
	run := func(act func(*net.UnixConn), conn *net.UnixConn) {
		all.Add(1)
		go func() {
			defer all.Done()
			act(conn)
		}()
	}
	for _, kind := range []int{syscall.SOCK_SEQPACKET, syscall.SOCK_DGRAM} {
		pair, err := syscall.Socketpair(syscall.AF_UNIX, kind, 0)
		if err != nil {
			log.Fatal(err)
		}
		one, other := connection(pair[0]), connection(pair[1])
		for i := 0; i < 4; i++ {
			run(send, one)
			run(receive, other)
		}
	}
	all.Wait()
}
