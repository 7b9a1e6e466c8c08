/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Which message of a queue is this thread's own, for tracepoints. */
#ifndef FDTRAIL_TP_CLAIM_BPF_H
#define FDTRAIL_TP_CLAIM_BPF_H

#include "meet.bpf.h"

#define QUEUE_DEPTH 64 /* how far from the end of a queue one's own message is looked for */

struct queue_walk {
	struct copy *copy;
	u64 end;
	u64 sender;
	struct sk_buff *skb;
	struct sk_buff *found;
	struct scm_fp_list *list;
	u32 candidates;
	u32 cpu;
	u32 index;
	bool is_same;
	bool is_ours; /* allocated on this CPU, as our own was unless this thread has moved */
};

static long compare_file(u32 turn, struct queue_walk *walk)
{
	if (turn >= walk->copy->transfer.count)
		return 1;
	walk->is_same = file_at(walk->list, turn) == walk->copy->files[masked(turn, 0xff)];
	return !walk->is_same;
}

static __always_inline bool has_same_files(struct queue_walk *walk)
{
	struct scm_fp_list *list = walk->list;

	if (BPF_CORE_READ(list, count) != walk->copy->transfer.count)
		return false;
	bpf_loop(FDTRAIL_MAX_FDS, compare_file, walk, 0);
	return walk->is_same;
}

/* A message from this sock, with these files, that nobody has told of yet. */
static long look_back(u32 turn, struct queue_walk *walk)
{
	struct sk_buff *skb = walk->skb;
	struct transfer *transfer;

	if (!skb || (u64)skb == walk->end)
		return 1;
	walk->skb = BPF_CORE_READ(skb, prev);
	walk->list = list_of(skb);
	if (!walk->list || (u64)BPF_CORE_READ(skb, sk) != walk->sender || !has_same_files(walk))
		return 0;
	transfer = transfer_in(skb, walk->list);
	if (transfer && transfer->claimed)
		return 0;
	walk->candidates++;
	walk->is_ours = BPF_CORE_READ(skb, alloc_cpu) == walk->cpu;
	walk->found = skb;
	walk->copy->list = (u64)walk->list;
	return 0;
}

/*
 * Takes the message that was found for this thread's own, unless another has taken it. is_met: its end has seen that, or
 * will. An end that was first has given the message its name, and may have left without a look back: by the name user space
 * joins them.
 */
static __always_inline bool claim(struct copy *copy, struct sk_buff *skb, bool *is_met)
{
	struct scm_fp_list *list = (struct scm_fp_list *)copy->list;
	struct transfer *early;
	long error;

	copy->transfer.carrier = carrier_of(skb, copy->transfer.first_file);
	copy->transfer.claimed = 1;
	early = enter(copy, &error);
	if (early) {
		if (__sync_val_compare_and_swap(&early->claimed, 0, 1))
			return false;
		copy->transfer.message = copy->pairing = early->message;
		bpf_map_update_elem(&transfers, &copy->list, &copy->transfer, BPF_EXIST);
	} else if (error) {
		if (error != -ENOENT)
			count_loss(transfers_full);
	} else if (has_died(copy->list, (u64)skb)) {
		bpf_map_delete_elem(&transfers, &copy->list);
	} else {
		*is_met = list_of(skb) == list || !has_missed(copy);
	}
	return true;
}

#endif
