// SPDX-License-Identifier: Apache-2.0
/*
 * Signals, instead of the JVM's own handlers: those do not show who sent a signal, catch none that was ignored when the JVM
 * began, and print its threads on SIGQUIT. A handler writes the number into a pipe. Natives return -errno.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <jni.h>
#include <signal.h>
#include <stdbool.h>
#include <unistd.h>

#define NATIVE(type, name) JNIEXPORT type JNICALL Java_io_fdtrail_os_CaughtSignals_##name

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define BY_KERNEL 256 /* as in CaughtSignals.java */

static const int caught[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
/* The JVM suspends threads by SIGUSR2, only for profilers; if somebody else sends it, version 17 crashes. */
static const int ignored[] = { SIGUSR1, SIGUSR2 };

static int news[2] = { -1, -1 };

static void on_signal(int number, siginfo_t *info, void *context)
{
	unsigned char message[2] = { number, info->si_code > 0 };
	int error = errno;

	/* atomic; if the pipe is full, enough of them are waiting */
	if (write(news[1], message, sizeof(message)) < 0)
		errno = error;
	errno = error;
}

static bool is_ignored(int number)
{
	struct sigaction action;

	return sigaction(number, NULL, &action) == 0 && !(action.sa_flags & SA_SIGINFO) && action.sa_handler == SIG_IGN;
}

/* From now on awaitSignal0 returns the signals that end a program. nohup's SIGHUP stays ignored. */
NATIVE(jint, catchSignals0)(JNIEnv *env, jclass class)
{
	struct sigaction catch = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_RESTART };
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	if (pipe2(news, O_CLOEXEC))
		return -errno;
	fcntl(news[1], F_SETFL, O_NONBLOCK);
	sigfillset(&catch.sa_mask);
	for (size_t i = 0; i < COUNT(ignored); i++)
		sigaction(ignored[i], &ignore, NULL);
	for (size_t i = 0; i < COUNT(caught); i++)
		if (caught[i] != SIGHUP || !is_ignored(SIGHUP))
			sigaction(caught[i], &catch, NULL);
	return 0;
}

/* Waits for the next one: its number, and BY_KERNEL if no process sent it (a key of the terminal, its end). */
NATIVE(jint, awaitSignal0)(JNIEnv *env, jclass class)
{
	unsigned char message[2];
	ssize_t size;

	do
		size = read(news[0], message, sizeof(message));
	while (size < 0 && errno == EINTR);
	if (size != sizeof(message))
		return size < 0 ? -errno : -EIO;
	return message[0] | (message[1] ? BY_KERNEL : 0);
}
