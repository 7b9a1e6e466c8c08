// SPDX-License-Identifier: Apache-2.0
/* Processes that are held by pidfds. Natives return -errno. */
#include <errno.h>
#include <jni.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NATIVE(type, name) JNIEXPORT type JNICALL Java_io_fdtrail_os_HeldProcesses_##name

/* A pidfd: a descriptor that cannot refer to another process later (5.3). */
NATIVE(jint, openProcess0)(JNIEnv *env, jclass class, jint pid)
{
	int fd = syscall(__NR_pidfd_open, pid, 0);

	return fd < 0 ? -errno : fd;
}

/* Waits for the end of one of these processes, and returns its place among them; skips those below 0. */
NATIVE(jint, awaitEnd0)(JNIEnv *env, jclass class, jintArray processes)
{
	jsize count = (*env)->GetArrayLength(env, processes), ended = 0;
	struct pollfd *watched = calloc(count, sizeof(*watched));
	jint *fds = watched ? (*env)->GetIntArrayElements(env, processes, NULL) : NULL;
	int result = -ENOMEM;

	if (fds) {
		for (jsize i = 0; i < count; i++) {
			watched[i].fd = fds[i];
			watched[i].events = POLLIN;
		}
		(*env)->ReleaseIntArrayElements(env, processes, fds, JNI_ABORT);
		do
			result = poll(watched, count, -1) < 0 ? -errno : 0;
		while (result == -EINTR);
		while (ended < count - 1 && !watched[ended].revents)
			ended++;
	}
	free(watched);
	return result ? result : ended;
}
