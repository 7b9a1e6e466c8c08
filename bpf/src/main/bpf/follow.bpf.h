/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Descendants of the traced command: user space seeds followed with its own process, forks add to it. */
#ifndef FDTRAIL_FOLLOW_BPF_H
#define FDTRAIL_FOLLOW_BPF_H

#include "exit.bpf.h"

#define CLONE_THREAD 0x00010000

static __always_inline int on_fork(u32 child, u64 started, bool shares_table)
{
	u32 from = bpf_get_current_pid_tgid() >> 32;

	if (!bpf_map_lookup_elem(&followed, &from))
		return 0;
	if (bpf_map_update_elem(&followed, &child, &started, BPF_ANY))
		count_loss(followed_full);
	if (fdtrail_exits)
		inherit(from, child, shares_table);
	return 0;
}

#ifdef FDTRAIL_PERF
#define NEWEST_CHILDREN 16 /* with CLONE_PARENT the parent may have got others meanwhile */

/* When the child started: the event has only its number, but the kernel appends it to its parent's list. */
static __always_inline u64 start_of(s32 child, struct task_struct *parent)
{
	struct list_head *at = (void *)parent + bpf_core_field_offset(struct task_struct, children);

	for (int i = 0; i < NEWEST_CHILDREN; i++) {
		struct task_struct *task;

		at = BPF_CORE_READ(at, prev);
		task = (void *)at - bpf_core_field_offset(struct task_struct, sibling);
		if (BPF_CORE_READ(task, pid) == child)
			return BPF_CORE_READ(task, start_boottime);
	}
	return 0;
}

/* Before the child runs. On a raw tracepoint a run may be skipped, and then everything that the child does would be missing. */
SEC("tp/task/task_newtask")
int follow_fork(struct trace_event_raw_task_newtask *event)
{
	struct task_struct *parent = (void *)bpf_get_current_task();
	s32 child = event->pid;
	u64 started;

	if (event->clone_flags & CLONE_THREAD)
		return 0;
	started = start_of(child, parent);
	return on_fork(child, started ?: start_of(child, BPF_CORE_READ(parent, real_parent)), event->clone_flags & CLONE_FILES);
}
#elif defined(FDTRAIL_KPROBE)
/* The parent calls it before the child runs. Unlike a raw tracepoint's, no run of it is skipped on kernels that preempt themselves. */
SEC("kprobe/wake_up_new_task")
int BPF_KPROBE(follow_fork, struct task_struct *child)
{
	u32 tgid = BPF_CORE_READ(child, tgid);
	struct task_struct *parent = (void *)bpf_get_current_task();

	if ((u32)BPF_CORE_READ(child, pid) != tgid)
		return 0;
	return on_fork(tgid, BPF_CORE_READ(child, start_boottime), BPF_CORE_READ(child, files) == BPF_CORE_READ(parent, files));
}
#else
SEC("tp_btf/task_newtask")
int BPF_PROG(follow_fork, struct task_struct *child, u64 clone_flags)
{
	if (clone_flags & CLONE_THREAD)
		return 0;
	return UNPREEMPTED(
		on_fork(BPF_CORE_READ(child, tgid), BPF_CORE_READ(child, start_boottime), clone_flags & CLONE_FILES));
}
#endif

/*
 * Freed, not exited: an exiting process still closes sockets. Its number may be another process's by now. If this run is
 * skipped, the entry stays, but counts for no other process.
 */
SEC("tp_btf/sched_process_free")
int BPF_PROG(follow_free, struct task_struct *task)
{
	u32 tgid = BPF_CORE_READ(task, tgid);
	u64 *started = bpf_map_lookup_elem(&followed, &tgid);

	if (started && (u32)BPF_CORE_READ(task, pid) == tgid && *started == BPF_CORE_READ(task, start_boottime))
		bpf_map_delete_elem(&followed, &tgid);
	return 0;
}

#endif
