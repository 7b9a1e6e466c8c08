/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* What a process that was given descriptors still has when it ends. */
#ifndef FDTRAIL_EXIT_BPF_H
#define FDTRAIL_EXIT_BPF_H

#include "identity.bpf.h"
#include "use.bpf.h"

#define CLONE_FILES 0x00000400

#ifdef FDTRAIL_BOUNDED_LOOPS
#define MAX_NUMBERS 1024
#else
#define MAX_NUMBERS (1 << 20)
#endif

/* A process that was given descriptors makes another one, which inherits them, or both will have each other's. */
static __always_inline void inherit(u32 parent, u32 child, bool shares_table)
{
	u64 *receives = bpf_map_lookup_elem(&receivers, &parent);
	u64 shares = SHARES_TABLE;

	if (shares_table) {
		if (bpf_map_update_elem(&receivers, &parent, &shares, BPF_ANY) ||
		    bpf_map_update_elem(&receivers, &child, &shares, BPF_ANY))
			count_loss(followed_full);
	} else if (receives && *receives != RECEIVES_FOR_US) {
		add_receiver(child);
	}
}

/* Verified once, and not for each number. */
GLOBAL int report_held(u32 fd, u64 address)
{
	struct draft *draft = draft_of(SLOT_EXIT);
	struct file *file = (void *)address;

	if (draft)
		describe_use(draft, bpf_get_current_pid_tgid(), fd, hashed(address), BPF_CORE_READ(file, f_inode));
	return 0;
}

struct held_walk {
	u64 files;
	u32 size;
};

STEP look_at_held(u32 turn, struct held_walk *walk)
{
	u64 file = 0;

	if (turn >= walk->size || bpf_probe_read_kernel(&file, sizeof(file), (void *)(walk->files + turn * sizeof(file))))
		return 1;
	if (file)
		report_held(turn, file);
	return 0;
}

static __always_inline void report_ended(u64 table, s32 how)
{
	struct draft *draft = draft_of(SLOT_EXIT);

	if (draft)
		describe_use(draft, bpf_get_current_pid_tgid(), how, hashed(table), NULL);
}

static __always_inline int on_end(u32 tgid, u64 receives)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct files_struct *table = BPF_CORE_READ(task, files);
	struct held_walk walk = { .files = (u64)BPF_CORE_READ(table, fdt, fd), .size = BPF_CORE_READ(table, fdt, max_fds) };

	bpf_map_delete_elem(&receivers, &tgid);
	/* threads that are still on their way out have the table, too */
	if (receives == SHARES_TABLE && BPF_CORE_READ(table, count.counter) > BPF_CORE_READ(task, signal, nr_threads)) {
		report_ended((u64)table, FDTRAIL_ENDED_SHARED);
		return 0;
	}
	repeat(MAX_NUMBERS, look_at_held, &walk);
	report_ended((u64)table, walk.size > MAX_NUMBERS ? FDTRAIL_ENDED_PARTLY : FDTRAIL_ENDED);
	return 0;
}

/* A thread exits, and still has its table. If several are the last ones at the same time, each tells the same. */
static __always_inline int on_exit(void)
{
	u32 tgid = bpf_get_current_pid_tgid() >> 32;
	u64 *receives = bpf_map_lookup_elem(&receivers, &tgid);
	struct task_struct *task;

	if (!receives)
		return 0;
	task = (void *)bpf_get_current_task();
	return BPF_CORE_READ(task, signal, live.counter) ? 0 : on_end(tgid, *receives);
}

#ifdef FDTRAIL_PERF
SEC("tp/sched/sched_process_exit")
int look_at_exit(void *event)
{
	return on_exit();
}
#elif defined(FDTRAIL_KPROBE)
/* Like wake_up_new_task, not skipped on kernels that preempt themselves. The parent calls it for a child that it failed to make. */
SEC("kprobe/exit_files")
int BPF_KPROBE(look_at_exit, struct task_struct *task)
{
	return (u64)task == bpf_get_current_task() ? on_exit() : 0;
}
#else
SEC("tp_btf/sched_process_exit")
int BPF_PROG(look_at_exit, struct task_struct *task)
{
	return UNPREEMPTED(on_exit());
}
#endif

#endif
