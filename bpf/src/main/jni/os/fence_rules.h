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
	SYS_futex, SYS_gettid, SYS_mprotect, SYS_mmap, SYS_munmap, SYS_mremap, SYS_madvise, SYS_brk, SYS_mincore, SYS_membarrier,
	SYS_set_robust_list, SYS_rseq, SYS_exit, SYS_exit_group, SYS_restart_syscall, SYS_rt_sigaction, SYS_rt_sigprocmask,
	SYS_rt_sigreturn, SYS_rt_sigsuspend, SYS_rt_sigtimedwait, SYS_sigaltstack, SYS_sched_yield, SYS_sched_getaffinity,
	SYS_getcpu, SYS_getrandom,
	/* who and when */
	SYS_getpid, SYS_getppid, SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid, SYS_uname, SYS_sysinfo, SYS_times, SYS_getrusage,
	SYS_clock_gettime, SYS_clock_getres, SYS_clock_nanosleep, SYS_nanosleep, SYS_gettimeofday,
	/* descriptors that are open */
	SYS_write, SYS_read, SYS_close, SYS_pread64, SYS_pwrite64, SYS_readv, SYS_writev, SYS_lseek, SYS_dup, SYS_dup3, SYS_fstat,
	SYS_ftruncate, SYS_ppoll, SYS_epoll_ctl, SYS_epoll_pwait,
	/* files that can be looked at */
	SYS_newfstatat, SYS_statx, SYS_faccessat, SYS_faccessat2, SYS_readlinkat, SYS_getdents64, SYS_getcwd,
	/* the end of a child */
	SYS_wait4, SYS_waitid,
#ifdef __x86_64__
	SYS_stat, SYS_lstat, SYS_access, SYS_readlink, SYS_poll, SYS_epoll_wait, SYS_dup2, SYS_getrlimit, SYS_time,
#endif
};
/* clang-format on */

#define THREAD                                                                                             \
	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM | CLONE_SETTLS | \
	 CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID) /* as glibc makes one */

#define KERNEL_O_LARGEFILE 0100000 /* of x86-64, where libc's is 0; O_NOFOLLOW of arm64 */
#define READING (O_CLOEXEC | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_PATH | KERNEL_O_LARGEFILE)

static const struct rule with_conditions[] = {
	{ SYS_openat, { ONLY(2, READING) } },
	{ SYS_clone, { IS(0, THREAD) } },
	{ SYS_prctl, { IS(0, PR_SET_NAME) } },
	/* only its own limits, and sets none */
	{ SYS_prlimit64, { IS(0, 0), IS_NULL(2) } },
	{ SYS_fcntl, { IS(1, F_GETFD) } },
	{ SYS_fcntl, { IS(1, F_SETFD) } },
	{ SYS_fcntl, { IS(1, F_GETFL) } },
	/* O_ASYNC on a terminal is SIGIO for its foreground job, whoever that is (__tty_fasync) */
	{ SYS_fcntl, { IS(1, F_SETFL), WITHOUT(2, O_ASYNC) } },
	{ SYS_fcntl, { IS(1, F_DUPFD_CLOEXEC) } },
	{ SYS_ioctl, { IS(1, FIONREAD) } },
	/* send(2) to the connected peer, as write(2) does */
	{ SYS_sendto, { IS_NULL(4) } },
	/* isatty(3), since glibc 2.42 by the second */
	{ SYS_ioctl, { IS(1, TCGETS) } },
	{ SYS_ioctl, { IS(1, TIOCGWINSZ) } },
	{ SYS_ioctl, { IS(1, TCGETS2) } },
	/* how often a kprobe was missed; only for what is open */
	{ SYS_bpf, { IS(0, BPF_OBJ_GET_INFO_BY_FD) } },
	/* how libbpf detaches a kprobe */
	{ SYS_ioctl, { IS(1, PERF_EVENT_IOC_DISABLE) } },
};

/* -- CMD, which may have its own terminal that we relay; when CMD is stopped, we stop too */
static const struct rule to_command[] = {
	{ SYS_kill, { IS(0, 0), IS(1, SIGTSTP) } },
	{ SYS_ioctl, { IS(1, TCSETS) } },
	{ SYS_ioctl, { IS(1, TCSETS2) } },
	{ SYS_ioctl, { IS(1, TIOCGPGRP) } },
	{ SYS_ioctl, { IS(1, TIOCSWINSZ) } },
	{ SYS_getpgid, { IS(0, 0) } },
#ifdef __x86_64__
	{ SYS_getpgrp, {} },
#endif
};

/* --output. Not O_TRUNC: before 6.2 Landlock lets it truncate a file that may only be read. */
#define WRITING (READING | O_WRONLY | O_RDWR | O_CREAT | O_EXCL | O_APPEND)

static const struct rule to_write[] = {
	{ SYS_openat, { ONLY(2, WRITING) } },
	{ SYS_renameat2, {} },
	{ SYS_unlinkat, { IS(2, 0) } },
	{ SYS_flock, {} },
	{ SYS_fcntl, { IS(1, F_SETLK) } },
	{ SYS_fcntl, { IS(1, F_GETLK) } },
	{ SYS_fcntl, { IS(1, F_OFD_SETLK) } },
#ifdef __NR_renameat
	{ SYS_renameat, {} },
#endif
#ifdef __x86_64__
	{ SYS_rename, {} },
	{ SYS_unlink, {} },
#endif
};

/* top: looks at what is open, with the program of an iterator that is loaded */
static const struct rule to_look[] = {
	{ SYS_bpf, { IS(0, BPF_ITER_CREATE) } },
};

/* top on a screen: the settings of the terminal, which it leaves and takes again when it is stopped */
static const struct rule to_draw[] = {
	{ SYS_ioctl, { IS(1, TCSETS) } },
	{ SYS_ioctl, { IS(1, TCSETS2) } },
};

/* --metrics: answers connections to a listening socket, connects to nobody, and reads maps */
static const struct rule to_answer[] = {
	{ SYS_bpf, { IS(0, BPF_MAP_LOOKUP_BATCH) } },
	{ SYS_accept4, {} },
	{ SYS_accept, {} },
	{ SYS_getsockname, {} },
	{ SYS_getpeername, {} },
	{ SYS_shutdown, {} },
	/* how Java closes a connection; others attach filters (SO_ATTACH_FILTER), or open a pidfd (SO_PEERPIDFD) */
	{ SYS_getsockopt, { IS(1, SOL_SOCKET), IS(2, SO_LINGER) } },
	{ SYS_getsockopt, { IS(1, SOL_SOCKET), IS(2, SO_ERROR) } },
};

/* With all signals blocked, so that they are not counted. */
static const int makes_processes[] = {
	SYS_clone,
#ifdef __x86_64__
	SYS_fork,
	SYS_vfork,
#endif
};

#endif
