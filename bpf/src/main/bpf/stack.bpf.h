/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * The user stack of an act, on demand: the registers of the system call and a copy of the stack's bytes, in a record before
 * those of the act. The kernel's own walk along frame pointers is of no use: libc's functions do not set any, so that it omits
 * their caller, and most programs have none at all. User space unwinds the copy.
 */
#ifndef FDTRAIL_STACK_BPF_H
#define FDTRAIL_STACK_BPF_H

#include "mappings.bpf.h"

static __always_inline void read_registers(struct stack_draft *draft, struct pt_regs *regs)
{
	u64 *to = draft->stack_registers;

	__builtin_memset(to, 0, sizeof(draft->stack_registers));
#if defined(__TARGET_ARCH_x86)
	to[0] = READ_TASK(regs, ax);
	to[1] = READ_TASK(regs, dx);
	to[2] = READ_TASK(regs, cx);
	to[3] = READ_TASK(regs, bx);
	to[4] = READ_TASK(regs, si);
	to[5] = READ_TASK(regs, di);
	to[6] = READ_TASK(regs, bp);
	to[7] = READ_TASK(regs, sp);
	to[8] = READ_TASK(regs, r8);
	to[9] = READ_TASK(regs, r9);
	to[10] = READ_TASK(regs, r10);
	to[11] = READ_TASK(regs, r11);
	to[12] = READ_TASK(regs, r12);
	to[13] = READ_TASK(regs, r13);
	to[14] = READ_TASK(regs, r14);
	to[15] = READ_TASK(regs, r15);
	to[16] = READ_TASK(regs, ip);
#else
	bpf_probe_read_kernel(to, sizeof(draft->stack_registers), regs); /* regs, sp, pc */
#endif
}

static __always_inline u64 stack_pointer(struct pt_regs *regs)
{
	return READ_TASK(regs, sp);
}

/* Page by page up to the first that is not there: beyond the top of the stack one read of all would fail. */
static __always_inline u32 copy_stack(struct stack_draft *draft, u64 from)
{
	u64 size = STACK_PAGE - (from & (STACK_PAGE - 1));

	if (bpf_probe_read_user(draft->bytes, masked(size, 0x1fff), (void *)from))
		return 0;
	for (u32 i = 1; i < FDTRAIL_STACK_SIZE / STACK_PAGE; i++) {
		if (size >= FDTRAIL_STACK_SIZE - STACK_PAGE ||
		    bpf_probe_read_user(&draft->bytes[masked(size, 0x3fff)], STACK_PAGE, (void *)(from + size)))
			break;
		size += STACK_PAGE;
	}
	return size;
}

/* Returns how many bytes of the stack are in the draft. */
static __always_inline u32 take_stack(struct stack_draft *draft, struct task_struct *task)
{
	struct mm_struct *mm = BPF_CORE_READ(task, mm);
	struct pt_regs *regs;
	u32 size;

	draft->stack_state = FDTRAIL_STACK_NONE;
	if (!has_registers(task))
		return 0;
	draft->stack_state = FDTRAIL_STACK_GONE;
	if (!mm)
		return 0;
	draft->stack_state = FDTRAIL_STACK_COMPAT;
	if (system_call().is_compat)
		return 0;
	draft->start_code = BPF_CORE_READ(mm, start_code);
	draft->start_stack = BPF_CORE_READ(mm, start_stack);
	regs = user_registers();
	read_registers(draft, regs);
	size = copy_stack(draft, stack_pointer(regs));
	draft->stack_state = !size                ? FDTRAIL_STACK_UNMAPPED
			     : has_requests(task) ? FDTRAIL_STACK_DOUBTFUL
						  : FDTRAIL_STACK_COPIED;
	return size;
}

/* Returns its number, also if it found no room in the ring: then user space knows that too. */
ONE_FUNCTION u64 describe_stack(u32 slot, u64 mappings)
{
	struct stack_draft *draft = bpf_map_lookup_elem(&stack_drafts, &slot);
	struct task_struct *task = current_task();
	u64 size;

	if (!draft)
		return 0;
	size = masked(take_stack(draft, task), 0x3fff);
	draft->version = FDTRAIL_VERSION;
	draft->kind = FDTRAIL_KIND_STACK;
	draft->record_size = sizeof(struct fdtrail_head) + sizeof(struct fdtrail_stack) + size;
	draft->flags = 0;
	draft->boot_ns = bpf_ktime_get_boot_ns();
	draft->stack_tag = FDTRAIL_PART_STACK;
	draft->stack_size = sizeof(struct fdtrail_stack) + size;
	draft->stack_pid = bpf_get_current_pid_tgid() >> 32;
	draft->stack_number = next_number(STACKS);
	draft->stack_mappings = mappings;
	if (bpf_ringbuf_output(&ring, draft, sizeof(struct fdtrail_head) + sizeof(struct fdtrail_stack) + size, 0))
		count_loss(ring_full);
	return draft->stack_number;
}

/* For a draft that is about to begin an act. */
static __always_inline void describe_caller(u32 slot, struct draft *draft, u8 action, u64 process)
{
	u8 end = action == FDTRAIL_SEND || action == FDTRAIL_FAIL ? FDTRAIL_STACKS_SEND : FDTRAIL_STACKS_RECV;

	draft->caller.caller_tag = FDTRAIL_PART_CALLER;
	draft->caller.caller_size = sizeof(struct fdtrail_caller);
	draft->caller.caller_stack = draft->reported_stack;
	draft->reported_stack = 0;
	if (fdtrail_stacks & end && !draft->caller.caller_stack)
		draft->caller.caller_stack = describe_stack(slot, mappings_of(slot, process));
}

#endif
