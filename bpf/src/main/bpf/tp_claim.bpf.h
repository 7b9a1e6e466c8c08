/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Which message of a queue is this thread's own, for tracepoints. */
#ifndef FDTRAIL_TP_CLAIM_BPF_H
#define FDTRAIL_TP_CLAIM_BPF_H

#include "tp_own.bpf.h"

#define QUEUE_DEPTH 64 /* how far from the end of a queue a sender looks for its message */

struct queue_walk {
	u64 end;
	u64 sender;
	struct sk_buff *skb;
	struct sk_buff *found;
	struct scm_fp_list *list;
	u32 candidates;
	u32 cpu;
	bool is_ours; /* allocated on this CPU, as our own was, unless this thread has moved */
};

struct file_walk {
	struct copy *copy;
	struct scm_fp_list *list;
	bool is_same;
};

static long compare_file(u32 turn, struct file_walk *walk)
{
	if (turn >= walk->copy->transfer.count)
		return 1;
	walk->is_same = file_at(walk->list, turn) == walk->copy->files[masked(turn, 0xff)];
	return !walk->is_same;
}

/* Whether the list has the files of the message that is being sent. */
GLOBAL int has_same_files(u64 address)
{
	struct scm_fp_list *list = (void *)address;
	struct copy *copy = copy_draft_of(SLOT_SEND);
	struct file_walk walk = { .copy = copy, .list = list };

	if (!copy || BPF_CORE_READ(list, count) != copy->transfer.count)
		return 0;
	bpf_loop(FDTRAIL_MAX_FDS, compare_file, &walk, 0);
	return walk.is_same;
}

/* Looks for a message from this sock, with these files, that nobody has reported yet. */
static long look_back(u32 turn, struct queue_walk *walk)
{
	struct sk_buff *skb = walk->skb;
	struct transfer *transfer;

	if (!skb || (u64)skb == walk->end)
		return 1;
	walk->skb = BPF_CORE_READ(skb, prev);
	walk->list = list_of(skb);
	if (!walk->list || (u64)BPF_CORE_READ(skb, sk) != walk->sender || !has_same_files((u64)walk->list))
		return 0;
	transfer = transfer_in(skb, walk->list);
	if (transfer && transfer->claimed)
		return 0;
	walk->candidates++;
	walk->is_ours = BPF_CORE_READ(skb, alloc_cpu) == walk->cpu;
	walk->found = skb;
	return 0;
}

/* What a sender knows about its message. */
enum claim {
	UNCLAIMED, /* not which one it is */
	MET,       /* its end will see the sender */
	NAMED,     /* its end has the same number for it */
	UNENTERED, /* it has no entry: transfers is full */
};

/* Its end has left a stray; it is this sender's, unless it may be that of another one who sent a similar message. */
static __always_inline enum claim claim_stray(struct copy *copy)
{
	struct stray *stray = stray_of(copy);

	if (!stray)
		return UNCLAIMED;
	copy->transfer.message = stray->message;
	end_stray(copy, stray);
	return copy->transfer.message ? NAMED : UNCLAIMED;
}

/* Now the end of the message may know who sent it. If it has looked before, it has only the number. */
static __always_inline enum claim publish(struct copy *copy, struct sk_buff *skb)
{
	struct transfer *transfer = entered(copy);

	copy->transfer.state = QUEUED;
	if (!transfer)
		return NAMED;
	transfer->state = QUEUED;
	if (carry(copy)) {
		if ((u64)list_of(skb) == copy->list)
			return MET;
		uncarry(copy);
	}
	withdraw(copy);
	return NAMED;
}

/* Whether the end of this message, which this sender has entered, has taken the entry's number, and perhaps gone with it. */
static __always_inline bool was_met(struct copy *copy)
{
	struct transfer *transfer = entered(copy);

	return !transfer || transfer->is_met;
}

/*
 * Claims the message in the skb for this thread, unless another has claimed it. An end that was first has given the message
 * its number, and may have gone without looking again.
 *
 * An end may also have left a stray and gone, and the skb may now have a later message with the same files. So the claim is
 * entered first, without naming the sender, and strays are looked for after that. A message that was met by this entry left no
 * stray: if nobody else sends from the sock, the one that is there is left over from an earlier message at the address. In all
 * other cases, if there are both a stray and a message, nobody can know which one is whose.
 */
static __always_inline enum claim claim_queued(struct copy *copy, struct sk_buff *skb, bool is_others)
{
	struct transfer *early;
	struct stray *stray;
	bool is_gone, is_met;
	long error;

	copy->transfer.state = BUILT;
	early = enter(copy, &error);
	order_maps(copy);
	if (early) {
		if (__sync_val_compare_and_swap(&early->claimed, 0, 1))
			return UNCLAIMED;
		copy->transfer.message = early->message;
	} else if (error == -ENOENT) {
		return claim_stray(copy);
	} else if (error) {
		return UNENTERED;
	}
	stray = stray_of(copy);
	if (stray && (!early || stray->message != copy->transfer.message)) {
		is_gone = !early && ((u64)list_of(skb) != copy->list || has_died(copy->list, (u64)skb));
		is_met = !early && was_met(copy);
		if (is_gone && !is_met) {
			withdraw(copy);
			return claim_stray(copy);
		}
		end_stray(copy, stray);
		if (!is_met || is_others)
			return UNCLAIMED;
	}
	if (!early)
		return publish(copy, skb);
	if (stray)
		end_stray(copy, stray);
	copy->transfer.state = QUEUED;
	bpf_map_update_elem(&transfers, &copy->key, &copy->transfer, BPF_EXIST);
	return NAMED;
}

/* Claims the message that was or is in this skb, which its sender found on its own stack or in the queue. */
GLOBAL int claim(u64 skb, u64 sender, u32 is_others)
{
	struct copy *copy = copy_draft_of(SLOT_SEND);
	struct scm_fp_list *list = list_of((struct sk_buff *)skb);

	if (!copy)
		return UNCLAIMED;
	copy->list = (u64)list;
	copy->skb = skb;
	copy->key = key_of(copy->list, skb);
	copy->transfer.carrier = carrier_of(skb, sender, copy->transfer.first_file);
	copy->transfer.claimed = 1;
	if (list && (u64)BPF_CORE_READ((struct sk_buff *)skb, sk) == sender && has_same_files(copy->list))
		return claim_queued(copy, (struct sk_buff *)skb, is_others);
	return claim_stray(copy);
}

#endif
