/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* The arguments of the calls in progress, for the programs at returns, which do not get them. */
#ifndef FDTRAIL_CALLS_BPF_H
#define FDTRAIL_CALLS_BPF_H

#include "draft.bpf.h"

/* A thread is in one call of a function at a time. */
enum function {
	SCM_SEND,
	SCM_FP_DUP,
	UNIX_ATTACH_FDS,
	RECEIVE_FD,
	INSTALL_FD,
	RECEIVE_FD_REPLACE,
	PIDFD_GETFD,
	PIDFD_PREPARE,
	SEQPACKET_SENDMSG,
	FUNCTIONS,
};

#define CALL_SLOTS (THREAD_SLOTS * FUNCTIONS)

struct call {
	void *arguments[3];
};

/* Most calls store their arguments in a slot (THREAD_SLOTS). */
struct call_slot {
	u64 owner; /* pid_tgid, 0 none */
	struct call call;
};
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, CALL_SLOTS);
	__type(key, u32);
	__type(value, struct call_slot);
} call_slots SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8192);
	__type(key, u64); /* call_key */
	__type(value, struct call);
} calls SEC(".maps");

u64 calls_in_hash; /* usually 0, which saves the lookup */

/* The function in the bits above pid_tgid: a tgid has 22 bits (PID_MAX_LIMIT). */
static __always_inline u64 call_key(u64 thread, enum function function)
{
	return thread | (u64)function << 56;
}

static __always_inline struct call_slot *slot_of(u64 thread, enum function function)
{
	u32 at = (u32)thread % THREAD_SLOTS * FUNCTIONS + function;

	return slot_at(&call_slots, &at);
}

/* Takes what the thread's last call of the function stored; false if there is nothing. */
static __always_inline bool leave(enum function function, struct call *call)
{
	u64 thread = bpf_get_current_pid_tgid(), key = call_key(thread, function);
	struct call_slot *slot = slot_of(thread, function);
	struct call *kept;

	if (slot && slot->owner == thread) {
		*call = slot->call;
		(void)take_owner(slot, thread, 0);
	} else {
		kept = calls_in_hash ? bpf_map_lookup_elem(&calls, &key) : NULL;
		if (!kept)
			return false;
		*call = *kept;
		bpf_map_delete_elem(&calls, &key);
		__sync_fetch_and_add(&calls_in_hash, -1);
	}
	__sync_fetch_and_add(&fdtrail_counters.calls_open, -1);
	return true;
}

static __always_inline bool keep(u64 thread, enum function function, struct call *call)
{
	u64 key = call_key(thread, function);
	struct call_slot *slot = slot_of(thread, function);

	if (slot && take_owner(slot, 0, thread)) {
		slot->call = *call;
		return true;
	}
	if (bpf_map_update_elem(&calls, &key, call, BPF_ANY))
		return false;
	__sync_fetch_and_add(&calls_in_hash, 1);
	return true;
}

/* Whether the thread may have stored something in its last call of the function. */
static __always_inline bool may_be_in(enum function function)
{
	u64 thread = bpf_get_current_pid_tgid();
	struct call_slot *slot = slot_of(thread, function);

	return (slot && slot->owner == thread) || calls_in_hash;
}

/* A call begins, as most do: the thread has stored nothing, and its slot is free. Returns whether that is so. */
static __always_inline bool enter_at_once(enum function function, struct call *call)
{
	u64 thread = bpf_get_current_pid_tgid();
	struct call_slot *slot = slot_of(thread, function);

	if (!slot || calls_in_hash || !take_owner(slot, 0, thread))
		return false;
	slot->call = *call;
	__sync_fetch_and_add(&fdtrail_counters.calls_open, 1);
	return true;
}

/* A call begins. If the arguments of the last one are still there, its return was missed. */
static __always_inline int enter(enum function function, void *first, void *second, void *third)
{
	struct call call = { { first, second, third } }, last;

	if (enter_at_once(function, &call))
		return 0;
	if (leave(function, &last))
		count_loss(missed_returns);
	if (keep(bpf_get_current_pid_tgid(), function, &call))
		__sync_fetch_and_add(&fdtrail_counters.calls_open, 1);
	else
		count_loss(calls_full);
	return 0;
}

#endif
