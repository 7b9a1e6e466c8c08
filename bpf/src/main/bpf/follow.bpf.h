/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Descendants of the traced command: user space seeds followed with its own process, forks add to it. */
#ifndef FDTRAIL_FOLLOW_BPF_H
#define FDTRAIL_FOLLOW_BPF_H

#include "record.bpf.h"

SEC("tp_btf/sched_process_fork")
int BPF_PROG(follow_fork, struct task_struct *parent, struct task_struct *child)
{
	u32 from = BPF_CORE_READ(parent, tgid), to = BPF_CORE_READ(child, tgid);
	u64 started = BPF_CORE_READ(child, start_boottime);

	if (from != to && bpf_map_lookup_elem(&followed, &from) && bpf_map_update_elem(&followed, &to, &started, BPF_ANY))
		count_loss(followed_full);
	return 0;
}

/* Freed, not exited: an exiting process still closes sockets. Its number may be another process's by now. */
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
