/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the fence allows. integration-tests/bench/calls prints what a tracer calls, in each mode and with each JDK; added are
 * the calls that do the same on another kernel, architecture or libc. None changes another process, or a file that is not
 * open. What a process with threads calls with all signals blocked must be in the list.
 */
#ifndef FDTRAIL_FENCE_RULES_H
#define FDTRAIL_FENCE_RULES_H

/* A line for each would be three pages. */
/* clang-format off */
static const int always[] = {
	/* threads, memory, signals to itself */
	__NR_futex, __NR_gettid, __NR_mprotect, __NR_mmap, __NR_munmap, __NR_mremap, __NR_madvise, __NR_brk, __NR_mincore, __NR_membarrier,
	__NR_set_robust_list, __NR_rseq, __NR_exit, __NR_exit_group, __NR_restart_syscall, __NR_rt_sigaction, __NR_rt_sigprocmask,
	__NR_rt_sigreturn, __NR_rt_sigsuspend, __NR_rt_sigtimedwait, __NR_sigaltstack, __NR_sched_yield, __NR_sched_getaffinity,
	__NR_getcpu, __NR_getrandom,
	/* who and when */
	__NR_getpid, __NR_getppid, __NR_getuid, __NR_geteuid, __NR_getgid, __NR_getegid, __NR_uname, __NR_sysinfo, __NR_times, __NR_getrusage,
	__NR_clock_gettime, __NR_clock_getres, __NR_clock_nanosleep, __NR_nanosleep, __NR_gettimeofday,
	/* descriptors that are open */
	__NR_write, __NR_read, __NR_close, __NR_pread64, __NR_pwrite64, __NR_readv, __NR_writev, __NR_lseek, __NR_dup, __NR_dup3, __NR_fstat,
	__NR_ftruncate, __NR_ppoll, __NR_epoll_ctl, __NR_epoll_pwait,
	/* files that can be looked at */
	__NR_newfstatat, __NR_statx, __NR_faccessat, __NR_faccessat2, __NR_readlinkat, __NR_getdents64, __NR_getcwd,
	/* the end of a child */
	__NR_wait4, __NR_waitid,
#ifdef __x86_64__
	__NR_stat, __NR_lstat, __NR_access, __NR_readlink, __NR_poll, __NR_epoll_wait, __NR_dup2, __NR_getrlimit, __NR_time,
#endif
};
/* clang-format on */

#define THREAD                                                                                             \
	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM | CLONE_SETTLS | \
	 CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID) /* as glibc makes one */

#define KERNEL_O_LARGEFILE 0100000 /* of x86-64, where libc's is 0; O_NOFOLLOW of arm64 */
#define READING (O_CLOEXEC | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_PATH | KERNEL_O_LARGEFILE)

static const struct rule with_conditions[] = {
	{ __NR_openat, { ONLY(2, READING) } },
	{ __NR_clone, { IS(0, THREAD) } },
	{ __NR_prctl, { IS(0, PR_SET_NAME) } },
	/* only its own limits, and sets none */
	{ __NR_prlimit64, { IS(0, 0), IS_NULL(2) } },
	{ __NR_fcntl, { IS(1, F_GETFD) } },
	{ __NR_fcntl, { IS(1, F_SETFD) } },
	{ __NR_fcntl, { IS(1, F_GETFL) } },
	/* O_ASYNC on a terminal is SIGIO for its foreground job, whoever that is (__tty_fasync) */
	{ __NR_fcntl, { IS(1, F_SETFL), WITHOUT(2, O_ASYNC) } },
	{ __NR_fcntl, { IS(1, F_DUPFD_CLOEXEC) } },
	{ __NR_ioctl, { IS(1, FIONREAD) } },
	/* send(2) to the connected peer, as write(2) does */
	{ __NR_sendto, { IS_NULL(4) } },
	/* isatty(3), since glibc 2.42 by the second */
	{ __NR_ioctl, { IS(1, TCGETS) } },
	{ __NR_ioctl, { IS(1, TIOCGWINSZ) } },
	{ __NR_ioctl, { IS(1, TCGETS2) } },
	/* how often a kprobe was missed; only for what is open */
	{ __NR_bpf, { IS(0, BPF_OBJ_GET_INFO_BY_FD) } },
	/* how libbpf detaches a kprobe */
	{ __NR_ioctl, { IS(1, PERF_EVENT_IOC_DISABLE) } },
};

/* -- CMD, which may have its own terminal that we relay; when CMD is stopped, we stop too */
static const struct rule to_command[] = {
	{ __NR_kill, { IS(0, 0), IS(1, SIGTSTP) } },
	{ __NR_ioctl, { IS(1, TCSETS) } },
	{ __NR_ioctl, { IS(1, TCSETS2) } },
	{ __NR_ioctl, { IS(1, TIOCGPGRP) } },
	{ __NR_ioctl, { IS(1, TIOCSWINSZ) } },
	{ __NR_getpgid, { IS(0, 0) } },
#ifdef __x86_64__
	{ __NR_getpgrp, {} },
#endif
};

/* --output. Not O_TRUNC: before 6.2 Landlock lets it truncate a file that may only be read. */
#define WRITING (READING | O_WRONLY | O_RDWR | O_CREAT | O_EXCL | O_APPEND)

static const struct rule to_write[] = {
	{ __NR_openat, { ONLY(2, WRITING) } },
	{ __NR_renameat2, {} },
	{ __NR_unlinkat, { IS(2, 0) } },
	{ __NR_flock, {} },
	{ __NR_fcntl, { IS(1, F_SETLK) } },
	{ __NR_fcntl, { IS(1, F_GETLK) } },
	{ __NR_fcntl, { IS(1, F_OFD_SETLK) } },
#ifdef __NR_renameat
	{ __NR_renameat, {} },
#endif
#ifdef __x86_64__
	{ __NR_rename, {} },
	{ __NR_unlink, {} },
#endif
};

/* top: looks at what is open, with the program of an iterator that is loaded */
static const struct rule to_look[] = {
	{ __NR_bpf, { IS(0, BPF_ITER_CREATE) } },
};

/* top on a screen: the settings of the terminal, which it leaves and takes again when it is stopped */
static const struct rule to_draw[] = {
	{ SYS_ioctl, { IS(1, TCSETS) } },
	{ SYS_ioctl, { IS(1, TCSETS2) } },
};

/* --metrics: answers connections to a listening socket, connects to nobody, and reads maps */
static const struct rule to_answer[] = {
	{ __NR_bpf, { IS(0, BPF_MAP_LOOKUP_BATCH) } },
	{ __NR_accept4, {} },
	{ __NR_accept, {} },
	{ __NR_getsockname, {} },
	{ __NR_getpeername, {} },
	{ __NR_shutdown, {} },
	/* how Java closes a connection; others attach filters (SO_ATTACH_FILTER), or open a pidfd (SO_PEERPIDFD) */
	{ __NR_getsockopt, { IS(1, SOL_SOCKET), IS(2, SO_LINGER) } },
	{ __NR_getsockopt, { IS(1, SOL_SOCKET), IS(2, SO_ERROR) } },
};

/* With all signals blocked, so that they are not counted. */
static const int makes_processes[] = {
	__NR_clone,
#ifdef __x86_64__
	__NR_fork,
	__NR_vfork,
#endif
};

#endif
