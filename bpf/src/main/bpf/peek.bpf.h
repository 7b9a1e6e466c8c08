/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Messages as the tracepoints see them: with their files, which show that two ends belong to one message. */
#ifndef FDTRAIL_PEEK_BPF_H
#define FDTRAIL_PEEK_BPF_H

#include "own_message.bpf.h"

/* What a receive brought. */
struct reception {
	u64 next; /* where the first number that is missing would have gone */
	u32 installed;
	u32 room;  /* numbers that fit where the kernel put them */
	s32 pidfd; /* as the draft has it */
	bool has_control;
};

/* The receiver's control buffer, and its size, before the kernel wrote there. */
struct buffer {
	struct header header;
	u64 control;
	u64 size;
};

/* A message's files, and what is known about it. */
struct copy {
	u64 list;
	u64 skb; /* that carried the list */
	u64 key; /* of the transfer: see key_of */
	struct transfer transfer;
	u64 pairing; /* identifies its sending sock and its files */
	u64 sender;  /* as the message's credentials name it: struct pid *, and the number */
	u32 sender_number;
	struct buffer own;     /* of a receive */
	struct buffer request; /* of a receive, perhaps: see own_message */
	struct reception reception;
	u64 fence;     /* see order_maps */
	bool is_plain; /* a call that has no control buffer: read, recv */
	u64 files[256];
};
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, u64); /* pid_tgid */
	__type(value, struct copy);
} copies SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SLOTS);
	__type(key, u32);
	__type(value, struct copy);
} copy_drafts SEC(".maps");

static __always_inline struct copy *copy_draft_of(u32 slot)
{
	return bpf_map_lookup_elem(&copy_drafts, &slot);
}

/*
 * Distinguishes a message from a later one whose list is at its address. A list is forgotten only after the kernel freed it,
 * or never, if its end is not seen (splice of a part), and by then the addresses of skb and file may also be in use again.
 */
static __always_inline u64 carrier_of(u64 skb, u64 sender, u64 first_file)
{
	struct file *file = (void *)first_file;

	return hashed(hashed(skb + sender) + BPF_CORE_READ(file, f_inode, i_ino));
}

/*
 * The skb is also in the key, so that to forget one message does not remove the entry of the next one with the same list.
 * Nothing else is, so that few entries remain of messages that are never forgotten.
 */
static __always_inline u64 key_of(u64 list, u64 skb)
{
	return hashed(list ^ hashed(skb));
}

/* What is known about the list that the skb carries. */
static __always_inline struct transfer *transfer_in(struct sk_buff *skb, struct scm_fp_list *list)
{
	u64 key = key_of((u64)list, (u64)skb), file = file_at(list, 0);
	struct transfer *transfer = bpf_map_lookup_elem(&transfers, &key);

	return transfer && transfer->first_file == file && transfer->count == (u16)BPF_CORE_READ(list, count) &&
			       transfer->carrier == carrier_of((u64)skb, (u64)BPF_CORE_READ(skb, sk), file)
		       ? transfer
		       : NULL;
}

static __always_inline void take_files(struct copy *copy, struct sk_buff *skb, struct scm_fp_list *list)
{
	copy->list = (u64)list;
	copy->skb = as_number(skb);
	copy->transfer.first_file = file_at(list, 0);
	copy->key = key_of(copy->list, copy->skb);
	copy->transfer.count = BPF_CORE_READ(list, count);
	bpf_probe_read_kernel(copy->files, FDTRAIL_MAX_FDS * sizeof(u64), list->fp);
}

static long add_file(u32 turn, struct copy **in)
{
	struct copy *copy = *in;

	if (turn >= copy->transfer.count)
		return 1;
	copy->pairing = hashed(copy->pairing + copy->files[masked(turn, 0xff)]);
	return 0;
}

/* What both ends of a message have in common, even if one of them has not seen its list: the sending sock and the files. */
GLOBAL int name_pairing(u32 slot, u64 sender)
{
	struct copy *copy = copy_draft_of(slot);

	if (!copy)
		return 0;
	copy->pairing = hashed(sender);
	bpf_loop(FDTRAIL_MAX_FDS, add_file, &copy, 0);
	copy->pairing &= ~(u64)FDTRAIL_PAIRING_SHARED;
	return 0;
}

/* The other end of this message is not known: user space finds it by what they have in common. */
static __always_inline void leave_to_pair(struct fdtrail_record *record, struct copy *copy)
{
	record->flags |= FDTRAIL_F_UNPAIRED;
	record->pairing = copy->pairing;
}

/* The entry of this very message, NULL if it has gone: after the message is freed, another may have its addresses. */
static __always_inline struct transfer *entered(struct copy *copy)
{
	struct transfer *transfer = bpf_map_lookup_elem(&transfers, &copy->key);

	return transfer && transfer->message == copy->transfer.message ? transfer : NULL;
}

static __always_inline void withdraw(struct copy *copy)
{
	if (entered(copy))
		bpf_map_delete_elem(&transfers, &copy->key);
}

/*
 * The entered messages that streams' skbs carry. Only a splice of a part of the data takes a list from its skb unseen.
 * There is room for all that are entered.
 *
 * A receive may get the message before the sender has put in the entry. So whoever puts one in looks after that whether the
 * message is still entered, and whoever ends a message withdraws it before it takes the entry away: one of them sees the other.
 */
struct carried {
	u64 key; /* of the transfer */
	u64 message;
};
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, FDTRAIL_MAX_TRANSFERS);
	__type(key, u64); /* struct sk_buff * */
	__type(value, struct carried);
} carriers SEC(".maps");

/* The skb no longer carries that list, and no receive has it: its descriptors are gone. */
static __always_inline void count_spliced(u64 skb)
{
	struct carried *found = bpf_map_lookup_elem(&carriers, &skb), was;
	struct transfer *transfer;

	if (!found)
		return;
	was = *found;
	bpf_map_delete_elem(&carriers, &skb);
	transfer = bpf_map_lookup_elem(&transfers, &was.key);
	if (!transfer || transfer->message != was.message)
		return;
	__sync_fetch_and_add(&fdtrail_counters.spliced, transfer->count);
	forget_numbers(transfer);
	bpf_map_delete_elem(&transfers, &was.key);
}

/* For a stream's skb that was read in part, and has no list. */
static __always_inline void look_for_spliced(struct sk_buff *skb)
{
	if (BPF_CORE_READ(parms_of(skb), consumed))
		count_spliced(as_number(skb));
}

/* What was done to one map is seen by the other CPUs before this one looks into another map. */
static __always_inline void order_maps(struct copy *copy)
{
	__sync_lock_test_and_set(&copy->fence, 0);
}

/* A receive has the message, or it has ended. The skb may be freed by now, and carry a later one. */
static __always_inline void uncarry(struct copy *copy)
{
	struct carried *found;

	if (copy->transfer.socket_type != SOCK_STREAM)
		return;
	found = bpf_map_lookup_elem(&carriers, &copy->skb);
	if (found && found->message == copy->transfer.message)
		bpf_map_delete_elem(&carriers, &copy->skb);
}

/* Returns whether the message had not ended. */
static __always_inline bool carry(struct copy *copy)
{
	struct carried now = { copy->key, copy->transfer.message };

	if (copy->transfer.socket_type != SOCK_STREAM)
		return true;
	count_spliced(copy->skb);
	bpf_map_update_elem(&carriers, &copy->skb, &now, BPF_ANY);
	order_maps(copy);
	if (entered(copy))
		return true;
	uncarry(copy);
	return false;
}

/* In this order: keep_numbers() and carry() check whether the first is gone. */
static __always_inline void forget(struct copy *copy)
{
	withdraw(copy);
	order_maps(copy);
	forget_numbers(&copy->transfer);
	uncarry(copy);
}

struct report {
	struct draft *draft;
	struct copy *copy;
	struct numbers *numbers;
	u32 slot;
	u32 from;
	u32 count;
};

static long report_copied(u32 turn, struct report *report)
{
	struct fdtrail_record *record = &report->draft->record;
	u32 index = report->from + turn;

	if (index >= report->count)
		return 1;
	record->index = index;
	if (record->action != FDTRAIL_DROP)
		record->fd = report->draft->fds[masked(index, 0xff)];
	if (record->action != FDTRAIL_SEND && record->flags & FDTRAIL_F_SENDER)
		record->sender_fd = sender_number(&report->copy->transfer, report->numbers, index);
	report_in_slot(report->slot, report->copy->files[masked(index, 0xff)]);
	return 0;
}

static __always_inline void report_copy(u32 slot, struct draft *draft, struct copy *copy, u32 from, u32 count)
{
	struct report report = {
		.draft = draft,
		.copy = copy,
		.numbers = numbers_of(&copy->transfer),
		.slot = slot,
		.from = from,
		.count = count,
	};

	draft->record.message = copy->transfer.message;
	draft->record.count = copy->transfer.count;
	bpf_loop(FDTRAIL_MAX_FDS, report_copied, &report, 0);
}

#endif
