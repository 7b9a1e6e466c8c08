// SPDX-License-Identifier: Apache-2.0
/*
 * The terminal of a program that draws on all of it and takes single keys. However the process ends, except by SIGKILL, the
 * terminal is as it was before: at exit(3), which is also how Runtime.halt ends, and at abort(3), which is how a JVM that
 * crashes ends. So the settings are kept here, where a signal handler finds them. Natives return -errno.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <jni.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#define NATIVE(type, name) JNIEXPORT type JNICALL Java_io_fdtrail_os_Screen_##name

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define MOST_KEYS 64
#define ROOM_MILLIS 200

/* The other screen, and no cursor; both are what terminfo calls smcup, civis, cnorm and rmcup for each terminal of today. */
#define BEGIN "\033[?1049h\033[?25l\033[H\033[2J"
#define END "\033[m\033[?25h\033[?1049l"

static struct termios before;
static volatile sig_atomic_t taken;
static int changes[2] = { -1, -1 }; /* a byte when the size may be another one, or all must be drawn again */
static struct sigaction default_stop = { .sa_handler = SIG_DFL }, ours_stop;

/* A terminal that takes nothing must not keep us from our end. */
static void put(const char *text, size_t size)
{
	struct pollfd room = { STDOUT_FILENO, POLLOUT, 0 };

	if (poll(&room, 1, ROOM_MILLIS) > 0 && write(STDOUT_FILENO, text, size) < 0)
		return; /* nobody sees it */
}

/* Keys come one by one and are not shown; Ctrl-C, Ctrl-\ and Ctrl-Z remain signals. */
static void begin(void)
{
	struct termios keys = before;

	keys.c_lflag &= ~(ICANON | ECHO | IEXTEN);
	keys.c_iflag &= ~(IXON | ICRNL | INLCR);
	keys.c_cc[VMIN] = 1;
	keys.c_cc[VTIME] = 0;
	tcsetattr(STDIN_FILENO, TCSANOW, &keys);
	put(BEGIN, sizeof(BEGIN) - 1);
}

/* Functions that a signal handler may call. */
static void end(void)
{
	if (!taken)
		return;
	taken = false;
	put(END, sizeof(END) - 1);
	tcsetattr(STDIN_FILENO, TCSANOW, &before);
}

static void on_change(int signal)
{
	int error = errno;

	if (write(changes[1], "", 1) < 0)
		errno = error; /* full: it will be seen anyway */
	errno = error;
}

/* The shell gets its terminal back, and we get it again after fg. */
static void on_stop(int signal)
{
	bool drew = taken;
	sigset_t stop;
	int error = errno;

	end();
	sigemptyset(&stop);
	sigaddset(&stop, SIGTSTP);
	sigaction(SIGTSTP, &default_stop, NULL);
	raise(SIGTSTP);
	pthread_sigmask(SIG_UNBLOCK, &stop, NULL); /* here we stop */
	pthread_sigmask(SIG_BLOCK, &stop, NULL);
	sigaction(SIGTSTP, &ours_stop, NULL);
	if (drew) {
		taken = true;
		begin();
		on_change(signal);
	}
	errno = error;
}

/* The JVM crashes. */
static void on_abort(int signal)
{
	struct sigaction abort_us = { .sa_handler = SIG_DFL };

	end();
	sigaction(SIGABRT, &abort_us, NULL);
	raise(SIGABRT); /* once the handler returns */
}

static bool is_in_foreground(void)
{
	return tcgetpgrp(STDIN_FILENO) == getpgrp();
}

/* Returns whether there is a terminal that is ours; in the background, the keys are the shell's. */
NATIVE(jboolean, take0)(JNIEnv *env, jclass class)
{
	struct sigaction change = { .sa_handler = on_change, .sa_flags = SA_RESTART };
	struct sigaction crash = { .sa_handler = on_abort };

	if (!isatty(STDOUT_FILENO) || !is_in_foreground() || tcgetattr(STDIN_FILENO, &before) ||
	    pipe2(changes, O_CLOEXEC | O_NONBLOCK))
		return false;
	ours_stop = (struct sigaction){ .sa_handler = on_stop, .sa_flags = SA_RESTART };
	atexit(end);
	sigaction(SIGABRT, &crash, NULL);
	sigaction(SIGWINCH, &change, NULL);
	sigaction(SIGCONT, &change, NULL);
	sigaction(SIGTSTP, &ours_stop, NULL);
	taken = true;
	begin();
	return true;
}

/* Waits for keys. Returns them; none: draw again; null: none will come. */
NATIVE(jbyteArray, keys0)(JNIEnv *env, jclass class, jint millis)
{
	struct pollfd watched[] = { { STDIN_FILENO, POLLIN, 0 }, { changes[0], POLLIN, 0 } };
	jbyte bytes[MOST_KEYS];
	ssize_t size = 0;
	jbyteArray keys;

	if (poll(watched, COUNT(watched), millis) < 0 && errno != EINTR)
		return NULL;
	if (watched[1].revents)
		while (read(changes[0], bytes, sizeof(bytes)) > 0)
			;
	if (watched[0].revents)
		size = read(STDIN_FILENO, bytes, sizeof(bytes));
	if ((watched[0].revents && size == 0) || (size < 0 && errno != EINTR && errno != EAGAIN))
		return NULL;
	size = size < 0 ? 0 : size;
	keys = (*env)->NewByteArray(env, size);
	if (keys)
		(*env)->SetByteArrayRegion(env, keys, 0, size, bytes);
	return keys;
}

NATIVE(void, leave0)(JNIEnv *env, jclass class)
{
	end();
}
