/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Where the two ends of a message meet, for tracepoints. The sender tells of it after it was queued, so that the receiver,
 * or who closes its socket, may be faster. Whoever comes first to the list gives the message its name.
 */
#ifndef FDTRAIL_MEET_BPF_H
#define FDTRAIL_MEET_BPF_H

#include "copy.bpf.h"

#define EEXIST 17

/* Whether others may send from the same sock right now: another reference to its file, besides the table's and this call's. */
static __always_inline bool is_shared(struct sock *sender)
{
	struct file *file = BPF_CORE_READ(sender, sk_socket, file);
	long own = READ_TASK(current_task(), files, count.counter) > 1 ? 2 : 1;

	if (bpf_core_field_exists(file->f_ref))
		return BPF_CORE_READ(file, f_ref.refcnt.counter) + 1 > own;
	return BPF_CORE_READ(file, f_count.counter) > own;
}

#define MET 1
#define MISSED 2

/* The lists are not looked at: they may be freed by now. */
static __always_inline bool is_same_message(struct transfer *one, struct transfer *other)
{
	return one->carrier == other->carrier && one->first_file == other->first_file && one->count == other->count;
}

/*
 * Enters the copy's message, unless the other end was faster: then what it knows is returned. Returns NULL otherwise;
 * error tells whether it is entered (-ENOENT: the other end was here, and has left).
 */
static __always_inline struct transfer *enter(struct copy *copy, long *error)
{
	struct transfer *other;

	*error = bpf_map_update_elem(&transfers, &copy->list, &copy->transfer, BPF_NOEXIST);
	if (*error != -EEXIST)
		return NULL;
	other = bpf_map_lookup_elem(&transfers, &copy->list);
	*error = -ENOENT;
	if (!other || is_same_message(other, &copy->transfer))
		return other;
	*error = bpf_map_update_elem(&transfers, &copy->list, &copy->transfer, BPF_ANY); /* an earlier one's, at its address */
	return NULL;
}

/* What is known of the message, for the end of it; nothing of a sender who has found that they missed each other. */
static __always_inline void adopt(struct copy *copy, struct transfer *transfer)
{
	if (transfer->state == QUEUED && __sync_val_compare_and_swap(&transfer->met, 0, MET) == MISSED)
		return;
	copy->transfer = *transfer;
}

static __always_inline void name_message(struct copy *copy, struct sk_buff *skb, struct scm_fp_list *list)
{
	struct sock *sender = BPF_CORE_READ(skb, sk);

	__builtin_memset(&copy->transfer, 0, sizeof(copy->transfer));
	take_files(copy, list);
	copy->transfer.message = next_message();
	copy->transfer.carrier = carrier_of(skb, copy->transfer.first_file);
	copy->transfer.sender = (u64)sender;
	copy->transfer.socket_inode = BPF_CORE_READ(sender, sk_socket, file, f_inode, i_ino);
	copy->transfer.socket_type = BPF_CORE_READ(sender, sk_type);
}

/* The end of a message takes what the sender left, or leaves the message's name for it. */
static __always_inline void meet(struct copy *copy, struct sk_buff *skb, struct scm_fp_list *list)
{
	struct transfer *transfer;
	long error;

	name_message(copy, skb, list);
	transfer = enter(copy, &error);
	if (transfer)
		adopt(copy, transfer);
}

/* The sender may have been at it when the receiver met it first. */
static __always_inline void meet_again(struct copy *copy)
{
	struct transfer *transfer;

	if (copy->transfer.state == QUEUED)
		return;
	transfer = bpf_map_lookup_elem(&transfers, &copy->list);
	if (transfer && is_same_message(transfer, &copy->transfer))
		adopt(copy, transfer);
}

/* Whether the end of the message, which is over, did not see what the sender entered; that is then taken out. */
static __always_inline bool has_missed(struct copy *copy)
{
	struct transfer *entered = bpf_map_lookup_elem(&transfers, &copy->list);
	bool missed;

	if (!entered || entered->message != copy->transfer.message)
		return false;
	missed = !__sync_val_compare_and_swap(&entered->met, 0, MISSED);
	bpf_map_delete_elem(&transfers, &copy->list);
	return missed;
}

/*
 * Messages that died before their sender had entered them. Whoever takes the entry out, it or who let it die, tells that
 * they did not meet.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, u64);   /* struct scm_fp_list * */
	__type(value, u64); /* struct sk_buff * */
} dead SEC(".maps");

static __always_inline bool has_died(u64 list, u64 skb)
{
	u64 *carrier = bpf_map_lookup_elem(&dead, &list);

	return carrier && *carrier == skb && !bpf_map_delete_elem(&dead, &list);
}

#endif
