/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* From the current task and a struct file to a record in the ring. */
#ifndef FDTRAIL_RECORD_BPF_H
#define FDTRAIL_RECORD_BPF_H

#include "address.bpf.h"
#include "encode.bpf.h"

struct walk {
	struct draft *draft;
	struct dentry *dentry;
	struct dentry *root;
	struct mount *mount;
};

/* Goes one component up, or across a mount point, as prepend_path() in fs/d_path.c does. */
STEP walk_up(u32 turn, struct walk *walk)
{
	struct draft *draft = walk->draft;
	struct dentry *dentry = walk->dentry, *parent;
	u64 end = masked(*(volatile u32 *)&draft->end, 0x1fff);
	long length;

	if (dentry == walk->root) {
		struct mount *mount = walk->mount, *above = LOAD_POINTER(mount, mnt_parent);

		if (above == mount) {
			draft->walked = 1;
			return 1;
		}
		walk->dentry = LOAD_POINTER(mount, mnt_mountpoint);
		walk->root = LOAD_POINTER(above, mnt.mnt_root);
		walk->mount = above;
		return 0;
	}
	parent = LOAD_POINTER(dentry, d_parent);
	if (parent == dentry) { /* moved out of reach of a bind mount: d_path stops here too */
		draft->walked = 1;
		return 1;
	}
	if (end >= FDTRAIL_NAME_SIZE)
		return 1;
	length = bpf_probe_read_kernel_str(&draft->name[end], COMPONENT_SIZE, LOAD_POINTER(dentry, d_name.name));
	if (length < 0)
		return 1;
	*(volatile u32 *)&draft->end = end + masked(length, 0x1ff);
	walk->dentry = parent;
	return 0;
}

/*
 * Names a file without a path: by what its d_dname() in the kernel makes the name from. Nobody renames such a dentry, so its
 * length is right, and saves a search for the end, byte by byte.
 */
static __always_inline void name_dynamically(struct draft *draft, struct inode *inode, struct dentry *dentry, const bool typed)
{
	u64 size = masked(READ_AS(typed, dentry, d_name.len), 0xff); /* NAME_MAX */
	u64 name = (u64)READ_AS(typed, dentry, d_name.name), *to = (u64 *)draft->name;
	struct ns_common *ns;
	long length;

	if (draft->record.fs_magic != NSFS_MAGIC) {
		if (CASTS && size < 2 * sizeof(u64)) { /* in the dentry itself, which has room for more */
			to[0] = word_at(name);
			to[1] = word_at(name + sizeof(u64));
			draft->end += size;
		} else if (!bpf_probe_read_kernel(draft->name, size + 1, (void *)name)) { /* with the NUL */
			draft->end += size;
		}
		return;
	}
	ns = READ_AS(typed, inode, i_private);
	length = bpf_probe_read_kernel_str(draft->name, COMPONENT_SIZE, BPF_CORE_READ(ns, ops, name));
	draft->end += length > 0 ? masked(length, 0x1ff) - 1 : 0;
}

/* The name's bytes, as d_path() would find them. */
static __always_inline void name_file(struct draft *draft, struct file *file, struct inode *inode, const bool typed)
{
	struct fdtrail_record *record = &draft->record;
	struct dentry *dentry = READ_AS(typed, file, f_path.dentry);
	u64 parent = (u64)READ_AS(typed, dentry, d_parent), leaf, root = (u64)READ_AS(typed, file, f_path.mnt, mnt_root);
	u64 mount = number_by(draft, READ_AS(typed, file, f_path.mnt));
	struct walk walk = { .draft = draft };
	const struct dentry_operations *operations = READ_AS(typed, dentry, d_op);

	leaf = number_by(draft, dentry);
	/* most have none: a load from it would fault, which costs more than everything else, or is worse (ONE_FUNCTION) */
	if (operations && READ_AS(typed, operations, d_dname) && (parent != leaf || root != leaf)) {
		record->file_flags |= FDTRAIL_FILE_DYNAMIC_NAME;
		name_dynamically(draft, inode, dentry, typed);
		return;
	}
	if (parent != leaf && !READ_AS(typed, dentry, d_hash.pprev))
		record->file_flags |= FDTRAIL_FILE_DELETED;
	draft->walked = 0;
	walk.dentry = (void *)leaf;
	walk.root = (void *)root;
	walk.mount = (void *)mount - bpf_core_field_offset(struct mount, mnt);
	repeat(MAX_COMPONENTS, walk_up, &walk);
	if (!draft->walked)
		record->file_flags |= FDTRAIL_FILE_NAME_TRUNCATED;
}

/* The process that a pidfd names: pidfs (6.9, cb12fd8e0dab) keeps it in the inode, anonymous inodes in the file. */
static __always_inline u32 pidfd_target(struct draft *draft, struct file *file, struct inode *inode, const bool typed)
{
	static const union {
		char text[8];
		u64 bytes;
	} pidfd = { "[pidfd]" };
	struct pid *pid = NULL;

	if (draft->record.fs_magic == PIDFS_MAGIC)
		pid = READ_AS(typed, inode, i_private);
	else if (draft->record.fs_magic == ANON_INODE_FS_MAGIC && *(u64 *)draft->name == pidfd.bytes)
		pid = READ_AS(typed, file, private_data);
	return pid ? BPF_CORE_READ(pid, numbers[0].nr) : 0;
}

static __always_inline void fill_file(struct draft *draft, struct file *file, u64 address, const bool typed)
{
	struct fdtrail_record *record = &draft->record;
	struct inode *inode = READ_AS(typed, file, f_inode);
	struct super_block *sb = READ_AS(typed, inode, i_sb);

	record->file_flags |= FDTRAIL_FILE_KNOWN;
	record->file_id = hashed(address);
	record->open_flags = READ_AS(typed, file, f_flags);
	record->inode = READ_AS(typed, inode, i_ino);
	record->mode = READ_AS(typed, inode, i_mode);
	record->dev = READ_AS(typed, sb, s_dev);
	record->fs_magic = READ_AS(typed, sb, s_magic);
	if (record->fs_magic == SOCKFS_MAGIC) {
		describe_socket(draft, READ_AS(typed, file, private_data));
		return;
	}
	name_file(draft, file, inode, typed);
	record->rdev = READ_AS(typed, inode, i_rdev);
	if (!record->rdev)
		record->target_pid = pidfd_target(draft, file, inode, typed);
}

/* Describes the file (none if NULL) at this address in the draft. */
static __always_inline void describe_file(struct draft *draft, struct file *file, u64 address, const bool typed)
{
	draft->record.file_flags = 0;
	draft->end = 0;
	if (file)
		fill_file(draft, file, address, typed);
}

#endif
