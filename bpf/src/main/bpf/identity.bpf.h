/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Who a process is: its name, its executable, its parent. That is reported once, in a record of its own, under a number that the
 * records of its acts have. No hook at execve or prctl is needed: after either, the next act finds another key.
 */
#ifndef FDTRAIL_IDENTITY_BPF_H
#define FDTRAIL_IDENTITY_BPF_H

#include "details.bpf.h"
#include "stack.bpf.h"

/* The processes that were reported, with their number. One whose place another took is reported again. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, FDTRAIL_MAX_PROCESSES);
	__type(key, struct process_key);
	__type(value, u64);
} processes SEC(".maps");

/*
 * Of the traced command and its descendants those that were given a descriptor, or whose parents were before they made them:
 * what they have when they end is reported. User space adds its own process, which does not count.
 */
enum receiver { RECEIVES_FOR_US, RECEIVES, SHARES_TABLE };

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, u32);   /* tgid */
	__type(value, u64); /* enum receiver */
} receivers SEC(".maps");

/* An entry that is there stays as it is. int: 5.10 calls the map's function itself, which extends no sign. */
static __always_inline void add_receiver(u32 tgid)
{
	u64 receives = RECEIVES;
	int error = bpf_map_update_elem(&receivers, &tgid, &receives, BPF_NOEXIST);

	if (error && error != -EEXIST)
		count_loss(followed_full);
}

static __always_inline bool is_receipt(u8 action)
{
	return action != FDTRAIL_SEND && action != FDTRAIL_FAIL && action != FDTRAIL_DROP;
}

/* A task's name, with NULs after it, whatever the kernel has there: a process has one key, whoever reads it. */
static __always_inline void copy_comm(char *comm, struct task_struct *task)
{
	u64 *to = (u64 *)comm;

	to[0] = to[1] = 0;
	bpf_core_read_str(comm, FDTRAIL_COMM_SIZE, &task->comm);
}

/* Of any task, by reads that cannot fault: it may end meanwhile. */
static __always_inline void read_key(struct process_key *key, struct task_struct *task)
{
	struct task_struct *leader = BPF_CORE_READ(task, group_leader);

	key->started = BPF_CORE_READ(leader, start_boottime);
	key->exec_id = BPF_CORE_READ(leader, self_exec_id);
	key->cgroup_id = BPF_CORE_READ(task, cgroups, dfl_cgrp, kn, id);
	key->pid = BPF_CORE_READ(leader, tgid);
	key->parent = BPF_CORE_READ(leader, real_parent, tgid);
	copy_comm(key->comm, leader);
}

/* Of the current task or its leader, into words. The kernel fills what it leaves with NULs, at least since bpf_loop. */
static __always_inline void read_comm(char *comm, struct task_struct *task)
{
#ifdef FDTRAIL_BOUNDED_LOOPS
	copy_comm(comm, task);
#else
	u64 *to = (u64 *)comm;

	to[0] = *(u64 *)&task->comm[0];
	to[1] = *(u64 *)&task->comm[sizeof(u64)];
#endif
}

/* Of the current one, as fast as possible. */
static __always_inline void read_own_key(struct process_key *key, struct task_struct *own, u64 pid_tgid)
{
	struct task_struct *task = untrusted(own), *leader;

	key->exec_id = READ_TASK(own, self_exec_id);
	key->cgroup_id = bpf_get_current_cgroup_id();
	key->pid = pid_tgid >> 32;
	key->parent = READ_TASK(task, real_parent, tgid); /* its threads have the same one */
	if ((u32)pid_tgid == pid_tgid >> 32) {            /* it is the leader */
		key->started = READ_TASK(own, start_boottime);
		read_comm(key->comm, own);
		barrier(); /* or clang merges these loads with the leader's, and the kernel checks the addresses of both */
		return;
	}
	leader = READ_TASK(task, group_leader);
	key->started = READ_TASK(leader, start_boottime);
	read_comm(key->comm, leader);
}

/* Drafts the record that tells who the task is whose key is in the draft. Returns the number that it gets. */
ONE_FUNCTION u64 introduce(u32 slot, u64 address)
{
	struct draft *draft = draft_of(slot);
	struct task_struct *task = (void *)address;
	struct fdtrail_record *record;
	struct file *executable;
	u64 number;

	if (!draft)
		return 0;
	executable = BPF_CORE_READ(task, mm, exe_file);
	number = next_number(PROCESSES);
	record = &draft->record;
	blank(draft);
	record->kind = FDTRAIL_KIND_PROCESS;
	record->boot_ns = bpf_ktime_get_boot_ns();
	record->count = 1;
	record->pid = record->tid = draft->process.pid;
	record->uid = BPF_CORE_READ(task, cred, uid.val);
	record->cgroup_id = draft->process.cgroup_id;
	__builtin_memcpy(record->comm, draft->process.comm, sizeof(record->comm));
	record->process_number = number;
	record->identity_tag = FDTRAIL_PART_IDENTITY;
	record->identity_size = sizeof(struct fdtrail_identity);
	record->started_ns = draft->process.started;
	record->parent_pid = draft->process.parent;
	record->pid_namespace = pid_namespace_of(task);
	describe_file(draft, executable, number_by(draft, executable), false);
	return number;
}

u64 introduced; /* processes, so far */

/* In one comparison: each branch would double what the verifier looks at. */
static __always_inline bool is_same(struct process_key *one, struct process_key *other)
{
	u64 *a = (u64 *)one, *b = (u64 *)other, difference = 0;

	for (u32 i = 0; i < sizeof(*one) / sizeof(u64); i++)
		difference |= a[i] ^ b[i];
	return !difference;
}

/* User space may have forgotten a process once as many others were introduced as the kernel side remembers. */
static __always_inline bool is_found(struct known_process *known, struct process_key *key)
{
	return known->number && is_same(&known->key, key) && introduced - known->introduced < FDTRAIL_MAX_PROCESSES;
}

static __always_inline u64 find_or_introduce(u32 slot, struct draft *draft, struct task_struct *task)
{
	u64 *reported = bpf_map_lookup_elem(&processes, &draft->process), number;

	if (reported)
		return *reported;
	number = introduce(slot, as_number(task));
	if (!put_draft(slot)) /* not by introduce(): all frames together have room for 512 bytes */
		return 0;     /* no room in the ring: the next act tries again */
	bpf_map_update_elem(&processes, &draft->process, &number, BPF_ANY);
	__sync_fetch_and_add(&introduced, 1);
	return number;
}

/* Of the process whose key is in the draft. */
static __always_inline u64 number_of(u32 slot, struct draft *draft, struct task_struct *task)
{
	struct known_process *known;

	if (reports_details())
		draft->process.exec_id ^= read_details(slot, as_number(task));
	known = &draft->known[masked(draft->process.pid, 0x7)];
	if (!is_found(known, &draft->process)) {
		known->number = find_or_introduce(slot, draft, task);
		known->key = draft->process;
		known->introduced = introduced;
	}
	return known->number;
}

/* The number of the process that the task belongs to. Uses the slot's draft, so it comes before begin(). */
static __always_inline u64 process_of(u32 slot, struct draft *draft, struct task_struct *task)
{
	read_key(&draft->process, task);
	return number_of(slot, draft, task);
}

static __always_inline u64 own_process(u32 slot, struct draft *draft, struct task_struct *own, u64 pid_tgid)
{
	read_own_key(&draft->process, own, pid_tgid);
	return number_of(slot, draft, own);
}

/* Starts a record in this slot's draft: what happened, and who did it. */
static __always_inline void begin(u32 slot, struct draft *draft, u8 action)
{
	struct fdtrail_record *record = &draft->record;
	struct task_struct *own = own_task(), *task = untrusted(own);
	u64 pid_tgid = bpf_get_current_pid_tgid();
	u64 number = own_process(slot, draft, own, pid_tgid);

	if (fdtrail_stacks)
		describe_caller(slot, draft, action, number);
	blank(draft);
	record->boot_ns = bpf_ktime_get_boot_ns();
	record->action = action;
	record->pid = pid_tgid >> 32;
	record->tid = pid_tgid;
	record->uid = READ_TASK(task, cred, uid.val);
	record->ns_pid = namespace_pid(task);
	record->cgroup_id = draft->process.cgroup_id;
	record->process_number = number;
	read_comm(record->comm, own);
	if (!are_we_followed(record->pid))
		return;
	record->flags |= FDTRAIL_F_FOLLOWED;
	if (fdtrail_exits && is_receipt(action))
		add_receiver(record->pid);
}

#endif
