// SPDX-License-Identifier: Apache-2.0
/* The process that unwinds stacks (unwind/unwind.c). Natives return -errno. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <jni.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"

#define NATIVE(type, name) JNIEXPORT type JNICALL Java_io_fdtrail_os_Unwinder_##name

struct unwinder {
	char *path;
	int socket;
};

/* Its socket is its input; it has no other descriptor of ours. */
__attribute__((noreturn)) static void become_unwinder(const void *what, int report)
{
	const struct unwinder *unwinder = what;
	char *argv[] = { unwinder->path, NULL }, *environment[] = { NULL };
	struct command command = { .argv = argv, .environment = environment };
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	dup2(unwinder->socket, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	become_command(&command, report);
}

/* Fills in its number and our end of its socket. */
NATIVE(jint, start0)(JNIEnv *env, jclass class, jstring program, jintArray started)
{
	const char *path = (*env)->GetStringUTFChars(env, program, NULL);
	jint result[2];
	int pair[2];

	if (!path)
		return -ENOMEM;
	result[0] = socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) ? -errno : 0;
	if (!result[0]) {
		result[0] = start_child(become_unwinder, &(struct unwinder){ (char *)path, pair[1] });
		result[1] = pair[0];
		close(pair[1]);
		if (result[0] < 0)
			close(pair[0]);
	}
	(*env)->ReleaseStringUTFChars(env, program, path);
	if (result[0] < 0)
		return result[0];
	(*env)->SetIntArrayRegion(env, started, 0, 2, result);
	return 0;
}

/* Writes a message, whose memory stays the caller's. */
NATIVE(jint, tell0)(JNIEnv *env, jclass class, jint fd, jbyteArray message)
{
	jsize size = (*env)->GetArrayLength(env, message);
	jbyte *bytes = (*env)->GetByteArrayElements(env, message, NULL);
	ssize_t result;

	if (!bytes)
		return -ENOMEM;
	do
		result = write(fd, bytes, size);
	while (result < 0 && errno == EINTR);
	result = result < 0 ? -errno : 0;
	(*env)->ReleaseByteArrayElements(env, message, bytes, JNI_ABORT);
	return result;
}

/* Waits for a message, and returns its size; 0: it has ended. */
NATIVE(jint, hear0)(JNIEnv *env, jclass class, jint fd, jbyteArray message)
{
	jsize room = (*env)->GetArrayLength(env, message);
	jbyte *bytes = malloc(room);
	ssize_t result;

	if (!bytes)
		return -ENOMEM;
	do
		result = read(fd, bytes, room);
	while (result < 0 && errno == EINTR);
	if (result > 0)
		(*env)->SetByteArrayRegion(env, message, 0, result, bytes);
	result = result < 0 ? -errno : result;
	free(bytes);
	return result;
}

/* It ends when its socket does. */
NATIVE(void, close0)(JNIEnv *env, jclass class, jint fd, jint pid)
{
	close(fd);
	waitpid(pid, NULL, 0);
}
