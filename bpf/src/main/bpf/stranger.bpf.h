/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Messages whose sender is not known to the backends that see the kernel's functions: sent before the trace began, or when
 * transfers was full. The records of the latter have a number by which user space joins the ends.
 */
#ifndef FDTRAIL_STRANGER_BPF_H
#define FDTRAIL_STRANGER_BPF_H

#include "refusal.bpf.h"
#include "user_control.bpf.h"

#define PF_EXITING 0x00000004
#define NO_DROP 0xff /* not a reason: there is nothing to report */

/* What is being sent, or peeked at, while transfers is full. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, u64); /* struct scm_fp_list * */
	__type(value, struct transfer);
} overflow SEC(".maps");

/* One that is being made: it would take most of the stack. That of SLOT_DESTROY is for a list that nothing is known about. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SLOT_DESTROY + 1);
	__type(key, u32);
	__type(value, struct transfer);
} new_transfers SEC(".maps");

static __always_inline struct transfer *new_transfer(u32 slot)
{
	struct transfer *transfer = bpf_map_lookup_elem(&new_transfers, &slot);

	if (transfer)
		__builtin_memset(transfer, 0, sizeof(*transfer));
	return transfer;
}

/* The program at the beginning of a message is attached last: from its first run on, everything is seen. */
bool sees_all;

/* Most messages in flight are in a slot chosen by their list's address (THREAD_SLOTS says why), the others in transfers. */
struct transfer_slot {
	u64 owner; /* struct scm_fp_list *, 0 none */
	struct transfer transfer;
};
#if TRANSFER_SLOTS
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, TRANSFER_SLOTS);
	__type(key, u32);
	__type(value, struct transfer_slot);
} transfer_slots SEC(".maps");
#endif

static __always_inline struct transfer_slot *transfer_slot_of(u64 list)
{
	u32 at = (list >> 11) * 0x9e3779b97f4a7c15 >> 52; /* lists are larger than 2048 bytes */

	return slot_at(&transfer_slots, &at);
}

/* The list's slot, unless another one has it. It may be left from an earlier list at its address, whose end was not seen. */
static __always_inline struct transfer *take_slot(u64 list)
{
	struct transfer_slot *slot = transfer_slot_of(list);

	return slot && (slot->owner == list || take_owner(slot, 0, list)) ? &slot->transfer : NULL;
}

/* Makes an entry for a list that finds no slot; one in overflow lasts only as long as the send. */
static __always_inline void remember_in_hash(u64 *key, struct transfer *transfer)
{
	transfer->is_overflow = 0;
	if (!bpf_map_update_elem(&transfers, key, transfer, BPF_ANY))
		return;
	transfers_were_full = true;
	transfer->is_overflow = 1;
	if (bpf_map_update_elem(&overflow, key, transfer, BPF_ANY))
		count_loss(transfers_full);
}

static __always_inline void remember(u64 *key, struct transfer *transfer)
{
	struct transfer *kept = take_slot(*key);

	if (kept)
		*kept = *transfer;
	else
		remember_in_hash(key, transfer);
}

static __always_inline struct transfer *transfer_at(u64 *key)
{
	struct transfer_slot *slot = transfer_slot_of(*key);
	struct transfer *transfer;

	if (slot && slot->owner == *key)
		return &slot->transfer;
	transfer = bpf_map_lookup_elem(&transfers, key);
	return transfer || !were_full() ? transfer : bpf_map_lookup_elem(&overflow, key);
}

static __always_inline void forget_list(u64 *key)
{
	struct transfer_slot *slot = transfer_slot_of(*key);

	if (slot && slot->owner == *key) {
		(void)take_owner(slot, *key, 0);
		return;
	}
	bpf_map_delete_elem(&transfers, key);
	if (were_full())
		bpf_map_delete_elem(&overflow, key);
}

/* What is known about the list with this address; NULL if its sender is not known. */
static __always_inline struct transfer *known_transfer(struct scm_fp_list *list, u64 key, const bool typed)
{
	struct transfer *transfer = transfer_at(&key);

	return transfer && transfer->first_file == (u64)READ_AS(typed, list, fp[0]) &&
			       transfer->count == (u16)READ_AS(typed, list, count)
		       ? transfer
		       : NULL;
}

/* A number that identifies the list while it exists, by which user space joins the ends of its message. */
static __always_inline void join_by(struct fdtrail_record *record, u64 list, u64 first_file, u16 count)
{
	record->flags |= FDTRAIL_F_UNPAIRED;
	record->pairing = hashed(list + hashed(first_file + count)) & ~(u64)FDTRAIL_PAIRING_SHARED;
}

static __always_inline struct transfer *stranger(void)
{
	u32 slot = SLOT_DESTROY;

	return bpf_map_lookup_elem(&new_transfers, &slot);
}

/* For a list that nothing is known about. Its message has a number only if transfers may have had no room for it. */
static __always_inline struct transfer *stranger_of(struct scm_fp_list *list)
{
	struct transfer *transfer = new_transfer(SLOT_DESTROY);

	if (!transfer)
		return NULL;
	__builtin_memset(transfer->fds, 0xff, sizeof(transfer->fds));
	transfer->first_file = (u64)BPF_CORE_READ(list, fp[0]);
	transfer->count = BPF_CORE_READ(list, count);
	transfer->state = QUEUED;
	transfer->message = were_full() ? next_number(MESSAGES) : 0;
	return transfer;
}

/*
 * Whether the list is freed with its skb, from which no receive has taken it: unix_destruct_scm() has no credentials, while
 * a datagram's receive has the sender's, or INVALID_UID, as a send has.
 */
static __always_inline bool is_in_skb(struct scm_cookie *scm)
{
	return !READ(scm, creds.pid) && !READ(scm, creds.uid.val);
}

struct candidate_walk {
	struct scm_fp_list *list;
	u32 count;
	bool found;
};

STEP look_for_candidate(u32 turn, struct candidate_walk *walk)
{
	struct unix_sock *unix;

	if (turn >= walk->count || turn >= FDTRAIL_MAX_FDS)
		return 1;
	unix = (struct unix_sock *)sock_of((struct file *)file_at(walk->list, turn));
	walk->found = BPF_CORE_READ(unix, sk.__sk_common.skc_family) == AF_UNIX &&
		      BPF_CORE_READ(unix, gc_flags) >> UNIX_GC_CANDIDATE & 1;
	return walk->found;
}

/* Whether the collector frees it: it marks lists or, before 6.10, takes those that hold a socket it found unreachable. */
GLOBAL int is_collected(u64 key)
{
	struct scm_fp_list *list = (void *)key;
	struct candidate_walk walk = { .list = list };
	struct unix_sock *unix = NULL;

	if (bpf_core_field_exists(list->dead))
		return BPF_CORE_READ(list, dead);
	if (!bpf_core_field_exists(unix->gc_flags))
		return false;
	walk.count = BPF_CORE_READ(list, count);
	repeat(FDTRAIL_MAX_FDS, look_for_candidate, &walk);
	return walk.found;
}

/* Whether this thread is in a call that closes the number it names. */
static __always_inline bool is_closing(void)
{
	struct system_call call = system_call();

#if defined(__TARGET_ARCH_x86)
	if (call.is_compat)
		return call.number == NR_COMPAT_CLOSE || call.number == NR_COMPAT_DUP2 || call.number == NR_COMPAT_DUP3;
	if (call.number == NR_DUP2)
		return true;
#endif
	return call.number == NR_CLOSE || call.number == NR_DUP3 || call.number == NR_CLOSE_RANGE;
}

/* The Unix socket that this thread's system call names, and does not close. */
static __always_inline struct sock *named_sock(void)
{
	struct sock *sock = is_closing() ? NULL : (struct sock *)calling_sock();

	return BPF_CORE_READ(sock, __sk_common.skc_family) == AF_UNIX ? sock : NULL;
}

/* The reason, by the call on an open socket that discards its message, or takes it without a control buffer. */
static __always_inline u8 reason_by_call(struct sock *named, bool in_skb)
{
	bool is_datagram = BPF_CORE_READ(named, sk_type) != SOCK_STREAM;

	if (may_disconnect())
		return in_skb && is_datagram ? FDTRAIL_DISCONNECTED : NO_DROP;
	if (!receives_control())
		return FDTRAIL_NOCONTROL;
	if (in_skb && is_datagram) /* its data could not be copied */
		return FDTRAIL_FAULT;
	count_skipped_run(); /* of on_detach */
	return NO_DROP;
}

/*
 * Why a list that nothing is known about was freed. NO_DROP if it may never have been queued (a sender's own, or one in which
 * io_uring keeps registered files, until 6.8), or if the run that would have reported its receive was skipped.
 */
GLOBAL int stranger_reason(u32 in_skb, u64 list)
{
	struct task_struct *task = current_task();
	u32 flags = READ_TASK(task, flags);
	bool is_of_user = !(flags & (PF_EXITING | PF_KTHREAD));
	struct sock *named;

	if (in_skb && is_collected(list))
		return FDTRAIL_GC;
	if (is_of_user && !has_requests(task)) {
		named = named_sock();
		return named ? reason_by_call(named, in_skb) : in_skb ? FDTRAIL_CLOSED : NO_DROP;
	}
	if (!in_skb || (!(flags & PF_EXITING) && bpf_core_field_exists(struct io_ring_ctx, ring_sock)))
		return NO_DROP;
	return is_of_user ? FDTRAIL_REASON_NONE : FDTRAIL_CLOSED; /* a request may run at the end of any call */
}

#endif
