// SPDX-License-Identifier: Apache-2.0
/* The traced command, between fork and exec. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <linux/keyctl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"

/* getdents64 directly: opendir allocates, which a child of a process with threads must not do. */
static void mark_each_close_on_exec(void)
{
	char entries[4096] __attribute__((aligned(8)));
	int directory = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	long size;

	while ((size = syscall(__NR_getdents64, directory, entries, sizeof(entries))) > 0) {
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
	if (syscall(__NR_close_range, STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC))
		mark_each_close_on_exec();
}

/*
 * A process that changes from root to another user with setuid loses root's capabilities; one that has capabilities without
 * being root keeps them, and ambient ones even after exec (cap_emulate_setxuid). Root gets its own back by exec. A capability
 * is ambient only while it is inheritable.
 */
static int give_up_capabilities(uid_t uid)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct kept[_LINUX_CAPABILITY_U32S_3] = {};

	if (uid == 0 && syscall(__NR_capget, &header, kept))
		return -1;
	for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++)
		kept[i].inheritable = 0;
	return syscall(__NR_capset, &header, kept);
}

/*
 * Every process in a session possesses the keys of its keyring, whatever its user. If there are no keys, or a filter refuses
 * the call, CMD has none either.
 */
static int leave_keyring(void)
{
	if (syscall(__NR_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) >= 0 || errno == ENOSYS || errno == EPERM)
		return 0;
	return -1;
}

/* System calls by number: glibc's wrappers signal every thread, and this process has only one. Groups while still root. */
static int become(const struct user *user)
{
	if (!user->other)
		return 0;
	if (syscall(__NR_setgroups, user->group_count, user->groups) || syscall(__NR_setgid, user->gid) ||
	    syscall(__NR_setuid, user->uid) || give_up_capabilities(user->uid))
		return -1;
	return leave_keyring();
}

void become_command(const struct command *command, int report)
{
	const long standard[4] = {}; /* the kernel's struct sigaction: SIG_DFL, no flags, no mask */
	sigset_t none;
	int error;

	/* by number, because glibc hides two signals of its own, which posix_spawn leaves ignored */
	for (int signal = 1; signal < NSIG; signal++)
		syscall(__NR_rt_sigaction, signal, standard, NULL, NSIG / 8);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	mark_close_on_exec();
	if (command->own_session)
		setsid();
	environ = command->environment; /* whose PATH is searched */
	if (become(&command->user) == 0)
		execvp(command->argv[0], command->argv);
	error = errno;
	while (write(report, &error, sizeof(error)) < 0 && errno == EINTR)
		;
	_exit(127);
}

pid_t fork_quietly(void)
{
	sigset_t all, before;
	pid_t pid;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pid = fork();
	if (pid)
		pthread_sigmask(SIG_SETMASK, &before, NULL);
	return pid;
}

int read_report(int report)
{
	int error = 0;

	while (read(report, &error, sizeof(error)) < 0 && errno == EINTR)
		;
	return error;
}

pid_t start_child(void (*child)(const void *what, int report), const void *what)
{
	int report[2], error;
	pid_t pid;

	if (pipe2(report, O_CLOEXEC))
		return -errno;
	pid = fork_quietly();
	if (pid == 0)
		child(what, report[1]);
	error = pid < 0 ? errno : 0;
	close(report[1]);
	if (pid > 0)
		error = read_report(report[0]);
	if (pid > 0 && error)
		waitpid(pid, NULL, 0);
	close(report[0]);
	return error ? -error : pid;
}
