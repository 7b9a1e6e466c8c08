/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* For a descriptor that no message brought: who it came from, and what became of it. */
#ifndef FDTRAIL_SOURCE_BPF_H
#define FDTRAIL_SOURCE_BPF_H

#include "identity.bpf.h"

/* Where the descriptor was before. */
static __always_inline void describe_source(struct fdtrail_record *record, u32 pid, u32 tid, u32 uid, s32 fd)
{
	record->flags |= FDTRAIL_F_SENDER | (is_followed(pid) ? FDTRAIL_F_SENDER_FOLLOWED : 0);
	record->sender_pid = pid;
	record->sender_tid = tid;
	record->sender_uid = uid;
	record->sender_fd = fd;
}

static __always_inline void describe_source_task(struct fdtrail_record *record, struct task_struct *task, s32 fd)
{
	describe_source(record, BPF_CORE_READ(task, tgid), BPF_CORE_READ(task, pid), BPF_CORE_READ(task, cred, uid.val), fd);
	bpf_core_read_str(record->sender_comm, sizeof(record->sender_comm), &task->comm);
}

/* What became of it here: a number with these flags, or -errno. */
static __always_inline void describe_result(struct fdtrail_record *record, int fd, u32 flags)
{
	if (fd < 0) {
		record->error = -fd;
		return;
	}
	record->fd = fd;
	describe_number_flags(record, flags);
}

/* The thread that a pid names (pid_task()), NULL if it is gone. */
static __always_inline struct task_struct *task_of(struct pid *pid)
{
	u64 link = (u64)LOAD_POINTER(pid, tasks[0].first);

	return link ? (void *)(link - bpf_core_field_offset(struct task_struct, pid_links)) : NULL;
}

ONE_FUNCTION int add_peer(u32 slot, u64 address)
{
	struct draft *draft = draft_of(slot);
	struct pid *pid = (struct pid *)address;
	struct task_struct *task = task_of(pid);
	struct fdtrail_record *record;

	if (!draft || !task)
		return 0;
	record = &draft->record;
	if (!bpf_core_read(record->other_comm, sizeof(record->other_comm), &task->comm))
		record->other_pid = LOAD(pid, numbers[0].nr);
	return 0;
}

/*
 * Adds to a begun record the process at the other end of a sending sock, if the message is for its peer (0: none any more). The
 * kernel keeps the number of a process after its end.
 */
static __always_inline void describe_peer(u32 slot, struct fdtrail_record *record, u64 sender, u64 receiver)
{
	struct sock *sock = (struct sock *)sender;
	struct pid *pid;

	if ((u64)LOAD((struct unix_sock *)sock, peer) != receiver)
		return;
	pid = LOAD_POINTER(sock, sk_peer_pid);
	if ((u32)LOAD(pid, numbers[0].nr) != record->pid)
		add_peer(slot, (u64)pid);
}

#endif
