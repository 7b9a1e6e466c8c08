// SPDX-License-Identifier: Apache-2.0
/*
 * Gives up rights in every thread: capabilities, users, no_new_privs and the files of Landlock belong to threads, and a JVM has
 * many that know nothing about it. A signal interrupts each, and its handler gives up the rights there (as libpsx of libcap
 * does), by calls that do not do what libc does for all threads. Natives return -errno.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <jni.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#define NATIVE(type, name) JNIEXPORT type JNICALL Java_io_fdtrail_os_Capabilities_##name

#define PATIENCE_NS 2000000000L

/* Ignored by default, and not a real-time signal, which is refused if nothing may be queued (RLIMIT_SIGPENDING). */
#define TO_GIVE_UP SIGURG

/* What the handler sets. */
static struct __user_cap_data_struct kept[_LINUX_CAPABILITY_U32S_3];
static int files = -1; /* a ruleset of Landlock; -1: any */
static uint32_t user;  /* 0: the same as now */
static int failure;    /* the error of the last thread that failed */
static bool giving;    /* if not, the signal is somebody else's: inside the fence these calls would end the thread */

static int read_capabilities(pid_t thread, struct __user_cap_data_struct *capabilities)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, thread };

	return syscall(__NR_capget, &header, capabilities) ? -errno : 0;
}

/* Permitted capabilities stay permitted, for capset to choose from. By number: glibc's wrappers signal every thread. */
static int become_nobody_else(void)
{
	if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) || syscall(__NR_setgroups, 0, NULL) ||
	    syscall(__NR_setresgid, user, user, user) || syscall(__NR_setresuid, user, user, user))
		return -1;
	/* who changes users loses its own /proc/self to root (commit_creds); nobody else has this one and could look into us */
	return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

static int give_up_here(void)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	int result = 0;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || (files >= 0 && syscall(__NR_landlock_restrict_self, files, 0)) ||
	    (user && become_nobody_else()))
		result = -errno;
	/* an earlier failure is reported, and is no reason to keep these */
	if (syscall(__NR_capset, &header, kept))
		result = -errno;
	return result;
}

/* A refusal by the fence is also a signal, and must never be blocked (fence_jni.c). */
static void on_signal(int signal, siginfo_t *info, void *context)
{
	int error = errno, result = __atomic_load_n(&giving, __ATOMIC_RELAXED) ? give_up_here() : 0;

	if (result)
		__atomic_store_n(&failure, result, __ATOMIC_RELAXED);
	sigdelset(&((ucontext_t *)context)->uc_sigmask, SIGSYS);
	errno = error;
}

/* A thread that has ended has given up everything. */
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

	if (syscall(__NR_tgkill, getpid(), thread, TO_GIVE_UP))
		return errno == ESRCH ? 0 : -errno;
	while (!has_given_up(thread)) {
		if (now() > deadline)
			return -ETIMEDOUT;
		sched_yield();
	}
	return 0;
}

/* Returns how many threads had to be signalled, or -errno. */
static int give_up_in_others(void)
{
	DIR *threads = opendir("/proc/self/task");
	struct dirent *entry;
	int signalled = 0, result = 0;

	if (!threads)
		return -errno;
	while (!result && (entry = readdir(threads))) {
		pid_t thread = atoi(entry->d_name);

		if (thread > 0 && thread != gettid() && !has_given_up(thread)) {
			result = give_up_in(thread);
			signalled++;
		}
	}
	closedir(threads);
	return result ? result : signalled;
}

/*
 * Keeps those of the process's capabilities that are in the mask, opens only the files of the ruleset (-1: any), and becomes
 * another user and group (0: the same). A thread that has not given up its rights yet may start another one meanwhile: checks
 * all threads until there is none left to signal.
 */
NATIVE(jint, giveUp0)(JNIEnv *env, jclass class, jlong mask, jint ruleset, jint uid)
{
	struct sigaction action = { .sa_sigaction = on_signal, .sa_flags = SA_RESTART | SA_SIGINFO };
	sigset_t refusal;
	int result;

	result = read_capabilities(0, kept);
	if (result)
		return result;
	for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) {
		kept[i].permitted &= (__u32)(mask >> 32 * i);
		kept[i].effective = kept[i].permitted;
		kept[i].inheritable = 0;
	}
	files = ruleset;
	user = uid;
	sigfillset(&action.sa_mask);
	/* The handler stays: a signal that comes late must not end the process. */
	if (sigaction(TO_GIVE_UP, &action, NULL))
		return -errno;
	sigemptyset(&refusal);
	sigaddset(&refusal, SIGSYS);
	pthread_sigmask(SIG_UNBLOCK, &refusal, NULL);
	__atomic_store_n(&giving, true, __ATOMIC_RELAXED);
	do
		result = give_up_in_others();
	while (result > 0);
	__atomic_store_n(&giving, false, __ATOMIC_RELAXED);
	if (!result)
		result = give_up_here();
	return result ? result : failure;
}
