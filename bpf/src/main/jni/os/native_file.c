// SPDX-License-Identifier: Apache-2.0
/*
 * The bridge between FileNative and the calls that take a descriptor. Java's own take a path, which may lead elsewhere the
 * next time. Natives return -errno.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <jni.h>
#include <limits.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define NATIVE(type, name) JNIEXPORT type JNICALL Java_io_fdtrail_os_NativeFile_##name

#define MODE 0640
#define STATUS_WORDS 8
/* On the stack of a thread of the JVM, which has 512 KiB. */
#define CHUNK 16384

struct name {
	char text[PATH_MAX];
};

static int copy_name(JNIEnv *env, jbyteArray from, struct name *to)
{
	jsize length = (*env)->GetArrayLength(env, from);

	if (length >= PATH_MAX)
		return -ENAMETOOLONG;
	(*env)->GetByteArrayRegion(env, from, 0, length, (jbyte *)to->text);
	to->text[length] = 0;
	return 0;
}

/* Only to look at, whatever it is: a device does not notice it. Without a directory (-1): from the current one. */
NATIVE(jint, openPath0)(JNIEnv *env, jclass class, jint directory, jbyteArray name)
{
	struct name path;
	int fd = copy_name(env, name, &path);

	if (fd < 0)
		return fd;
	fd = openat(directory < 0 ? AT_FDCWD : directory, path.text, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* To append; made: it must not exist yet. A FIFO or a terminal does not block us, neither here nor later. */
NATIVE(jint, openForAppending0)(JNIEnv *env, jclass class, jint directory, jbyteArray name, jboolean reads, jboolean made)
{
	int flags = O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	struct name path;
	int fd = copy_name(env, name, &path);

	if (fd < 0)
		return fd;
	flags |= (reads ? O_RDWR : O_WRONLY) | (made ? O_CREAT | O_EXCL : 0);
	fd = openat(directory, path.text, flags, MODE);
	return fd < 0 ? -errno : fd;
}

/* A FIFO does not block us. */
NATIVE(jint, openForReading0)(JNIEnv *env, jclass class, jint directory, jbyteArray name)
{
	struct name path;
	int fd = copy_name(env, name, &path);

	if (fd < 0)
		return fd;
	fd = openat(directory, path.text, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* The words in the order of FileStatus. */
NATIVE(jint, status0)(JNIEnv *env, jclass class, jint fd, jlongArray into)
{
	struct stat status;
	jlong words[STATUS_WORDS];

	if (fstat(fd, &status))
		return -errno;
	words[0] = status.st_dev;
	words[1] = status.st_ino;
	words[2] = status.st_mode;
	words[3] = status.st_uid;
	words[4] = status.st_nlink;
	words[5] = status.st_size;
	words[6] = major(status.st_rdev);
	words[7] = minor(status.st_rdev);
	(*env)->SetLongArrayRegion(env, into, 0, STATUS_WORDS, words);
	return 0;
}

/* Where a symbolic link leads that openPath0 has opened. Returns the length. */
NATIVE(jint, readLink0)(JNIEnv *env, jclass class, jint fd, jbyteArray into)
{
	char target[PATH_MAX];
	ssize_t length = readlinkat(fd, "", target, sizeof(target));

	if (length < 0)
		return -errno;
	if (length > (*env)->GetArrayLength(env, into))
		return -ENAMETOOLONG;
	(*env)->SetByteArrayRegion(env, into, 0, length, (jbyte *)target);
	return length;
}

NATIVE(jint, isTerminal0)(JNIEnv *env, jclass class, jint fd)
{
	return isatty(fd);
}

/* Returns how many bytes were written, perhaps fewer than asked for. */
NATIVE(jint, write0)(JNIEnv *env, jclass class, jint fd, jbyteArray bytes, jint from, jint to)
{
	char chunk[CHUNK];
	jint size = to - from < CHUNK ? to - from : CHUNK;
	ssize_t written;

	(*env)->GetByteArrayRegion(env, bytes, from, size, (jbyte *)chunk);
	do
		written = write(fd, chunk, size);
	while (written < 0 && errno == EINTR);
	return written < 0 ? -errno : written;
}

/* Returns 1 as soon as it takes more, or has an error to report; 0 if it does not in time. */
NATIVE(jint, awaitRoom0)(JNIEnv *env, jclass class, jint fd, jint millis)
{
	struct pollfd watched = { .fd = fd, .events = POLLOUT };
	int count = poll(&watched, 1, millis);

	return count < 0 && errno != EINTR ? -errno : count > 0;
}

/* Returns how many bytes were read at the offset. */
NATIVE(jint, read0)(JNIEnv *env, jclass class, jint fd, jlong at, jbyteArray into)
{
	char chunk[CHUNK];
	jint room = (*env)->GetArrayLength(env, into);
	ssize_t size = pread(fd, chunk, room < CHUNK ? room : CHUNK, at);

	if (size < 0)
		return -errno;
	(*env)->SetByteArrayRegion(env, into, 0, size, (jbyte *)chunk);
	return size;
}

NATIVE(jint, truncate0)(JNIEnv *env, jclass class, jint fd, jlong size)
{
	return ftruncate(fd, size) ? -errno : 0;
}

/* Takes back the bytes that were written last, unless others have appended to the file meanwhile. */
NATIVE(jint, takeBack0)(JNIEnv *env, jclass class, jint fd, jint count)
{
	off_t end = lseek(fd, 0, SEEK_CUR);
	struct stat status;

	if (end < 0 || fstat(fd, &status))
		return -errno;
	if (status.st_size != end)
		return -EBUSY;
	return ftruncate(fd, end - count) ? -errno : 0;
}

NATIVE(jint, rename0)(JNIEnv *env, jclass class, jint directory, jbyteArray from, jbyteArray to)
{
	struct name old, new;
	int result = copy_name(env, from, &old);

	if (!result)
		result = copy_name(env, to, &new);
	if (result)
		return result;
	return renameat(directory, old.text, directory, new.text) ? -errno : 0;
}

/*
 * A lock of the process for writing, of one byte. Another lock for writing, which requires the right to write, prevents it.
 * One for reading, which everybody may have who can read the file, does not. Returns 0, or the process that has the lock, or
 * -EAGAIN if that process has no number here.
 */
NATIVE(jint, lock0)(JNIEnv *env, jclass class, jint fd)
{
	for (;;) {
		struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1 };

		if (!fcntl(fd, F_SETLK, &lock))
			return 0;
		if (errno != EAGAIN && errno != EACCES)
			return -errno;
		if (fcntl(fd, F_GETLK, &lock))
			return -errno;
		if (lock.l_type == F_RDLCK)
			return 0;
		if (lock.l_type == F_WRLCK)
			return lock.l_pid > 0 ? lock.l_pid : -EAGAIN;
		/* F_UNLCK: the other lock has gone meanwhile */
	}
}

NATIVE(jint, close0)(JNIEnv *env, jclass class, jint fd)
{
	return close(fd) ? -errno : 0;
}

NATIVE(jint, user0)(JNIEnv *env, jclass class)
{
	return geteuid();
}
