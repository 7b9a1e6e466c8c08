/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* All differences between kernels, in one place. Each names the change that made it; none is decided by a version number. */
#ifndef FDTRAIL_COMPAT_BPF_H
#define FDTRAIL_COMPAT_BPF_H

#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

/*
 * Runs step(i, ctx) for i below n until it returns non-zero. With bpf_loop (5.17, e6f2dd0f8067) the verifier checks one
 * iteration; before, it walks through all of them, so the bounds are smaller there (FDTRAIL_BOUNDED_LOOPS, a separate
 * object: 5.10 rejects even the address of a callback, in dead code too).
 */
#ifdef FDTRAIL_BOUNDED_LOOPS
#define STEP static __always_inline long
#define repeat(n, step, ctx)                           \
	({                                             \
		for (u32 turn = 0; turn < (n); turn++) \
			if (step(turn, (ctx)))         \
				break;                 \
	})
#else
#define STEP static long
#define repeat(n, step, ctx) bpf_loop((n), (step), (ctx), 0)
#endif

/*
 * What a thread leaves for its next program is in a slot chosen by its number, without a search: a lookup in an array takes a
 * few instructions of the program, a lookup and the changes in a hash take hundreds. Two threads may have the same slot; the
 * second one uses a hash.
 */
#define THREAD_SLOTS 1024
#ifdef FDTRAIL_BOUNDED_LOOPS
/* None can be taken: such an exchange came with 5.12 (5ffa25502b5a). */
#define slot_at(map, at) ((void)(at), NULL)
#define take_owner(slot, from, to) false
#else
#define slot_at(map, at) bpf_map_lookup_elem((map), (at))
#define take_owner(slot, from, to) (__sync_val_compare_and_swap(&(slot)->owner, (from), (to)) == (from))
#endif

/* A function that the verifier checks once, however often it is called. It takes only numbers. */
#define GLOBAL __attribute__((noinline))

/*
 * If a program has more functions than its first one, old kernels may look for the handler of a faulting load in a table
 * that does not exist, and oops (until 6.4, 0108a4e9f358; not in every stable kernel). Programs that can do without have none.
 */
#ifdef FDTRAIL_BOUNDED_LOOPS
#define ONE_FUNCTION static __always_inline
#else
#define ONE_FUNCTION GLOBAL
#endif

/* clang removes an "& mask" that it can prove unnecessary; the verifier cannot prove that, and needs the mask. */
#define masked(value, mask)                                        \
	({                                                         \
		u64 masked_value = (value);                        \
		asm volatile("%0 &= " #mask : "+r"(masked_value)); \
		masked_value;                                      \
	})

/*
 * READ(p, a, b) is p->a->b. If the verifier knows the type of p, each step is a load; otherwise it is a call of a helper, ten
 * times as expensive. FDTRAIL_TYPED: the arguments of this object's programs have types (fentry, tracepoint). The current
 * task has one in every object but those for old kernels: bpf_get_current_task_btf came with 5.11 (3ca1032ab7ab).
 */
#define READ_AS(typed, ...) ((typed) ? ___arrow(__VA_ARGS__) : BPF_CORE_READ(__VA_ARGS__))
#ifdef FDTRAIL_TYPED
#define TYPED 1
#else
#define TYPED 0
#endif
#define READ(...) READ_AS(TYPED, __VA_ARGS__)

/*
 * At each step from a pointer that it trusts, the verifier looks up by name what it may trust next: up to five times through
 * all types of the kernel (6.3, 57539b1c0ac2), which took longer than everything else it does. We only read, and need no
 * trust. The call becomes a move. bpf_rdonly_cast came with 6.2 (a35b9af4ec2c).
 */
#ifdef FDTRAIL_TRUSTED
#define CASTS 0
#define untrusted(pointer) (pointer)
#else
#define CASTS 1
extern void *bpf_rdonly_cast(const void *pointer, u32 type) __ksym;

#define untrusted(pointer) ((typeof(pointer))bpf_rdonly_cast((pointer), bpf_core_type_id_kernel(typeof(*(pointer)))))
#endif

/*
 * For a pointer that is only a number to the verifier, read by a helper or given to a global function: where there are casts, a
 * load from it takes a few instructions instead of the 175 of a helper. 0 if it is NULL.
 */
#ifdef FDTRAIL_TRUSTED
#define LOAD(pointer, member) BPF_CORE_READ(pointer, member)
#else
#define LOAD(pointer, member) ((pointer) ? untrusted(pointer)->member : 0)
#endif

/* The word at an address of the kernel's. Only members of structs can be loaded: of this one, two words. */
static __always_inline u64 word_at(u64 address)
{
	return LOAD((struct rlimit *)address, rlim_cur);
}

/* The same for a member that is a pointer, which again is only a number. LOAD will do for one that is only compared. */
#ifdef FDTRAIL_TRUSTED
#define LOAD_POINTER(pointer, member) BPF_CORE_READ(pointer, member)
#else
#define LOAD_POINTER(pointer, member) \
	((typeof((pointer)->member))((pointer) ? WORD((u64)(pointer) + bpf_core_field_offset((pointer)->member)) : 0))
#define WORD(address) (untrusted((struct rlimit *)(address))->rlim_cur)
#endif

/*
 * own_task() is trusted: the kernel does not check the address of a load from it, which takes seven instructions. Only for members
 * that are no pointers to structs: for such a pointer the verifier would look for its type among all types of the kernel.
 */
#ifdef FDTRAIL_BOUNDED_LOOPS
#define own_task() ((struct task_struct *)bpf_get_current_task())
#define READ_TASK(...) BPF_CORE_READ(__VA_ARGS__)
#else
#define own_task() bpf_get_current_task_btf()
#define READ_TASK(...) ___arrow(__VA_ARGS__)
#endif
#define current_task() untrusted(own_task())

/*
 * The kernel skips a program on a trampoline that is already running on this CPU. If it preempted one midway, it would skip
 * the program for the other threads of that CPU until the first one resumes. So we disable preemption, and at the end we
 * enable it with interrupts disabled: pending work waits for the kernel's next opportunity, just after. Such a section may
 * call functions of ours since 6.15 (e2d8f560d1cf), which is about as old as the first default that preempts (PREEMPT_LAZY,
 * 6.13).
 */
#ifdef FDTRAIL_PREEMPTIBLE
#define UNPREEMPTED(call) (call)
#else
extern void bpf_preempt_disable(void) __weak __ksym;
extern void bpf_preempt_enable(void) __weak __ksym;
extern void bpf_local_irq_save(unsigned long *flags) __weak __ksym;
extern void bpf_local_irq_restore(unsigned long *flags) __weak __ksym;

#define UNPREEMPTED(call)                                                                \
	({                                                                               \
		bool hold = bpf_core_field_exists(struct bpf_subprog_info, might_sleep); \
		unsigned long interrupts;                                                \
		int result;                                                              \
                                                                                         \
		if (hold)                                                                \
			bpf_preempt_disable();                                           \
		result = (call);                                                         \
		if (hold) {                                                              \
			bpf_local_irq_save(&interrupts);                                 \
			bpf_preempt_enable();                                            \
			bpf_local_irq_restore(&interrupts);                              \
		}                                                                        \
		result;                                                                  \
	})
#endif

#define PF_IO_WORKER 0x00000010 /* a worker of io_uring, a thread of the process since 5.12 (3bfe6106693b) */
#define PF_KTHREAD 0x00200000
#define THREAD_SIZE 16384 /* except with pages of 64 KiB (arm64) */
#define TS_COMPAT 0x0002  /* x86: in a 32-bit system call */

#define NR_PIDFD_OPEN 434
#define NR_CLONE3 435

#if defined(__TARGET_ARCH_x86)
#define NR_READ 0
#define NR_WRITE 1
#define NR_CLOSE 3
#define NR_WRITEV 20
#define NR_DUP2 33
#define NR_SENDFILE 40
#define NR_CONNECT 42
#define NR_SENDTO 44
#define NR_SENDMSG 46
#define NR_RECVMSG 47
#define NR_GETSOCKOPT 55
#define NR_CLONE 56
#define NR_SPLICE 275
#define NR_DUP3 292
#define NR_RECVMMSG 299
#define NR_SENDMMSG 307
#define NR_IO_URING_ENTER 426
#define NR_CLOSE_RANGE 436
#define NR_COMPAT_READ 3
#define NR_COMPAT_WRITE 4
#define NR_COMPAT_CLOSE 6
#define NR_COMPAT_DUP2 63
#define NR_COMPAT_SOCKETCALL 102
#define NR_COMPAT_CLONE 120
#define NR_COMPAT_WRITEV 146
#define NR_COMPAT_SPLICE 313
#define NR_COMPAT_DUP3 330
#define NR_COMPAT_RECVMMSG 337
#define NR_COMPAT_SENDMMSG 345
#define NR_COMPAT_CONNECT 362
#define NR_COMPAT_GETSOCKOPT 365
#define NR_COMPAT_SENDTO 369
#define NR_COMPAT_SENDMSG 370
#define NR_COMPAT_RECVMSG 372
#define NR_COMPAT_RECVMMSG_TIME64 417
#elif defined(__TARGET_ARCH_arm64)
#define NR_DUP3 24
#define NR_CLOSE 57
#define NR_READ 63
#define NR_WRITE 64
#define NR_WRITEV 66
#define NR_SENDFILE 71
#define NR_SPLICE 76
#define NR_CONNECT 203
#define NR_SENDTO 206
#define NR_GETSOCKOPT 209
#define NR_SENDMSG 211
#define NR_RECVMSG 212
#define NR_CLONE 220
#define NR_RECVMMSG 243
#define NR_SENDMMSG 269
#define NR_IO_URING_ENTER 426
#define NR_CLOSE_RANGE 436
#endif

/*
 * The user's registers, saved on the kernel stack by the system call this thread is in. bpf_task_pt_regs came with 5.15
 * (dd6e10fbd9fb); before, they are found by the end of the stack.
 */
static __always_inline struct pt_regs *registers_of(struct task_struct *own)
{
#ifdef FDTRAIL_BOUNDED_LOOPS
	if (!bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_task_pt_regs))
		return (void *)READ_TASK(own, stack) + THREAD_SIZE - bpf_core_type_size(struct pt_regs);
	own = bpf_get_current_task_btf();
#endif
	return (struct pt_regs *)bpf_task_pt_regs(own);
}

static __always_inline struct pt_regs *user_registers(void)
{
	return registers_of(own_task());
}

/* Kernel threads and io_uring's workers are in no system call. */
static __always_inline bool has_registers(struct task_struct *task)
{
	return !(READ_TASK(task, flags) & (PF_KTHREAD | PF_IO_WORKER));
}

/* The system call that this thread is in. */
struct system_call {
	s32 number;     /* -1 none */
	bool is_compat; /* of 32 bits (x86) */
};

static __always_inline struct system_call system_call(void)
{
	struct system_call call = { .number = -1 };
	struct task_struct *task = current_task();

	if (!has_registers(task))
		return call;
#if defined(__TARGET_ARCH_x86)
	call.number = READ_TASK(user_registers(), orig_ax);
	call.is_compat = READ_TASK(task, thread_info.status) & TS_COMPAT;
#else
	call.number = READ_TASK(user_registers(), syscallno);
#endif
	return call;
}

static __always_inline bool is_kernel_address(u64 address)
{
	return address >> 56 == 0xff;
}

/* Whether requests of io_uring may run in this thread: it is a worker, or has posted some, which run at the end of any call. */
static __always_inline bool has_requests(struct task_struct *task)
{
	return READ_TASK(task, flags) & PF_IO_WORKER || READ_TASK(task, io_uring);
}

/*
 * Argument 0 of the system call this thread is in. is_receive: whether the call receives with a control buffer; argument 0
 * is then the receiving socket. Returns a negative number if there is none.
 */
static __always_inline s32 first_argument(struct task_struct *own, bool *is_receive)
{
	struct pt_regs *regs;

	*is_receive = false;
	if (!has_registers(own))
		return -1;
	regs = registers_of(own);
#if defined(__TARGET_ARCH_x86)
	u64 nr = READ_TASK(regs, orig_ax);

	if (READ_TASK(own, thread_info.status) & TS_COMPAT) {
		u32 argument = 0;

		if (nr == NR_COMPAT_SOCKETCALL) {
			/* its arguments are an array in user memory; the caller verifies the number against the table */
			bpf_probe_read_user(&argument, sizeof(argument), (void *)(u64)(u32)READ_TASK(regs, cx));
			return argument;
		}
		*is_receive = nr == NR_COMPAT_RECVMSG || nr == NR_COMPAT_RECVMMSG || nr == NR_COMPAT_RECVMMSG_TIME64;
		return READ_TASK(regs, bx);
	}
	*is_receive = nr == NR_RECVMSG || nr == NR_RECVMMSG;
	return READ_TASK(regs, di);
#else
	s32 nr = READ_TASK(regs, syscallno);

	*is_receive = nr == NR_RECVMSG || nr == NR_RECVMMSG;
	return READ_TASK(regs, orig_x0);
#endif
}

/* Whether this thread is in io_uring_enter, and for which ring, by number or registered (flags). */
static __always_inline bool enters_ring(s32 *ring, u64 *flags)
{
	struct system_call call = system_call();
	struct pt_regs *regs;

	if (call.number != NR_IO_URING_ENTER)
		return false;
	regs = user_registers();
#if defined(__TARGET_ARCH_x86)
	*ring = call.is_compat ? READ_TASK(regs, bx) : READ_TASK(regs, di);
	*flags = call.is_compat ? READ_TASK(regs, si) : READ_TASK(regs, r10);
#else
	*ring = READ_TASK(regs, orig_x0);
	*flags = READ_TASK(regs, regs[3]);
#endif
	return true;
}

#endif
