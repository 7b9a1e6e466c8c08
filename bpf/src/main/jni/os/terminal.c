// SPDX-License-Identifier: Apache-2.0
/*
 * A terminal for a command of another user: with ours it could push characters into the input of our shell (TIOCSTI), read
 * what root types and keep the terminal for later. A pseudo-terminal has its own input; this relays both ways, passes on
 * sizes, and stops us when the command is stopped. relay.c does the rest.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <jni.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "relay.h"

#define NATIVE(type, name) JNIEXPORT type JNICALL Java_io_fdtrail_os_CommandProcess_##name

/* There is one command. */
static struct relay relay;
static struct terminal terminal;

NATIVE(jboolean, hasTerminal0)(JNIEnv *env, jclass class)
{
	return isatty(STDIN_FILENO) || isatty(STDOUT_FILENO) || isatty(STDERR_FILENO);
}

/* Reopens the terminal, with flags of our own; if that is refused, uses it as it is. */
static int once_more(int fd)
{
	char path[sizeof("/proc/self/fd/") + 10];
	int result;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	result = open(path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	return result < 0 ? fd : result;
}

static int open_peer(int master, uid_t user)
{
	int unlocked = 0, peer;

	if (ioctl(master, TIOCSPTLCK, &unlocked))
		return -1;
	peer = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (peer >= 0 && fchown(peer, user, -1))
		errno = 0; /* it cannot be opened by its name, as after su */
	return peer;
}

static void on_signal(int signal)
{
	int error = errno;

	if (write(relay.wake[1], "", 1) < 0)
		errno = error; /* full: the wake-up will be seen anyway */
	errno = error;
}

static int open_all(struct relay *to, struct terminal *its, uid_t user)
{
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
	int output = isatty(STDOUT_FILENO) ? STDOUT_FILENO : isatty(STDERR_FILENO) ? STDERR_FILENO : STDIN_FILENO;
	int ends[2];

	to->out = once_more(output);
	to->in = isatty(STDIN_FILENO) ? once_more(STDIN_FILENO) : -1;
	to->master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (to->master < 0)
		return -errno;
	its->peer = open_peer(to->master, user);
	if (its->peer < 0 || pipe2(to->wake, O_CLOEXEC | O_NONBLOCK) ||
	    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return -errno;
	to->control = ends[0];
	its->control = ends[1];
	its->outer = line_of(to);
	its->before = &to->before;
	if (tcgetattr(line_of(to), &to->before) == 0)
		tcsetattr(its->peer, TCSANOW, &to->before);
	pass_size(to);
	sigaction(SIGWINCH, &action, NULL);
	sigaction(SIGCONT, &action, NULL);
	return 0;
}

NATIVE(jint, openTerminal0)(JNIEnv *env, jclass class, jint user)
{
	return open_all(&relay, &terminal, user);
}

/* A process that exists a moment longer must not keep open what the JVM and the tracer have open. */
static void close_others(void)
{
	for (int fd = STDERR_FILENO + 1, last = sysconf(_SC_OPEN_MAX); fd < last; fd++) {
		int next = fd;

		while (next < last && next != terminal.outer && next != terminal.peer && next != terminal.control)
			next++;
		if (next > fd)
			syscall(__NR_close_range, fd, next - 1, 0);
		fd = next;
	}
}

pid_t start_on_terminal(const struct command *command)
{
	struct news news;
	pid_t pid = fork_quietly();
	int result;

	if (pid == 0) {
		close_others();
		monitor(command, &terminal);
	}
	result = pid < 0 ? -errno : 0;
	close(terminal.peer);
	close(terminal.control);
	if (result)
		return result;
	if (read(relay.control, &news, sizeof(news)) != sizeof(news))
		return -ECHILD;
	return news.what == RUNS ? news.value : -news.value;
}

/* Relays until the command has ended. Returns its exit status, or 128 + the signal that ended it; or -errno. */
NATIVE(jint, relay0)(JNIEnv *env, jclass class)
{
	return relay_until_end(&relay);
}

/* Passes on what the command has written; waits a little for our terminal. Returns whether that is all. */
NATIVE(jboolean, drain0)(JNIEnv *env, jclass class, jint millis)
{
	return drain(&relay, millis);
}

NATIVE(void, closeTerminal0)(JNIEnv *env, jclass class)
{
	make_as_before(&relay);
	close(relay.control);
	close(relay.master); /* SIGHUP for processes that the command left running */
}
