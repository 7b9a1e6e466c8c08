/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* A record that a process uses a file: with the identity of the file, and without its name. */
#ifndef FDTRAIL_USE_BPF_H
#define FDTRAIL_USE_BPF_H

#include "encode.bpf.h"

static __always_inline void describe_use(struct draft *draft, u64 pid_tgid, s32 fd, u64 file_id, struct inode *inode)
{
	struct fdtrail_record *record = &draft->record;

	blank(draft);
	record->kind = FDTRAIL_KIND_OPEN;
	record->pid = pid_tgid >> 32;
	record->tid = pid_tgid;
	record->fd = fd;
	record->file_flags = FDTRAIL_FILE_KNOWN;
	record->file_id = file_id;
	record->inode = BPF_CORE_READ(inode, i_ino);
	record->dev = BPF_CORE_READ(inode, i_sb, s_dev);
	draft->end = 0;
	output_record(draft);
}

#endif
