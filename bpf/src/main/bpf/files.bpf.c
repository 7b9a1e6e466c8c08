// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Which files are in use right now: an iterator over the descriptor tables of all processes (iter/task_file, 5.8) and one over
 * their mappings (iter/task_vma, 5.12, 3d78417b60fb). Both put a record into the ring for each, with the identity of the file
 * and without a name.
 */
#define FDTRAIL_TYPED
#include "record.bpf.h"
#include "use.bpf.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

static __always_inline u64 pid_tgid_of(struct task_struct *task)
{
	return (u64)task->tgid << 32 | (u32)task->pid;
}

SEC("iter/task_file")
int open_files(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;
	struct draft *draft = draft_of(SLOT_QUEUE);

	if (task && file && draft)
		describe_use(draft, pid_tgid_of(task), ctx->fd, hashed(number_by(draft, file)), file->f_inode);
	return 0;
}

/*
 * The file that a program opened, if it is one of overlayfs, which maps another one in its place: before 6.5 that one has the
 * path of the first (its f_inode is of the layer below), since then it is a backing_file (62d53c4a1dfe). There is no flag for
 * that in BTF, so we ask the superblock; what we read behind a file that is none is not of overlayfs.
 */
static __always_inline struct dentry *overlaid(struct file *file)
{
	struct backing_file *backing = (void *)as_number(file);
	struct dentry *dentry = BPF_CORE_READ(file, f_path.dentry), *user = NULL;

	if (bpf_core_field_exists(backing->user_path))
		user = BPF_CORE_READ(backing, user_path.dentry);
	if (BPF_CORE_READ(user, d_sb, s_magic) == OVERLAYFS_MAGIC)
		return user;
	return BPF_CORE_READ(dentry, d_sb, s_magic) == OVERLAYFS_MAGIC ? dentry : NULL;
}

/* What was reported last: a library is mapped in several parts, one after the other. */
s32 last_pid;
u64 last_file;

SEC("iter/task_vma")
int mappings(struct bpf_iter__task_vma *ctx)
{
	struct task_struct *task = ctx->task;
	struct vm_area_struct *area = ctx->vma;
	struct draft *draft = draft_of(SLOT_QUEUE);
	struct dentry *overlay;
	struct file *file;
	u64 address = 0;

	if (!task || !area || !draft) {
		last_file = 0;
		return 0;
	}
	bpf_probe_read_kernel(&address, sizeof(address), &area->vm_file);
	if (!address || (last_file == address && last_pid == task->tgid))
		return 0;
	last_file = address;
	last_pid = task->tgid;
	file = (void *)address;
	overlay = overlaid(file);
	if (overlay)
		describe_use(draft, pid_tgid_of(task), FDTRAIL_MAPPED, 0, BPF_CORE_READ(overlay, d_inode));
	else
		describe_use(draft, pid_tgid_of(task), FDTRAIL_MAPPED, hashed(address), BPF_CORE_READ(file, f_inode));
	return 0;
}
