/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* For a descriptor that no message brought: who it came from, and what became of it. */
#ifndef FDTRAIL_SOURCE_BPF_H
#define FDTRAIL_SOURCE_BPF_H

#include "identity.bpf.h"

/* Where the descriptor was before. */
static __always_inline void tell_source(struct fdtrail_record *record, u32 pid, u32 tid, u32 uid, s32 fd)
{
	record->flags |= FDTRAIL_F_SENDER | (is_followed(pid) ? FDTRAIL_F_SENDER_FOLLOWED : 0);
	record->sender_pid = pid;
	record->sender_tid = tid;
	record->sender_uid = uid;
	record->sender_fd = fd;
}

static __always_inline void tell_source_task(struct fdtrail_record *record, struct task_struct *task, s32 fd)
{
	tell_source(record, BPF_CORE_READ(task, tgid), BPF_CORE_READ(task, pid), BPF_CORE_READ(task, cred, uid.val), fd);
	bpf_core_read_str(record->sender_comm, sizeof(record->sender_comm), &task->comm);
}

/* What became of it here: a number with these flags, or -errno. */
static __always_inline void tell_result(struct fdtrail_record *record, int fd, u32 flags)
{
	if (fd < 0) {
		record->error = -fd;
		return;
	}
	record->fd = fd;
	tell_number_flags(record, flags);
}

/* The thread that a pid names (pid_task()), NULL if it is gone. */
static __always_inline struct task_struct *task_of(struct pid *pid)
{
	u64 link = (u64)BPF_CORE_READ(pid, tasks[0].first);

	return link ? (void *)(link - bpf_core_field_offset(struct task_struct, pid_links)) : NULL;
}

#endif
