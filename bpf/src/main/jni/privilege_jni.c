// SPDX-License-Identifier: Apache-2.0
/*
 * Gives up rights, in every thread: capabilities and no_new_privs belong to threads, and a JVM has many that know nothing of
 * it. Each is interrupted by a signal, whose handler does it there (as libpsx of libcap does). Natives return -errno.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <jni.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define NATIVE(type, name) JNIEXPORT type JNICALL Java_io_fdtrail_bpf_SystemNative_##name

#define PATIENCE_NS 2000000000L

/* What the handler sets. */
static struct __user_cap_data_struct kept[_LINUX_CAPABILITY_U32S_3];

static int read_capabilities(pid_t thread, struct __user_cap_data_struct *capabilities)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, thread };

	return syscall(SYS_capget, &header, capabilities) ? -errno : 0;
}

static int give_up_here(void)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || syscall(SYS_capset, &header, kept))
		return -errno;
	return 0;
}

static void on_signal(int signal)
{
	int error = errno;

	give_up_here();
	errno = error;
}

/* A thread that has ended has given up all. */
static bool has_given_up(pid_t thread)
{
	struct __user_cap_data_struct has[_LINUX_CAPABILITY_U32S_3] = {};

	if (read_capabilities(thread, has))
		return true;
	for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++)
		if (has[i].permitted & ~kept[i].permitted)
			return false;
	return true;
}

static long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000L + time.tv_nsec;
}

static int give_up_in(pid_t thread)
{
	long deadline = now() + PATIENCE_NS;

	if (syscall(SYS_tgkill, getpid(), thread, SIGRTMAX))
		return errno == ESRCH ? 0 : -errno;
	while (!has_given_up(thread)) {
		if (now() > deadline)
			return -ETIMEDOUT;
		sched_yield();
	}
	return 0;
}

/* Returns how many threads had to be told, or -errno. */
static int give_up_in_others(void)
{
	DIR *threads = opendir("/proc/self/task");
	struct dirent *entry;
	int told = 0, result = 0;

	if (!threads)
		return -errno;
	while (!result && (entry = readdir(threads))) {
		pid_t thread = atoi(entry->d_name);

		if (thread > 0 && thread != gettid() && !has_given_up(thread)) {
			result = give_up_in(thread);
			told++;
		}
	}
	closedir(threads);
	return result ? result : told;
}

/*
 * Keeps those of the process's capabilities that are in the mask. A thread that has not given up yet may start another one
 * meanwhile: all are looked at until there is none left to be told.
 */
NATIVE(jint, giveUp0)(JNIEnv *env, jclass class, jlong mask)
{
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
	int told;

	told = read_capabilities(0, kept);
	if (told)
		return told;
	for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) {
		kept[i].permitted &= (__u32)(mask >> 32 * i);
		kept[i].effective = kept[i].permitted;
		kept[i].inheritable = 0;
	}
	sigfillset(&action.sa_mask);
	/* The handler stays: a signal that comes late must not end the process. */
	if (sigaction(SIGRTMAX, &action, NULL))
		return -errno;
	do
		told = give_up_in_others();
	while (told > 0);
	return told ? told : give_up_here();
}
