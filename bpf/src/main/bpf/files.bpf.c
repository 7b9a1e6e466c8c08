// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Which descriptors are open right now: an iterator over the descriptor tables of all processes (iter/task_file, 5.8),
 * which puts a record into the ring for each, with the identity of its file and without a name.
 */
#define FDTRAIL_TYPED
#include "record.bpf.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

SEC("iter/task_file")
int open_files(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;
	struct draft *draft = draft_of(SLOT_QUEUE);
	struct fdtrail_record *record;

	if (!task || !file || !draft)
		return 0;
	record = &draft->record;
	blank(draft);
	record->kind = FDTRAIL_KIND_OPEN;
	record->pid = task->tgid;
	record->tid = task->pid;
	record->fd = ctx->fd;
	record->file_flags = FDTRAIL_FILE_KNOWN;
	record->file_id = hashed(number_by(draft, file));
	record->inode = file->f_inode->i_ino;
	record->dev = file->f_inode->i_sb->s_dev;
	draft->end = 0;
	output_record(draft);
	return 0;
}
