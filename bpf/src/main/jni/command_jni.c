// SPDX-License-Identifier: Apache-2.0
/* fork and exec of the traced command. Natives return -errno and never throw. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jni.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define NATIVE(type, name) JNIEXPORT type JNICALL Java_io_fdtrail_bpf_ProbeNative_##name

struct user {
	int uid; /* -1: stay who we are */
	int gid;
	int group_count;
	gid_t *groups;
};

/* getdents64 by hand: opendir allocates, which a child of a process with threads must not. */
static void mark_each_close_on_exec(void)
{
	char entries[4096] __attribute__((aligned(8)));
	int directory = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	long size;

	while ((size = syscall(SYS_getdents64, directory, entries, sizeof(entries))) > 0) {
		for (long at = 0; at < size;) {
			struct dirent64 *entry = (struct dirent64 *)(entries + at);
			int fd = 0;

			for (const char *digit = entry->d_name; *digit >= '0' && *digit <= '9'; digit++)
				fd = fd * 10 + (*digit - '0');
			if (fd > STDERR_FILENO)
				fcntl(fd, F_SETFD, FD_CLOEXEC);
			at += entry->d_reclen;
		}
	}
	close(directory);
}

/* The flag came with 5.11 (582f1fb6b721). */
static void mark_close_on_exec(void)
{
	if (syscall(SYS_close_range, STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC))
		mark_each_close_on_exec();
}

/* System calls by number: glibc's wrappers tell every thread, and this process has but one. Groups while still root. */
static int become(const struct user *user)
{
	if (user->uid < 0)
		return 0;
	if (syscall(SYS_setgroups, user->group_count, user->groups) || syscall(SYS_setgid, user->gid) ||
	    syscall(SYS_setuid, user->uid))
		return -1;
	return 0;
}

/* Between fork and exec: only what is safe in a signal handler. */
static void run(char **argv, char **environment, const struct user *user, int report)
{
	const long standard[4] = {}; /* the kernel's struct sigaction: SIG_DFL, no flags, no mask */
	sigset_t none;
	int error;

	/* by number, for glibc hides two signals of its own, which posix_spawn leaves ignored */
	for (int signal = 1; signal < NSIG; signal++)
		syscall(SYS_rt_sigaction, signal, standard, NULL, NSIG / 8);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	mark_close_on_exec();
	environ = environment; /* whose PATH is searched */
	if (become(user) == 0)
		execvp(argv[0], argv);
	error = errno;
	while (write(report, &error, sizeof(error)) < 0 && errno == EINTR)
		;
	_exit(127);
}

static pid_t start(char **argv, char **environment, const struct user *user)
{
	sigset_t all, before;
	int report[2], error = 0;
	ssize_t size;
	pid_t pid;

	if (pipe2(report, O_CLOEXEC))
		return -errno;
	/* no handler of the JVM may run in the child */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pid = fork();
	if (pid == 0)
		run(argv, environment, user, report[1]);
	if (pid < 0)
		error = errno;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	close(report[1]);
	if (pid > 0) {
		/* the end of the pipe closes with the exec */
		do
			size = read(report[0], &error, sizeof(error));
		while (size < 0 && errno == EINTR);
		if (error)
			waitpid(pid, NULL, 0);
	}
	close(report[0]);
	return error ? -error : pid;
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

/* Returns the new process, or -errno when the command cannot be run. uid -1: as the user we are. */
NATIVE(jint, start0)(JNIEnv *env, jclass class, jobjectArray argv, jobjectArray variables, jint uid, jint gid,
			jintArray groups)
{
	struct user user = { .uid = uid, .gid = gid };
	char **arguments = strings(env, argv), **environment = strings(env, variables);
	jint *ids = (*env)->GetIntArrayElements(env, groups, NULL);
	pid_t pid = -ENOMEM;

	if (arguments && environment && ids) {
		user.groups = (gid_t *)ids;
		user.group_count = (*env)->GetArrayLength(env, groups);
		pid = start(arguments, environment, &user);
	}
	if (ids)
		(*env)->ReleaseIntArrayElements(env, groups, ids, JNI_ABORT);
	free(environment);
	free(arguments);
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

/* Takes an ended child's status as a shell tells it: the exit status, or 128 + the signal. */
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
