// SPDX-License-Identifier: Apache-2.0
/* Starts the traced command. Natives return -errno and never throw. */
#define _GNU_SOURCE
#include <errno.h>
#include <jni.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"

#define NATIVE(type, name) JNIEXPORT type JNICALL Java_io_fdtrail_os_CommandProcess_##name

__attribute__((noreturn)) static void become_traced(const void *command, int report)
{
	become_command(command, report);
}

/* The byte arrays as a NULL-terminated vector of strings, in one allocation. */
static char **strings(JNIEnv *env, jobjectArray arrays)
{
	jsize count = (*env)->GetArrayLength(env, arrays);
	size_t size = (count + 1) * sizeof(char *);
	char **vector, *end;

	for (jsize i = 0; i < count; i++) {
		jbyteArray bytes = (*env)->GetObjectArrayElement(env, arrays, i);

		size += (*env)->GetArrayLength(env, bytes) + 1;
		(*env)->DeleteLocalRef(env, bytes);
	}
	vector = calloc(1, size);
	if (!vector)
		return NULL;
	end = (char *)(vector + count + 1);
	for (jsize i = 0; i < count; i++) {
		jbyteArray bytes = (*env)->GetObjectArrayElement(env, arrays, i);
		jsize length = (*env)->GetArrayLength(env, bytes);

		(*env)->GetByteArrayRegion(env, bytes, 0, length, (jbyte *)end);
		(*env)->DeleteLocalRef(env, bytes);
		vector[i] = end;
		end += length + 1;
	}
	return vector;
}

/*
 * Returns the new process, or -errno if the command cannot be run. user: uid, gid, groups; empty: the same user. Another user
 * gets a separate session, and a terminal if one of the first three descriptors is a terminal.
 */
NATIVE(jint, start0)(JNIEnv *env, jclass class, jobjectArray argv, jobjectArray variables, jintArray user, jboolean terminal)
{
	struct command command = { .argv = strings(env, argv), .environment = strings(env, variables) };
	jsize size = (*env)->GetArrayLength(env, user);
	jint *ids = (*env)->GetIntArrayElements(env, user, NULL);
	pid_t pid = -ENOMEM;

	if (command.argv && command.environment && ids) {
		if (size)
			command.user = (struct user){ true, ids[0], ids[1], size - 2, (gid_t *)ids + 2 };
		command.own_session = size && !terminal;
		pid = terminal ? start_on_terminal(&command) : start_child(become_traced, &command);
	}
	if (ids)
		(*env)->ReleaseIntArrayElements(env, user, ids, JNI_ABORT);
	free(command.environment);
	free(command.argv);
	return pid;
}

/* Waits for the end of a child and leaves it a zombie, so that its number stays its own. */
NATIVE(jint, awaitExit0)(JNIEnv *env, jclass class, jint pid)
{
	siginfo_t info;
	int result;

	do
		result = waitid(P_PID, pid, &info, WEXITED | WNOWAIT);
	while (result && errno == EINTR);
	return result ? -errno : 0;
}

/* Takes an ended child's status as a shell reports it: the exit status, or 128 + the signal. */
NATIVE(jint, reap0)(JNIEnv *env, jclass class, jint pid)
{
	int status;

	if (waitpid(pid, &status, 0) < 0)
		return -errno;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

NATIVE(jint, kill0)(JNIEnv *env, jclass class, jint pid, jint signal)
{
	return kill(pid, signal) ? -errno : 0;
}
