// SPDX-License-Identifier: Apache-2.0
/*
 * A fence of seccomp(2) around a process that has attached everything it needs: it lists the calls that a JVM and a tracer make
 * from then on (integration-tests/bench/calls shows them), some with the arguments that they may have. Root could do much more
 * without any capability: signal, limit and stop other processes, make files, sockets and queues, start programs.
 *
 * A call that is not on the list returns EPERM and is counted: by a signal, whose handler sets the result. The kernel kills
 * whoever has blocked that signal, so calls that libc makes with all signals blocked, to make a process, only return EPERM.
 */
#define _GNU_SOURCE
#include <asm/termbits.h>
#include <asm/unistd.h>
#include <errno.h>
#include <fcntl.h>
#include <jni.h>
#include <linux/audit.h>
#include <linux/bpf.h>
#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/perf_event.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#define NATIVE(type, name) JNIEXPORT type JNICALL Java_io_fdtrail_os_Fence_##name

#if defined(__x86_64__)
#define OUR_ARCHITECTURE AUDIT_ARCH_X86_64
#define ANSWER_OF(context) ((context)->uc_mcontext.gregs[REG_RAX])
#elif defined(__aarch64__)
#define OUR_ARCHITECTURE AUDIT_ARCH_AARCH64
#define ANSWER_OF(context) ((context)->uc_mcontext.regs[0])
#else
#error "fence_jni.c does not know this architecture"
#endif

#define SECCOMP_CODE 1 /* SYS_SECCOMP, which libc does not define */

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* The names of the calls by number, made by the Makefile. */
static const char *const names[] = {
#define CALL(name) [__NR_##name] = #name,
#include "calls.h"
#undef CALL
};

/* How often each was refused. The last one is for all that have no name. */
static uint32_t refused[COUNT(names) + 1];

/* Part of an argument, which must equal the value, whatever the free bits are. Both architectures are little-endian. */
struct condition {
	uint32_t at; /* in struct seccomp_data; 0: no condition */
	uint32_t free;
	uint32_t value;
};

struct rule {
	int call;
	struct condition conditions[4];
};

#define ARGUMENT(n) (offsetof(struct seccomp_data, args) + sizeof(__u64) * (n))
#define IS(n, what)                  \
	{                            \
		ARGUMENT(n), 0, what \
	}
#define ONLY(n, bits)                \
	{                            \
		ARGUMENT(n), bits, 0 \
	}
#define WITHOUT(n, bits) ONLY(n, ~(uint32_t)(bits))
#define IS_NULL(n)                    \
	IS(n, 0),                     \
	{                             \
		ARGUMENT(n) + 4, 0, 0 \
	}

#include "fence_rules.h"

#define FIELD(name) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, name))
#define ANSWER(what) BPF_STMT(BPF_RET | BPF_K, what)

#define ROOM 1024 /* the kernel takes 4096 */

struct filter {
	struct sock_filter code[ROOM];
	unsigned short size;
};

#define ADD(filter, ...) ((filter)->code[(filter)->size++] = (struct sock_filter)__VA_ARGS__)

static void answer(struct filter *filter, int call, uint32_t what)
{
	ADD(filter, BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1));
	ADD(filter, ANSWER(what));
}

/* All conditions must hold; otherwise the next rule is tried. */
static void allow(struct filter *filter, const struct rule *rule)
{
	unsigned short begin = filter->size, failed[COUNT(rule->conditions)], count = 0;

	ADD(filter, BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, rule->call, 0, 0));
	for (size_t i = 0; i < COUNT(rule->conditions) && rule->conditions[i].at; i++) {
		ADD(filter, BPF_STMT(BPF_LD | BPF_W | BPF_ABS, rule->conditions[i].at));
		ADD(filter, BPF_STMT(BPF_ALU | BPF_AND | BPF_K, ~rule->conditions[i].free));
		failed[count++] = filter->size;
		ADD(filter, BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, rule->conditions[i].value, 0, 0));
	}
	ADD(filter, ANSWER(SECCOMP_RET_ALLOW));
	for (size_t i = 0; i < count; i++)
		filter->code[failed[i]].jf = filter->size - failed[i] - 1;
	if (count)
		ADD(filter, FIELD(nr));
	filter->code[begin].jf = filter->size - begin - 1;
}

static void allow_all(struct filter *filter, const struct rule *rules, size_t count)
{
	for (size_t i = 0; i < count; i++)
		allow(filter, &rules[i]);
}

/* command: may be sent signals; 0: none. */
static void build(struct filter *filter, bool writes, bool answers, bool looks, bool draws, pid_t command)
{
	const struct rule to_ourselves = { __NR_tgkill, { IS(0, getpid()) } }, to_it = { __NR_kill, { IS(0, command) } };

	ADD(filter, FIELD(arch));
	ADD(filter, BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OUR_ARCHITECTURE, 1, 0));
	ADD(filter, ANSWER(SECCOMP_RET_TRAP));
	ADD(filter, FIELD(nr));
	for (size_t i = 0; i < COUNT(always); i++)
		answer(filter, always[i], SECCOMP_RET_ALLOW);
	allow_all(filter, with_conditions, COUNT(with_conditions));
	allow(filter, &to_ourselves);
	if (command > 0) {
		allow(filter, &to_it);
		allow_all(filter, to_command, COUNT(to_command));
	}
	if (writes)
		allow_all(filter, to_write, COUNT(to_write));
	if (answers)
		allow_all(filter, to_answer, COUNT(to_answer));
	if (looks)
		allow_all(filter, to_look, COUNT(to_look));
	if (draws)
		allow_all(filter, to_draw, COUNT(to_draw));
	for (size_t i = 0; i < COUNT(makes_processes); i++)
		answer(filter, makes_processes[i], SECCOMP_RET_ERRNO | EPERM);
	/* libc falls back to clone(2), whose flags a filter can check */
	answer(filter, __NR_clone3, SECCOMP_RET_ERRNO | ENOSYS);
	/* newer than fdtrail: a libc that tries one falls back to an older one. Those of x32 are far above. */
	ADD(filter, BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, COUNT(names), 0, 1));
	ADD(filter, ANSWER(SECCOMP_RET_ERRNO | ENOSYS));
	ADD(filter, ANSWER(SECCOMP_RET_TRAP));
}

/* The kernel has not made the call: its result is what the handler leaves in the register. */
static void on_refused(int signal, siginfo_t *info, void *context)
{
	size_t call = info->si_syscall;

	if (info->si_code != SECCOMP_CODE)
		return;
	if (info->si_arch != OUR_ARCHITECTURE || call > COUNT(names))
		call = COUNT(names);
	__atomic_fetch_add(&refused[call], 1, __ATOMIC_RELAXED);
	ANSWER_OF((ucontext_t *)context) = -EPERM;
}

/*
 * writes: opens files for writing and renames them, until its end; answers: answers requests for metrics; looks: runs an iterator
 * that is loaded; draws: on a screen; command: the process that signals are passed on to, or 0.
 */
NATIVE(jint, fence0)(JNIEnv *env, jclass class, jboolean writes, jboolean answers, jboolean looks, jboolean draws, jint command)
{
	struct sigaction action = { .sa_sigaction = on_refused, .sa_flags = SA_SIGINFO | SA_NODEFER };
	struct filter filter = {};
	struct sock_fprog program;

	build(&filter, writes, answers, looks, draws, command);
	program = (struct sock_fprog){ .len = filter.size, .filter = filter.code };
	if (sigaction(SIGSYS, &action, NULL))
		return -errno;
	/* all threads of the JVM */
	return syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) ? -errno : 0;
}

/* "NAME COUNT" of each call that was refused. */
NATIVE(jobjectArray, refused0)(JNIEnv *env, jclass class)
{
	jclass string = (*env)->FindClass(env, "java/lang/String");
	jobjectArray texts;
	jsize count = 0;
	char text[64];

	for (size_t i = 0; i < COUNT(refused); i++)
		count += refused[i] > 0;
	texts = string ? (*env)->NewObjectArray(env, count, string, NULL) : NULL;
	for (size_t i = 0; texts && count > 0 && i < COUNT(refused); i++) {
		if (refused[i] == 0)
			continue;
		snprintf(text, sizeof(text), "%s %u", i < COUNT(names) && names[i] ? names[i] : "?", refused[i]);
		(*env)->SetObjectArrayElement(env, texts, --count, (*env)->NewStringUTF(env, text));
	}
	return texts;
}
