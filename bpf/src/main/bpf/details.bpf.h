/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * What is reported of a process only on demand: its command line and its ancestors. Both change without any sign in the task, as a
 * program may write over its arguments, and an ancestor may end. So they are read at each act, and their hash is a part of
 * what a process is known by.
 */
#ifndef FDTRAIL_DETAILS_BPF_H
#define FDTRAIL_DETAILS_BPF_H

#include "record.bpf.h"

static __always_inline bool reports_details(void)
{
	return fdtrail_cmdline || fdtrail_ancestors;
}

struct reading {
	struct details *details;
	struct task_struct *task;
	u64 hash;
};

static __always_inline void mix(struct reading *reading, u64 word)
{
	reading->hash = hashed(reading->hash ^ word);
}

/* Mixes a word of the command line's part. */
STEP mix_cmdline(u32 turn, struct reading *reading)
{
	struct details *details = reading->details;
	u64 at = masked(turn * sizeof(u64), 0x3f8);

	if (at >= details->cmdline_size)
		return 1;
	mix(reading, *(u64 *)((char *)&details->cmdline_tag + at));
	return 0;
}

/* The bytes of the command line, as /proc/PID/cmdline shows them, or less than one if they cannot be read: never a part. */
static __always_inline long copy_cmdline(struct details *details, struct mm_struct *mm)
{
	const char *begin = (void *)BPF_CORE_READ(mm, arg_start), *end = (void *)BPF_CORE_READ(mm, arg_end);
	u64 size = end - begin;
	long length;
	char last;

	if (end <= begin || bpf_probe_read_user(&last, 1, end - 1))
		return 0;
	if (last) { /* get_mm_proctitle(): a title written over the arguments, which may go on over the environment */
		length = bpf_probe_read_user_str(details->cmdline, FDTRAIL_CMDLINE_SIZE + 1, begin) - 1;
		details->cmdline_cut = length == FDTRAIL_CMDLINE_SIZE;
		return details->cmdline_cut ? FDTRAIL_CMDLINE_SIZE - 1 : length;
	}
	details->cmdline_cut = size > FDTRAIL_CMDLINE_SIZE;
	size = details->cmdline_cut ? FDTRAIL_CMDLINE_SIZE - 1 : size - 1;
	return bpf_probe_read_user(details->cmdline, masked(size, 0x1ff), begin) ? 0 : size;
}

/* Only of the current task's own process: the memory of another is not mapped now. */
static __always_inline void read_cmdline(struct reading *reading)
{
	struct details *details = reading->details;
	struct task_struct *current = (void *)bpf_get_current_task();
	struct task_struct *task = reading->task;
	struct mm_struct *mm = BPF_CORE_READ(task, mm);
	long length;

	details->cmdline_size = 0;
	if (!mm || mm != BPF_CORE_READ(current, mm) || BPF_CORE_READ(current, flags) & PF_KTHREAD)
		return;
	length = copy_cmdline(details, mm);
	if (length <= 0)
		return;
	length = masked(length, 0x1ff);
	__builtin_memset(&details->cmdline[length], 0, sizeof(u64));
	details->cmdline_size = sizeof(struct fdtrail_cmdline) + length;
	repeat((sizeof(struct fdtrail_cmdline) + FDTRAIL_CMDLINE_SIZE) / sizeof(u64) + 1, mix_cmdline, reading);
}

STEP climb(u32 turn, struct reading *reading)
{
	struct details *details = reading->details;
	struct fdtrail_ancestor *ancestor = &details->ancestors[masked(turn, 0x1f)];
	struct task_struct *task = reading->task;
	struct task_struct *parent = BPF_CORE_READ(task, real_parent, group_leader);
	u32 pid = BPF_CORE_READ(parent, tgid);
	u64 comm[FDTRAIL_COMM_SIZE / sizeof(u64)] = {};

	if (!pid) /* the idle task, whose children are the first processes */
		return 1;
	if (turn == FDTRAIL_MAX_ANCESTORS) {
		details->ancestors_cut = 1;
		return 1;
	}
	bpf_core_read(comm, sizeof(comm), &parent->comm);
	ancestor->ancestor_pid = pid;
	__builtin_memcpy(ancestor->ancestor_comm, comm, sizeof(comm));
	details->ancestors_size = sizeof(struct fdtrail_ancestors) + (turn + 1) * sizeof(*ancestor);
	mix(reading, pid);
	mix(reading, comm[0]);
	mix(reading, comm[1]);
	reading->task = parent;
	return 0;
}

/* No task goes away while a program runs: its memory is freed by RCU. */
static __always_inline void read_ancestors(struct reading *reading)
{
	struct details *details = reading->details;
	struct task_struct *task = reading->task;

	details->ancestors_size = 0;
	details->ancestors_cut = 0;
	reading->task = BPF_CORE_READ(task, group_leader);
	repeat(FDTRAIL_MAX_ANCESTORS + 1, climb, reading);
}

/* Reads what is wanted of a task's process into the slot's draft. Returns a hash of it. */
ONE_FUNCTION u64 read_details(u32 slot, u64 task)
{
	struct draft *draft = draft_of(slot);
	struct reading reading = {};

	if (!draft)
		return 0;
	reading.details = &draft->details;
	reading.task = (void *)task;
	if (fdtrail_cmdline)
		read_cmdline(&reading);
	if (fdtrail_ancestors)
		read_ancestors(&reading);
	return reading.hash;
}

#endif
