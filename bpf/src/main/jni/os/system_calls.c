// SPDX-License-Identifier: Apache-2.0
/* The bridge between SystemCalls and the C library. */
#include <errno.h>
#include <grp.h>
#include <jni.h>
#include <poll.h>
#include <pwd.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define NATIVE(type, name) JNIEXPORT type JNICALL Java_io_fdtrail_os_SystemCalls_##name

/* setgroups(2) takes no more. */
#define MAX_GROUPS 65536
#define NAME_DATA_SIZE 65536

/* Returns once nobody can read what is written to the pipe or socket any more; -errno if it is neither. */
NATIVE(jint, awaitReaderGone0)(JNIEnv *env, jclass class, jint fd)
{
	struct pollfd watched = { .fd = fd }; /* POLLERR and POLLHUP are always reported */
	int count;

	do
		count = poll(&watched, 1, -1);
	while (count < 0 && errno == EINTR);
	if (count < 0)
		return -errno;
	return watched.revents & POLLNVAL ? -EBADF : 0;
}

NATIVE(jint, enterDirectory0)(JNIEnv *env, jclass class, jint directory)
{
	return fchdir(directory) ? -errno : 0;
}

/* Sends a datagram to a Unix socket: a path, or '@' and an abstract name. */
NATIVE(jint, datagram0)(JNIEnv *env, jclass class, jbyteArray socket_name, jbyteArray text)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	jsize length = (*env)->GetArrayLength(env, socket_name), size = (*env)->GetArrayLength(env, text);
	jbyte *bytes;
	int fd, result = 0;

	if (length < 1 || (size_t)length >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	(*env)->GetByteArrayRegion(env, socket_name, 0, length, (jbyte *)address.sun_path);
	if (address.sun_path[0] == '@')
		address.sun_path[0] = 0;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	bytes = (*env)->GetByteArrayElements(env, text, NULL);
	if (!bytes)
		result = -ENOMEM;
	else if (sendto(fd, bytes, size, MSG_NOSIGNAL, (struct sockaddr *)&address,
			offsetof(struct sockaddr_un, sun_path) + length) < 0)
		result = -errno;
	if (bytes)
		(*env)->ReleaseByteArrayElements(env, text, bytes, JNI_ABORT);
	close(fd);
	return result;
}

/* As bytes: the name, the home directory, the shell. */
static jobjectArray account(JNIEnv *env, const struct passwd *user)
{
	const char *const texts[] = { user->pw_name, user->pw_dir, user->pw_shell };
	jobjectArray result = (*env)->NewObjectArray(env, 3, (*env)->FindClass(env, "[B"), NULL);

	for (int i = 0; result && i < 3; i++) {
		jsize size = strlen(texts[i]);
		jbyteArray bytes = (*env)->NewByteArray(env, size);

		if (!bytes)
			return NULL;
		(*env)->SetByteArrayRegion(env, bytes, 0, size, (const jbyte *)texts[i]);
		(*env)->SetObjectArrayElement(env, result, i, bytes);
	}
	return result;
}

/* What the system knows about a user; NULL if there is no such user. */
NATIVE(jobjectArray, account0)(JNIEnv *env, jclass class, jint uid)
{
	char *data = malloc(NAME_DATA_SIZE);
	struct passwd user, *found = NULL;
	jobjectArray result = NULL;

	if (data && getpwuid_r(uid, &user, data, NAME_DATA_SIZE, &found) == 0 && found)
		result = account(env, found);
	free(data);
	return result;
}

static jintArray ids(JNIEnv *env, const struct passwd *user)
{
	gid_t *groups = calloc(MAX_GROUPS, sizeof(*groups));
	jint head[2] = { user->pw_uid, user->pw_gid };
	int count = MAX_GROUPS;
	jintArray result = NULL;

	if (!groups)
		return NULL;
	if (getgrouplist(user->pw_name, user->pw_gid, groups, &count) >= 0)
		result = (*env)->NewIntArray(env, 2 + count);
	if (result) {
		(*env)->SetIntArrayRegion(env, result, 0, 2, head);
		(*env)->SetIntArrayRegion(env, result, 2, count, (jint *)groups);
	}
	free(groups);
	return result;
}

/* The user's uid, gid and then all groups; NULL if there is no such user. */
NATIVE(jintArray, user0)(JNIEnv *env, jclass class, jstring name)
{
	const char *text = (*env)->GetStringUTFChars(env, name, NULL);
	char *data = malloc(NAME_DATA_SIZE);
	struct passwd user, *found = NULL;
	jintArray result = NULL;

	if (text && data && getpwnam_r(text, &user, data, NAME_DATA_SIZE, &found) == 0 && found)
		result = ids(env, found);
	if (text)
		(*env)->ReleaseStringUTFChars(env, name, text);
	free(data);
	return result;
}

NATIVE(jlong, random0)(JNIEnv *env, jclass class)
{
	jlong value = 0;

	return getrandom(&value, sizeof(value), 0) == sizeof(value) ? value : 0;
}

/* CLOCK_BOOTTIME, ns: the clock of the records. */
NATIVE(jlong, bootNanos0)(JNIEnv *env, jclass class)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

NATIVE(void, exit0)(JNIEnv *env, jclass class, jint status)
{
	_exit(status);
}
