// SPDX-License-Identifier: Apache-2.0

// passes: passes a descriptor to itself, on the stack of a goroutine, from a method that a function calls, which calls itself.
package main

import "syscall"

type channel struct{ ends [2]int }

//go:noinline
func (c *channel) give(fd int) error {
	return syscall.Sendmsg(c.ends[0], []byte("x"), syscall.UnixRights(fd), nil, 0)
}

//go:noinline
func (c *channel) take() error {
	_, _, _, _, err := syscall.Recvmsg(c.ends[1], make([]byte, 1), make([]byte, 64), 0)
	return err
}

//go:noinline
func both(c *channel, depth int) error {
	if depth > 0 {
		return both(c, depth-1)
	}
	if err := c.give(0); err != nil {
		return err
	}
	return c.take()
}

func main() {
	ends, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		panic(err)
	}
	done := make(chan error)
	go func() { done <- both(&channel{ends}, 2) }()
	if err := <-done; err != nil {
		panic(err)
	}
}
