// SPDX-License-Identifier: Apache-2.0
/*
 * Writes without blocking: to a pipe that is full, a terminal that is stopped, a socket whose peer does not read. O_NONBLOCK
 * belongs to the open file description, which others share (the shell, the other end of 2>&1), so it is not set there: the
 * same pipe or terminal is reopened. Natives return -errno.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <jni.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define NATIVE(type, name) JNIEXPORT type JNICALL Java_io_fdtrail_os_Outlet_##name

/* As in Outlet.java. */
#define ROWS_SHIFT 16
#define MAX_ROWS 0x7fff /* the result stays positive */

/* As in Outlet.java: how a descriptor is written to. */
enum way {
	PLAIN,  /* a file or device, which takes everything in the end */
	SOCKET, /* has a flag for each call */
	OURS,   /* reopened by us, non-blocking */
	SHARED, /* could not be reopened: polled before each write, but another process may write first */
};

/* Rows and columns of a terminal in one number; 0 if it does not know them; -errno if it is none. */
NATIVE(jint, sizeOf0)(JNIEnv *env, jclass class, jint fd)
{
	struct winsize size;

	if (ioctl(fd, TIOCGWINSZ, &size))
		return -errno;
	if (!size.ws_row || !size.ws_col)
		return 0;
	return (size.ws_row < MAX_ROWS ? size.ws_row : MAX_ROWS) << ROWS_SHIFT | size.ws_col;
}

NATIVE(jint, wayOf0)(JNIEnv *env, jclass class, jint fd)
{
	struct stat file;

	if (fstat(fd, &file))
		return -errno;
	if (S_ISSOCK(file.st_mode))
		return SOCKET;
	return S_ISFIFO(file.st_mode) || isatty(fd) ? SHARED : PLAIN;
}

NATIVE(jint, openOnceMore0)(JNIEnv *env, jclass class, jint fd)
{
	char path[sizeof("/proc/self/fd/") + 10];
	int result;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	result = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	return result < 0 ? -errno : result;
}

/* Waits until there is room, or a write would report something, or the time is over. */
NATIVE(jint, awaitRoom0)(JNIEnv *env, jclass class, jint fd, jint millis)
{
	struct pollfd watched = { .fd = fd, .events = POLLOUT };
	int count = poll(&watched, 1, millis);

	return count < 0 && errno != EINTR ? -errno : count;
}

static ssize_t put(int fd, enum way way, const char *bytes, size_t size)
{
	struct pollfd watched = { .fd = fd, .events = POLLOUT };

	if (way == SOCKET)
		return send(fd, bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (way == SHARED && poll(&watched, 1, 0) == 0) {
		errno = EAGAIN;
		return -1;
	}
	return write(fd, bytes, size);
}

/* A pipe takes PIPE_BUF bytes whole or not at all: with whole lines, a reader never ends with part of a line. */
static size_t whole_lines(const char *bytes, size_t size)
{
	const char *end = memrchr(bytes, '\n', size);

	return end ? (size_t)(end - bytes) + 1 : size;
}

/* Returns how many bytes were taken or, if none, -errno: EAGAIN if there is no room. */
NATIVE(jint, write0)(JNIEnv *env, jclass class, jint fd, jint way, jbyteArray lines, jint from, jint to)
{
	char bytes[PIPE_BUF];
	jint at = from;

	while (at < to) {
		size_t size = to - at < PIPE_BUF ? to - at : PIPE_BUF;
		ssize_t taken;

		(*env)->GetByteArrayRegion(env, lines, at, size, (jbyte *)bytes);
		size = whole_lines(bytes, size);
		taken = put(fd, way, bytes, size);
		if (taken < 0 && errno == EINTR)
			continue;
		if (taken < 0)
			return at > from ? at - from : -errno;
		at += taken;
	}
	return at - from;
}
