// SPDX-License-Identifier: Apache-2.0
/*
 * fdtrail-unwind: unwinds the stacks that it is sent, and finds the names of their functions.
 *
 * A process of its own, because it reads files that hostile programs could have made, by a library that was not written for
 * that, and because it needs rights that the tracer has given up: to see what is mapped in other processes, and to read these
 * files. It has these and no other, and a filter of system calls without any that changes something. If a file makes it crash,
 * that costs the stack. Its socket is descriptor 0: a message is a record, or an answer.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "frames.h"
#include "libdw.h"
#include "recorded.h"

#define SOCKET 0
#define SECONDS 5             /* for one stack */
#define MEMORY (4UL << 30)    /* addresses: files are mapped */
#define USERS 0x80000000U     /* in no user database, as FileFence.java has it */
#define CHECKPOINT_RESTORE 40 /* CAP_CHECKPOINT_RESTORE (5.9), which opens /proc/PID/map_files */

static volatile bool *is_busy; /* shared by both processes: a record has no answer yet */

static void raise_limit(int resource)
{
	struct rlimit limit;

	if (!getrlimit(resource, &limit)) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(resource, &limit);
	}
}

static void limit(int resource, rlim_t value)
{
	struct rlimit limit = { value, value };

	setrlimit(resource, &limit);
}

/* Another user can write nothing that is somebody's, not even with root's number. */
static int give_up_rights(void)
{
	const int kept[] = { CAP_DAC_READ_SEARCH, CAP_SYS_PTRACE, CHECKPOINT_RESTORE };
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct has[_LINUX_CAPABILITY_U32S_3] = {}, keeps[_LINUX_CAPABILITY_U32S_3] = {};
	uid_t user = USERS + getpid();

	if (syscall(__NR_capget, &header, has))
		return -1;
	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++)
		keeps[CAP_TO_INDEX(kept[i])].permitted |= CAP_TO_MASK(kept[i]);
	for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) {
		keeps[i].permitted &= has[i].permitted;
		keeps[i].effective = keeps[i].permitted;
	}
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0))
		return -1;
	/* where that is not possible, as in a container without such a user, it stays the same */
	if (!syscall(__NR_setgroups, 0, NULL) && !syscall(__NR_setresgid, user, user, user))
		(void)!syscall(__NR_setresuid, user, user, user);
	return syscall(__NR_capset, &header, keeps);
}

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#else
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#define LOAD(member) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, member))
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define REFUSE BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)
#define IF_CALL(number, more) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, (more))
#define ALLOW_CALL(number) IF_CALL(number, 1), ALLOW
/* Only if the argument has none of these bits. */
#define ALLOW_WITHOUT(number, argument, bits) \
	IF_CALL(number, 4), LOAD(args[argument]), BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, (bits), 1, 0), ALLOW, REFUSE
/* Only with this argument. */
#define ALLOW_WITH(number, argument, value) \
	IF_CALL(number, 4), LOAD(args[argument]), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, 1), ALLOW, REFUSE

/* Reads files, and writes to its socket. */
static int fence(void)
{
	struct sock_filter rules[] = {
		LOAD(arch),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		LOAD(nr),
		ALLOW_CALL(__NR_read),
		ALLOW_CALL(__NR_pread64),
		ALLOW_WITH(__NR_write, 0, SOCKET),
		ALLOW_WITHOUT(__NR_openat, 2, O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND),
		ALLOW_CALL(__NR_openat2), /* its flags are in memory; it has no right to write anywhere */
		ALLOW_WITH(__NR_fcntl, 1, F_GETFL),
		ALLOW_CALL(__NR_close),
		ALLOW_CALL(__NR_dup),
		ALLOW_CALL(__NR_fstat),
		ALLOW_CALL(__NR_newfstatat),
		ALLOW_CALL(__NR_lseek),
		ALLOW_WITHOUT(__NR_mmap, 2, PROT_EXEC),
		ALLOW_WITHOUT(__NR_mprotect, 2, PROT_EXEC),
		ALLOW_CALL(__NR_munmap),
		ALLOW_CALL(__NR_mremap),
		ALLOW_CALL(__NR_madvise),
		ALLOW_CALL(__NR_brk),
		ALLOW_CALL(__NR_futex),
		ALLOW_CALL(__NR_getrandom),
		ALLOW_CALL(__NR_setitimer),
#ifdef __NR_alarm
		ALLOW_CALL(__NR_alarm),
#endif
		ALLOW_CALL(__NR_exit_group),
		REFUSE,
	};
	struct sock_fprog program = { sizeof(rules) / sizeof(*rules), rules };

	return syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
}

static void answer(const char *bytes, size_t size)
{
	while (write(SOCKET, bytes, size) < 0 && errno == EINTR)
		;
}

/* Ends when the tracer is gone. */
__attribute__((noreturn)) static void work(void)
{
	static char record[65536], bytes[ANSWER_SIZE + 1024];
	ssize_t size;

	if (fence())
		_exit(1);
	for (;;) {
		size = read(SOCKET, record, sizeof(record));
		if (size < 0 && errno == EINTR)
			continue;
		if (size <= 0)
			_exit(0);
		*is_busy = true;
		alarm(SECONDS);
		size = unwind(record, size, bytes);
		alarm(0);
		*is_busy = false;
		answer(bytes, size);
	}
}

/* Replaces a worker that crashed, and answers in its place. Returns when the tracer is gone. */
static void supervise(void)
{
	char why[96];
	int status;

	for (;;) {
		pid_t worker = fork();

		if (!worker)
			work();
		if (worker < 0 || waitpid(worker, &status, 0) != worker || WIFEXITED(status))
			return;
		if (!*is_busy)
			continue;
		*is_busy = false;
		if (WTERMSIG(status) == SIGALRM)
			snprintf(why, sizeof(why), "it took longer than %d seconds to unwind", SECONDS);
		else
			snprintf(why, sizeof(why), "the unwinder crashed on one of its files (signal %d)", WTERMSIG(status));
		answer(why, strlen(why) + 1);
	}
}

/* Its first message: nothing, or why it cannot work. */
static bool begin(void)
{
	const char *error = load_libdw();

	if (!error) {
		is_busy = mmap(NULL, sizeof(*is_busy), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
		if (is_busy == MAP_FAILED || !share_recorded() || give_up_rights())
			error = strerror(errno);
	}
	answer(error ? error : "", error ? strlen(error) + 1 : 1);
	return !error;
}

int main(void)
{
	const int of_terminal[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP };

	/* the tracer decides when it ends, and may still have stacks then */
	for (size_t i = 0; i < sizeof(of_terminal) / sizeof(*of_terminal); i++)
		signal(of_terminal[i], SIG_IGN);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_AS, MEMORY);
	limit(RLIMIT_FSIZE, 0);
	raise_limit(RLIMIT_NOFILE);
	if (!begin())
		return 1;
	supervise();
	return 0;
}
