/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * What the process of a stack has mapped: a process that ends at once has no /proc/PID/maps any more when user space looks. It
 * is reported again after each change, so that a stack is never unwound by what was mapped at another time.
 */
#ifndef FDTRAIL_MAPPINGS_BPF_H
#define FDTRAIL_MAPPINGS_BPF_H

#include "record.bpf.h"

#define STACK_PAGE 4096 /* or a part of one */

struct stack_draft {
	struct fdtrail_head;
	struct fdtrail_stack;
	char bytes[FDTRAIL_STACK_SIZE + STACK_PAGE]; /* and what the verifier thinks may follow */
};

/* By slot, like the drafts. First the mappings are in it, in a struct mappings_draft, then the stack. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SLOTS);
	__type(key, u32);
	__type(value, struct stack_draft);
} stack_drafts SEC(".maps");

struct known_mappings {
	u64 number;
	u64 sequence; /* of the changes of its memory map */
};

/* By the number of the process, which is another one after an execve. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 512);
	__type(key, u64);
	__type(value, struct known_mappings);
} known_mappings SEC(".maps");

#ifdef FDTRAIL_BOUNDED_LOOPS
static __always_inline u64 mappings_of(u32 slot, u64 process)
{
	return 0;
}
#else
struct mappings_draft {
	struct fdtrail_head;
	struct fdtrail_mappings;
	char mappings[FDTRAIL_STACK_SIZE + STACK_PAGE];
};
_Static_assert(sizeof(struct mappings_draft) <= sizeof(struct stack_draft), "one map has both");

#define VM_EXEC 4
#define CHANGE_TIME_QUERIED (1U << 31) /* in i_ctime_nsec, since 6.13 */

/* since 6.7; in programs of all types */
extern int bpf_iter_task_vma_new(struct bpf_iter_task_vma *areas, struct task_struct *task, u64 from) __weak __ksym;
extern struct vm_area_struct *bpf_iter_task_vma_next(struct bpf_iter_task_vma *areas) __weak __ksym;
extern void bpf_iter_task_vma_destroy(struct bpf_iter_task_vma *areas) __weak __ksym;

/* The same as far as its path goes, but of overlayfs the path that the program knows: see files.bpf.c. */
static __always_inline struct file *as_known(struct file *file)
{
	struct backing_file *backing = (void *)file;

	if (!bpf_core_field_exists(backing->user_path) ||
	    BPF_CORE_READ(backing, user_path.dentry, d_sb, s_magic) != OVERLAYFS_MAGIC)
		return file;
	return (void *)file + bpf_core_field_offset(struct backing_file, user_path) -
	       bpf_core_field_offset(struct file, f_path);
}

static __always_inline void describe_change(struct fdtrail_mapping *mapping, struct inode *inode)
{
	struct inode___before_6_11 *before = (void *)inode;

	if (bpf_core_field_exists(before->__i_ctime)) {
		mapping->changed_s = BPF_CORE_READ(before, __i_ctime.tv_sec);
		mapping->changed_ns = BPF_CORE_READ(before, __i_ctime.tv_nsec);
	} else if (bpf_core_field_exists(inode->i_ctime_sec)) {
		mapping->changed_s = BPF_CORE_READ(inode, i_ctime_sec);
		mapping->changed_ns = BPF_CORE_READ(inode, i_ctime_nsec) & ~CHANGE_TIME_QUERIED;
	}
}

/* The file's path into the draft; returns its bytes. */
static __always_inline u64 name_mapped(struct draft *draft, struct file *file)
{
	draft->end = 0;
	draft->record.fs_magic = 0;
	draft->record.file_flags = 0;
	name_file(draft, as_known(file), NULL, false);
	return *(volatile u32 *)&draft->end;
}

/* Adds a mapping. Returns 1 if there is no room for it. */
GLOBAL int add_mapping(u32 slot, u64 address)
{
	struct mappings_draft *to = bpf_map_lookup_elem(&stack_drafts, &slot);
	struct vm_area_struct *area = (void *)address;
	struct draft *draft = draft_of(slot);
	struct fdtrail_mapping *mapping;
	u64 file = (u64)BPF_CORE_READ(area, vm_file), at, name = 0;
	bool is_same;

	if (!to || !draft || !file)
		return 0;
	is_same = *(volatile u64 *)&draft->mapped_file == file;
	if (is_same && !(BPF_CORE_READ(area, vm_flags) & VM_EXEC))
		return 0;
	if (!is_same)
		name = masked(name_mapped(draft, (void *)file), 0xfff);
	at = masked(*(volatile u32 *)&draft->mapped, 0x3ff8);
	if (at + sizeof(*mapping) + name > FDTRAIL_STACK_SIZE - sizeof(u64) || at > FDTRAIL_STACK_SIZE - 2 * sizeof(*mapping))
		return 1;
	mapping = (void *)&to->mappings[at];
	mapping->mapped_start = BPF_CORE_READ(area, vm_start);
	mapping->mapped_end = BPF_CORE_READ(area, vm_end);
	mapping->mapped_page = BPF_CORE_READ(area, vm_pgoff);
	mapping->mapped_inode = BPF_CORE_READ((struct file *)file, f_inode, i_ino);
	mapping->is_same = is_same;
	mapping->mapped_flags = is_same ? 0 : draft->record.file_flags;
	mapping->mapped_name = name;
	describe_change(mapping, BPF_CORE_READ((struct file *)file, f_inode));
	bpf_probe_read_kernel(&to->mappings[at + sizeof(*mapping)], name, draft->name);
	*(volatile u64 *)&draft->mapped_file = file;
	*(volatile u32 *)&draft->mapped = at + sizeof(*mapping) + ((name + 7) & ~7ULL);
	return 0;
}

/* Returns their number; 0 if there is none: the kernel cannot, the map is being changed now, or the ring is full. */
static __always_inline u64 describe_mappings(u32 slot)
{
	struct mappings_draft *to = bpf_map_lookup_elem(&stack_drafts, &slot);
	struct draft *draft = draft_of(slot);
	struct task_struct *task = current_task();
	struct bpf_iter_task_vma areas;
	struct vm_area_struct *area;
	u64 size;

	if (!to || !draft || !bpf_core_type_exists(struct bpf_iter_task_vma))
		return 0;
	draft->mapped_file = 0;
	draft->mapped = 0;
	to->mappings_cut = 0;
	bpf_iter_task_vma_new(&areas, bpf_get_current_task_btf(), 0);
	while ((area = bpf_iter_task_vma_next(&areas)))
		if (add_mapping(slot, as_number(area)))
			to->mappings_cut = 1;
	bpf_iter_task_vma_destroy(&areas);
	size = masked(*(volatile u32 *)&draft->mapped, 0x3ff8);
	if (!size)
		return 0;
	to->version = FDTRAIL_VERSION;
	to->kind = FDTRAIL_KIND_MAPPINGS;
	to->record_size = sizeof(struct fdtrail_head) + sizeof(struct fdtrail_mappings) + size;
	to->flags = 0;
	to->boot_ns = bpf_ktime_get_boot_ns();
	to->mappings_tag = FDTRAIL_PART_MAPPINGS;
	to->mappings_size = sizeof(struct fdtrail_mappings) + size;
	to->mappings_pid = bpf_get_current_pid_tgid() >> 32;
	to->mappings_number = next_number(MAPPINGS);
	to->mount_namespace = BPF_CORE_READ(task, nsproxy, mnt_ns, ns.inum);
	to->mappings_parent = BPF_CORE_READ(task, real_parent, tgid);
	if (bpf_ringbuf_output(&ring, to, sizeof(struct fdtrail_head) + sizeof(struct fdtrail_mappings) + size, 0))
		return 0;
	return to->mappings_number;
}

/*
 * Whether a memory map has changed is in the counter of its write lock, if the kernel has one (6.4; since 6.14 a
 * seqcount_t).
 */
static __always_inline bool read_sequence(struct mm_struct *mm, u64 *sequence)
{
	struct mm_struct___6_14 *newer = (void *)mm;

	if (bpf_core_field_exists(newer->mm_lock_seq))
		*sequence = BPF_CORE_READ(newer, mm_lock_seq.sequence);
	else if (bpf_core_field_exists(mm->mm_lock_seq))
		*sequence = BPF_CORE_READ(mm, mm_lock_seq);
	else
		return false;
	return true;
}

/* The number of what the current process, which has this number, has mapped now. Not called by others: the stack is small. */
GLOBAL u64 mappings_of(u32 slot, u64 process)
{
	struct mm_struct *mm = BPF_CORE_READ(current_task(), mm);
	struct known_mappings *known, now = {};
	bool is_known;

	if (!mm || !has_registers(current_task()))
		return 0;
	is_known = read_sequence(mm, &now.sequence) && process;
	known = is_known ? bpf_map_lookup_elem(&known_mappings, &process) : NULL;
	if (known && known->sequence == now.sequence)
		return known->number;
	now.number = describe_mappings(slot);
	if (is_known && now.number)
		bpf_map_update_elem(&known_mappings, &process, &now, BPF_ANY);
	return now.number;
}
#endif

#endif
