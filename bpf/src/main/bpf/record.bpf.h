/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* From the current task and a struct file to a record in the ring. */
#ifndef FDTRAIL_RECORD_BPF_H
#define FDTRAIL_RECORD_BPF_H

#include "compat.bpf.h"
#include <bpf/bpf_endian.h>
#include "fdtrail.h"

#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 10
#define IPPROTO_TCP 6
#define IPPROTO_UDP 17
#define TCP_CLOSE 7
#define SOL_SOCKET 1
#define SCM_RIGHTS 1
#define COMPONENT_SIZE 256 /* NAME_MAX and a NUL */

#ifdef FDTRAIL_BOUNDED_LOOPS
#define MAX_COMPONENTS 256
#else
#define MAX_COMPONENTS 2100 /* one-letter names fill PATH_MAX with 2048, and mounts are crossed on the way */
#endif

#define ANON_INODE_FS_MAGIC 0x09041934
#define NSFS_MAGIC 0x6e736673
#define PIDFS_MAGIC 0x50494446
#define SOCKFS_MAGIC 0x534F434B

const volatile __u64 fdtrail_file_key; /* keys file_id, so that it never gives an address away */
const volatile __u8 fdtrail_follow;    /* mark what the processes in followed do */

struct fdtrail_counters fdtrail_counters;

#define count_loss(counter) __sync_fetch_and_add(&fdtrail_counters.counter, 1)

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 8 << 20);
} ring SEC(".maps");

/* The command being traced and its descendants: tgid to start_boottime. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, u32);
	__type(value, u64);
} followed SEC(".maps");

#define NAME_FROM_MAX 0x78 /* the name begins there at the latest: FDTRAIL_PATH_SIZE, in whole words */
#define NAME_END_MAX (NAME_FROM_MAX + FDTRAIL_NAME_SIZE)

/*
 * A record in the making, with the socket's address and the name, which may overshoot by one component. Loop state lives
 * here and not in registers: it reads back as an unknown scalar, so that the verifier sees all turns of a bounded loop as
 * one.
 */
struct draft {
	struct fdtrail_record record;
	char tail[NAME_END_MAX + COMPONENT_SIZE];
	s32 fds[512];     /* the sender's numbers: 253, and what the verifier thinks may follow */
	u32 fd_count;
	u32 end;          /* of the name in the tail */
	u64 offset;       /* in the control block */
	u32 walked;       /* the walk reached a root */
	const void *pointer;
};

/*
 * A program may be preempted by another on its CPU (trampolines disable migration only), but never by itself: the kernel
 * skips and counts that. So each program that drafts has a slot of its own.
 */
enum slot { SLOT_SEND, SLOT_QUEUE, SLOT_RECEIVE, SLOT_DESTROY, SLOT_GRAB, SLOT_INSTALL, SLOT_REPLACE, SLOTS };

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SLOTS);
	__type(key, u32);
	__type(value, struct draft);
} drafts SEC(".maps");

static __always_inline struct draft *draft_of(u32 slot)
{
	return bpf_map_lookup_elem(&drafts, &slot);
}

/* An address as a number: a global function takes no pointer that the verifier knows the type of. */
static __always_inline u64 as_number(const void *pointer)
{
	u64 number = 0;

	bpf_probe_read_kernel(&number, sizeof(number), &pointer);
	return number;
}

/* The same without a helper's call: what the verifier knows of a value does not outlive a map. */
static __always_inline u64 number_by(struct draft *draft, const void *pointer)
{
	*(const void *volatile *)&draft->pointer = pointer;
	return *(volatile u64 *)&draft->pointer;
}

static __always_inline bool is_followed(u32 tgid)
{
	return fdtrail_follow && bpf_map_lookup_elem(&followed, &tgid);
}

/* The file behind a number of the current task, 0 if it names none. */
GLOBAL u64 file_of(u32 fd)
{
	struct fdtable *table = READ_TASK(current_task(), files, fdt);
	u64 files = (u64)READ_TASK(table, fd), file = 0;

	if (fd < READ_TASK(table, max_fds))
		bpf_probe_read_kernel(&file, sizeof(file), (void *)(files + fd * sizeof(file)));
	return file;
}

/* The number by which the current system call names this file of a socket; -1 when it does not (io_uring). */
static __always_inline s32 socket_number(u64 socket_file)
{
	struct task_struct *task = current_task();
	bool is_receive;
	s32 fd = first_argument(task, &is_receive);

	return fd >= 0 && file_of(fd) == socket_file ? fd : -1;
}

/* pid in its own namespace, 0 in the initial one. */
static __always_inline u32 namespace_pid(struct task_struct *task)
{
	struct pid *pid = READ_TASK(task, group_leader, thread_pid);
	u32 level = READ_TASK(pid, level);
	struct upid upid = {};

	if (!level)
		return 0;
	bpf_core_read(&upid.nr, sizeof(upid.nr),
		      (void *)as_number(pid) + bpf_core_field_offset(struct pid, numbers) +
			      level * bpf_core_type_size(struct upid) + bpf_core_field_offset(struct upid, nr));
	return upid.nr;
}

/* Starts a record: what happened, and who does it. */
static __always_inline void begin(struct draft *draft, u8 action)
{
	struct fdtrail_record *record = &draft->record;
	struct task_struct *task = current_task();
	u64 pid_tgid = bpf_get_current_pid_tgid();

	__builtin_memset(record, 0, sizeof(*record));
	record->boot_ns = bpf_ktime_get_boot_ns();
	record->action = action;
	record->pid = pid_tgid >> 32;
	record->tid = pid_tgid;
	record->uid = READ_TASK(task, cred, uid.val);
	record->ns_pid = namespace_pid(task);
	record->cgroup_id = bpf_get_current_cgroup_id();
	record->socket_fd = -1;
	record->fd = -1;
	record->sender_fd = -1;
	bpf_get_current_comm(record->comm, sizeof(record->comm));
	if (is_followed(record->pid))
		record->flags |= FDTRAIL_F_FOLLOWED;
}

/* A keyed hash: names the open file description, never its address. */
static __always_inline u64 hashed(u64 value)
{
	value ^= fdtrail_file_key;
	value = (value ^ value >> 33) * 0xff51afd7ed558ccdULL;
	value = (value ^ value >> 29) * (fdtrail_file_key | 1);
	return value ^ value >> 32;
}

/* Where the name begins in the tail: behind the socket's address, in a word of its own. */
static __always_inline u64 name_from(struct draft *draft)
{
	return masked(*(volatile u8 *)&draft->record.socket_path_size + 7, 0x78);
}

static __always_inline char *name_of(struct draft *draft)
{
	return &draft->tail[name_from(draft)];
}

/*
 * Copies the address of a Unix socket: a path, or a NUL and an abstract name; filled up with zeros to whole words. The
 * kernel sets it once, and frees it with the sock. Returns its size, 0 when it has none.
 */
static __always_inline u64 copy_address(char *to, struct sock *sock)
{
	struct unix_address *address = BPF_CORE_READ((struct unix_sock *)sock, addr);
	u64 size = BPF_CORE_READ(address, len) - bpf_core_field_offset(struct sockaddr_un, sun_path);

	if (!address)
		return 0;
	if (size > FDTRAIL_PATH_SIZE + 1) /* the longest path, with its NUL */
		return 0;
	*(u64 *)&to[masked(size, 0x78)] = 0;
	bpf_probe_read_kernel(to, masked(size, 0x7f),
			      (void *)address + bpf_core_field_offset(struct unix_address, name) +
				      bpf_core_field_offset(struct sockaddr_un, sun_path));
	return *(volatile char *)to ? size - 1 : size;
}

/* The address of the socket acted on or, when it has none, of its peer (0: not known), into a record that was begun. */
ONE_FUNCTION int tell_path(u32 slot, u64 sock, u64 peer)
{
	struct draft *draft = draft_of(slot);
	u64 size;

	if (!draft)
		return 0;
	size = copy_address(draft->tail, (void *)sock);
	if (!size)
		size = copy_address(draft->tail, (void *)peer);
	draft->record.socket_path_size = size;
	return 0;
}

/* Local and remote port and address of a TCP or UDP socket; nothing when it has neither. */
static __always_inline void copy_inet(struct draft *draft, struct sock *sock, bool is_v6)
{
	char *to = name_of(draft);
	u16 local = BPF_CORE_READ(sock, __sk_common.skc_num), remote = BPF_CORE_READ(sock, __sk_common.skc_dport);

	if (BPF_CORE_READ(sock, __sk_common.skc_state) == TCP_CLOSE) /* where the port may be that of a connection that was */
		remote = 0;
	if (!local && !remote)
		return;
	*(u16 *)to = local;
	*(u16 *)(to + 2) = bpf_ntohs(remote);
	if (!is_v6) {
		bpf_core_read(to + 4, 4, &sock->__sk_common.skc_rcv_saddr);
		bpf_core_read(to + 8, 4, &sock->__sk_common.skc_daddr);
		draft->end += 12;
	} else if (bpf_core_field_exists(sock->__sk_common.skc_v6_daddr)) { /* CONFIG_IPV6 */
		bpf_core_read(to + 4, 16, &sock->__sk_common.skc_v6_rcv_saddr);
		bpf_core_read(to + 20, 16, &sock->__sk_common.skc_v6_daddr);
		draft->end += 36;
	}
}

/* Of a passed socket: what it is, and its addresses in the place of a name. */
static __always_inline void describe_socket(struct draft *draft, struct socket *socket)
{
	struct fdtrail_record *record = &draft->record;
	struct sock *sock = BPF_CORE_READ(socket, sk);

	record->file_flags |= FDTRAIL_FILE_DYNAMIC_NAME;
	record->file_family = BPF_CORE_READ(sock, __sk_common.skc_family);
	record->file_type = BPF_CORE_READ(sock, sk_type);
	record->file_protocol = BPF_CORE_READ(sock, sk_protocol);
	if (record->file_family == AF_UNIX)
		draft->end += copy_address(name_of(draft), sock);
	else if (record->file_protocol == IPPROTO_TCP || record->file_protocol == IPPROTO_UDP)
		if (record->file_family == AF_INET || record->file_family == AF_INET6)
			copy_inet(draft, sock, record->file_family == AF_INET6);
}

struct walk {
	struct draft *draft;
	struct dentry *dentry;
	struct dentry *root;
	struct mount *mount;
};

/* One component up, or across a mount point, as prepend_path() in fs/d_path.c goes. */
STEP walk_up(u32 turn, struct walk *walk)
{
	struct draft *draft = walk->draft;
	struct dentry *dentry = walk->dentry, *parent;
	u64 end = masked(*(volatile u32 *)&draft->end, 0x1fff);
	long length;

	if (dentry == walk->root) {
		struct mount *mount = walk->mount, *above = BPF_CORE_READ(mount, mnt_parent);

		if (above == mount) {
			draft->walked = 1;
			return 1;
		}
		walk->dentry = BPF_CORE_READ(mount, mnt_mountpoint);
		walk->root = BPF_CORE_READ(above, mnt.mnt_root);
		walk->mount = above;
		return 0;
	}
	parent = BPF_CORE_READ(dentry, d_parent);
	if (parent == dentry) { /* moved out of reach of a bind mount: d_path stops here too */
		draft->walked = 1;
		return 1;
	}
	if (end >= NAME_END_MAX)
		return 1;
	length = bpf_probe_read_kernel_str(&draft->tail[end], COMPONENT_SIZE, BPF_CORE_READ(dentry, d_name.name));
	if (length < 0)
		return 1;
	*(volatile u32 *)&draft->end = end + masked(length, 0x1ff);
	walk->dentry = parent;
	return 0;
}

/* Of a file without a path: what its d_dname() in the kernel makes the name from. */
static __always_inline const void *dynamic_name(u32 magic, struct inode *inode, struct dentry *dentry, const bool typed)
{
	struct ns_common *ns;

	if (magic != NSFS_MAGIC)
		return READ_AS(typed, dentry, d_name.name);
	ns = READ_AS(typed, inode, i_private);
	return BPF_CORE_READ(ns, ops, name);
}

/* The name's bytes, as d_path() would find them. */
static __always_inline void name_file(struct draft *draft, struct file *file, struct inode *inode, const bool typed)
{
	struct fdtrail_record *record = &draft->record;
	struct dentry *dentry = READ_AS(typed, file, f_path.dentry);
	u64 parent = (u64)READ_AS(typed, dentry, d_parent), leaf, root = (u64)READ_AS(typed, file, f_path.mnt, mnt_root);
	struct path path = {};
	struct walk walk = { .draft = draft };
	const struct dentry_operations *operations = READ_AS(typed, dentry, d_op);
	long length;

	bpf_core_read(&path, sizeof(path), &file->f_path);
	leaf = (u64)path.dentry;
	/* most have none: a load of it would fault, which costs more than all else, if it is not worse (ONE_FUNCTION) */
	if (operations && READ_AS(typed, operations, d_dname) && (parent != leaf || root != leaf)) {
		record->file_flags |= FDTRAIL_FILE_DYNAMIC_NAME;
		length = bpf_probe_read_kernel_str(name_of(draft), COMPONENT_SIZE,
						   dynamic_name(record->fs_magic, inode, dentry, typed));
		draft->end += length > 0 ? masked(length, 0x1ff) - 1 : 0;
		return;
	}
	if (parent != leaf && !READ_AS(typed, dentry, d_hash.pprev))
		record->file_flags |= FDTRAIL_FILE_DELETED;
	draft->walked = 0;
	walk.dentry = path.dentry;
	walk.root = (void *)root;
	walk.mount = (void *)path.mnt - bpf_core_field_offset(struct mount, mnt);
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
	else if (draft->record.fs_magic == ANON_INODE_FS_MAGIC && *(u64 *)name_of(draft) == pidfd.bytes)
		pid = READ_AS(typed, file, private_data);
	return pid ? BPF_CORE_READ(pid, numbers[0].nr) : 0;
}

static __always_inline void describe(struct draft *draft, struct file *file, u64 address, const bool typed)
{
	struct fdtrail_record *record = &draft->record;
	struct inode *inode = READ_AS(typed, file, f_inode);
	struct super_block *sb = READ_AS(typed, inode, i_sb);

	record->file_flags |= FDTRAIL_FILE_KNOWN;
	record->file_id = hashed(address);
	record->open_flags = READ_AS(typed, file, f_flags);
	record->inode = READ_AS(typed, inode, i_ino);
	record->mode = READ_AS(typed, inode, i_mode);
	record->rdev = READ_AS(typed, inode, i_rdev);
	record->dev = READ_AS(typed, sb, s_dev);
	record->fs_magic = READ_AS(typed, sb, s_magic);
	if (record->fs_magic == SOCKFS_MAGIC) {
		record->target_pid = 0;
		describe_socket(draft, READ_AS(typed, file, private_data));
		return;
	}
	name_file(draft, file, inode, typed);
	record->target_pid = pidfd_target(draft, file, inode, typed);
}

/* Describes the file (none if NULL) at this address into the draft. */
static __always_inline void draw(struct draft *draft, struct file *file, u64 address, const bool typed)
{
	draft->record.file_flags = 0;
	draft->end = name_from(draft);
	if (file)
		describe(draft, file, address, typed);
}

/* Puts the draft into the ring. */
static __always_inline void submit(struct draft *draft)
{
	u64 from = name_from(draft), size = draft->end - from;

	if (size > FDTRAIL_NAME_SIZE) {
		size = FDTRAIL_NAME_SIZE;
		draft->record.file_flags |= FDTRAIL_FILE_NAME_TRUNCATED;
	}
	draft->record.name_size = size;
	size = masked(from + size, 0x1fff);
	if (size <= NAME_END_MAX && bpf_ringbuf_output(&ring, draft, sizeof(draft->record) + size, 0))
		count_loss(ring_full);
}

static __always_inline void put(struct draft *draft, struct file *file, u64 address, const bool typed)
{
	draw(draft, file, address, typed);
	submit(draft);
}

/* put() for a loop. */
GLOBAL int emit(u32 slot, u64 file)
{
	struct draft *draft = draft_of(slot);

	if (draft)
		put(draft, (struct file *)file, file, false);
	return 0;
}

#endif
