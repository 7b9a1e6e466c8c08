// SPDX-License-Identifier: Apache-2.0
/*
 * What `fdtrail demo` traces: demo-sender passes one descriptor of each kind to demo-receiver, which closes it and
 * answers before the next one is sent. Kinds that this kernel or its policy refuses are omitted.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

/* How the receiver takes the next message, from the single byte of this one. */
enum how {
	BY_RECVMSG = 'm',
	BY_READ = 'r', /* without a control buffer: the descriptor is dropped */
};

static int deleted_file(void)
{
	char path[] = "/tmp/fdtrail-demo-XXXXXX";
	int fd = mkostemp(path, O_CLOEXEC);

	if (fd >= 0)
		unlink(path);
	return fd;
}

static int pipe_end(void)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return -1;
	close(ends[0]);
	return ends[1];
}

static int tcp_listener(void)
{
	struct sockaddr_in loopback = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && (bind(fd, (struct sockaddr *)&loopback, sizeof(loopback)) || listen(fd, 1))) {
		close(fd);
		return -1;
	}
	return fd;
}

static int signal_descriptor(void)
{
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGUSR1);
	return signalfd(-1, &signals, SFD_CLOEXEC);
}

/* The n-th descriptor of the demonstration; -2 after the last, -1 not available here. */
static int make(int n)
{
	switch (n) {
	case 0: return open("/dev/null", O_RDWR | O_CLOEXEC);
	case 1: return open("/etc/passwd", O_RDONLY | O_CLOEXEC);
	case 2: return deleted_file();
	case 3: return open("/usr", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	case 4: return open("/etc", O_PATH | O_CLOEXEC);
	case 5: return pipe_end();
	case 6: return memfd_create("demo", MFD_CLOEXEC);
	case 7: return eventfd(0, EFD_CLOEXEC);
	case 8: return epoll_create1(EPOLL_CLOEXEC);
	case 9: return timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	case 10: return signal_descriptor();
	case 11: return inotify_init1(IN_CLOEXEC);
	case 12: return syscall(__NR_pidfd_open, getppid(), 0);
	case 13: return socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	case 14: return tcp_listener();
	case 15: return socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	case 16: return open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	default: return -2;
	}
}

static void send_descriptor(int socket, int fd, char next)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = { 0 };
	struct iovec byte = { &next, 1 };
	struct msghdr message = {
		.msg_iov = &byte, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control)
	};

	control.header.cmsg_level = SOL_SOCKET;
	control.header.cmsg_type = SCM_RIGHTS;
	control.header.cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	if (sendmsg(socket, &message, 0) != 1)
		err(1, "sendmsg");
}

static void await_answer(int socket)
{
	char byte;

	if (read(socket, &byte, 1) != 1)
		errx(1, "the receiver has gone");
}

static void demo_sender(int socket)
{
	int fd;

	prctl(PR_SET_NAME, "demo-sender");
	for (int n = 0; (fd = make(n)) != -2; n++) {
		if (fd < 0)
			continue;
		send_descriptor(socket, fd, BY_RECVMSG);
		await_answer(socket);
		close(fd);
	}
	send_descriptor(socket, STDIN_FILENO, BY_READ);
	await_answer(socket);
	send_descriptor(socket, STDIN_FILENO, BY_RECVMSG);
	await_answer(socket);
}

/* Receives a message with its descriptor, and returns how to receive the next one; -1 if there is none. */
static int receive(int socket)
{
	char next, control[CMSG_SPACE(sizeof(int))];
	struct iovec byte = { &next, 1 };
	struct msghdr message = {
		.msg_iov = &byte, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)
	};
	struct cmsghdr *header;
	int fd;

	if (recvmsg(socket, &message, MSG_CMSG_CLOEXEC) != 1)
		return -1;
	header = CMSG_FIRSTHDR(&message);
	if (header && header->cmsg_type == SCM_RIGHTS) {
		memcpy(&fd, CMSG_DATA(header), sizeof(fd));
		close(fd);
	}
	return next;
}

/* Receives a message without its descriptor. */
static int receive_text(int socket)
{
	char next;

	return read(socket, &next, 1) == 1 ? next : -1;
}

static void demo_receiver(int socket)
{
	int how = BY_RECVMSG;

	prctl(PR_SET_NAME, "demo-receiver");
	while ((how = how == BY_READ ? receive_text(socket) : receive(socket)) != -1)
		if (write(socket, "", 1) != 1)
			err(1, "write");
}

static pid_t start(void (*play)(int), int sockets[2], int own)
{
	pid_t pid = fork();

	if (pid < 0)
		err(1, "fork");
	if (pid == 0) {
		close(sockets[!own]);
		play(sockets[own]);
		_exit(0);
	}
	return pid;
}

static int failed(pid_t pid)
{
	int status;

	return waitpid(pid, &status, 0) != pid || status != 0;
}

int main(void)
{
	int sockets[2];
	pid_t receiver, sender;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets))
		err(1, "socketpair");
	receiver = start(demo_receiver, sockets, 1);
	sender = start(demo_sender, sockets, 0);
	close(sockets[0]);
	close(sockets[1]);
	return failed(sender) | failed(receiver);
}
