/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Where the two ends of a message meet, for tracepoints. The sender reports it after it was queued, so the receiver, or
 * whoever closes its socket, may be faster. Whoever comes first to the list gives the message its number.
 */
#ifndef FDTRAIL_MEET_BPF_H
#define FDTRAIL_MEET_BPF_H

#include "peek.bpf.h"

/* Whether others may send from the same sock right now: a reference to its file other than the table's and this call's. */
static __always_inline bool is_shared(struct sock *sender)
{
	struct file *file = BPF_CORE_READ(sender, sk_socket, file);
	long own = READ_TASK(current_task(), files, count.counter) > 1 ? 2 : 1;

	if (bpf_core_field_exists(file->f_ref))
		return BPF_CORE_READ(file, f_ref.refcnt.counter) + 1 > own;
	return BPF_CORE_READ(file, f_count.counter) > own;
}

/* Whether this thread is the only one that can send from the sock, or could since it began this send. */
static __always_inline bool is_sole(struct sock *sender)
{
	return READ_TASK(current_task(), files, count.counter) == 1 && !is_shared(sender);
}

/*
 * Receiving socks, by a part of their address, whose receives were faster than the sender: for how many more sends we look
 * for such a sender even if no descriptors are queued any more.
 */
#define AWAITED_SENDS 64
u8 awaited[4096];

static __always_inline u8 *awaited_on(u64 receiver)
{
	return &awaited[masked(receiver >> 6, 0xfff)];
}

static __always_inline bool is_awaited(u64 receiver)
{
	u8 *left = awaited_on(receiver);

	if (!*left)
		return false;
	--*left;
	return true;
}

/* Does not read the lists: they may be freed by now. */
static __always_inline bool is_same_message(struct transfer *one, struct transfer *other)
{
	return one->carrier == other->carrier && one->first_file == other->first_file && one->count == other->count;
}

/*
 * Enters the copy's message, unless the other end was faster: then it returns what that end knows. Otherwise it returns NULL;
 * error shows whether the message is entered (-ENOENT: the other end was here, and has gone).
 */
static __always_inline struct transfer *enter(struct copy *copy, long *error)
{
	struct transfer *other;

	*error = bpf_map_update_elem(&transfers, &copy->key, &copy->transfer, BPF_NOEXIST);
	if (*error != -EEXIST)
		return NULL;
	other = bpf_map_lookup_elem(&transfers, &copy->key);
	*error = -ENOENT;
	if (!other || is_same_message(other, &copy->transfer))
		return other;
	*error = bpf_map_update_elem(&transfers, &copy->key, &copy->transfer, BPF_ANY); /* an earlier one's, at its address */
	return NULL;
}

/*
 * Messages that ended before their sender had claimed them, by their skb, which senders know of their own message, and by
 * what both ends have in common. If there are several at one address, nobody can know whose is which.
 */
struct stray_key {
	u64 carrier;
	u64 pairing;
};
struct stray {
	u64 message; /* 0: several messages */
	u64 count;
};
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, struct stray_key);
	__type(value, struct stray);
} strays SEC(".maps");

static __always_inline struct stray *stray_of(struct copy *copy)
{
	struct stray_key key = { copy->transfer.carrier, copy->pairing };

	return bpf_map_lookup_elem(&strays, &key);
}

/* The sender of one has come, or the end has found that the sender came. */
static __always_inline void end_stray(struct copy *copy, struct stray *stray)
{
	struct stray_key key = { copy->transfer.carrier, copy->pairing };

	if (stray->count > 1)
		__sync_fetch_and_add(&stray->count, -1);
	else
		bpf_map_delete_elem(&strays, &key);
}

static __always_inline void leave_stray(struct copy *copy)
{
	struct stray_key key = { copy->transfer.carrier, copy->pairing };
	struct stray stray = { copy->transfer.message, 1 }, *other;

	if (!bpf_map_update_elem(&strays, &key, &stray, BPF_NOEXIST))
		return;
	other = bpf_map_lookup_elem(&strays, &key);
	if (!other || other->message == stray.message) /* a peek's */
		return;
	other->message = 0;
	__sync_fetch_and_add(&other->count, 1);
}

static __always_inline void name_message(struct copy *copy, struct sk_buff *skb, struct scm_fp_list *list)
{
	struct sock *sender = BPF_CORE_READ(skb, sk);

	__builtin_memset(&copy->transfer, 0, sizeof(copy->transfer));
	take_files(copy, skb, list);
	copy->transfer.message = next_number(MESSAGES);
	copy->transfer.carrier = carrier_of(as_number(skb), as_number(sender), copy->transfer.first_file);
	copy->transfer.sender = (u64)sender;
	copy->transfer.socket_inode = inode_of(sender);
	copy->transfer.socket_type = BPF_CORE_READ(sender, sk_type);
}

/* The end of a message takes what the sender left, or leaves the message's number for the sender: then it is true. */
static __always_inline bool meet(struct copy *copy)
{
	struct transfer *transfer;
	struct stray *stray;
	long error;

	transfer = enter(copy, &error);
	if (transfer) {
		transfer->is_met = 1;
		copy->transfer = *transfer;
	}
	if (copy->transfer.state == QUEUED || copy->transfer.claimed)
		return false;
	leave_stray(copy);
	order_maps(copy);
	transfer = entered(copy);
	if (!transfer || !transfer->claimed)
		return true;
	stray = stray_of(copy); /* its sender has come meanwhile, and may not have seen the stray */
	if (stray && stray->message == copy->transfer.message)
		end_stray(copy, stray);
	return false;
}

/* The sender may not have finished yet when the receiver first met the message. */
static __always_inline void meet_again(struct copy *copy)
{
	struct transfer *transfer;

	if (copy->transfer.state == QUEUED)
		return;
	transfer = bpf_map_lookup_elem(&transfers, &copy->key);
	if (transfer && is_same_message(transfer, &copy->transfer))
		copy->transfer = *transfer;
}

/*
 * Messages that were freed before their sender had entered them. Whoever removes the entry, the sender or the thread that
 * freed the message, deals with that.
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
