/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* A message that dies in its queue, as tracepoints see it. */
#ifndef FDTRAIL_TP_DESTROY_BPF_H
#define FDTRAIL_TP_DESTROY_BPF_H

#include "meet.bpf.h"

/* Nobody has told of this message: it was queued before the trace began, or its sender is still at it. */
static __always_inline struct transfer *meet_dead(struct copy *copy, struct sk_buff *skb, struct scm_fp_list *list)
{
	u64 carrier = as_number(skb);
	struct transfer *transfer;

	bpf_map_update_elem(&dead, &copy->list, &carrier, BPF_ANY);
	transfer = transfer_in((void *)carrier, list);
	return transfer && has_died(copy->list, carrier) ? transfer : NULL;
}

/* What was queued, as the kernel says since 6.10, or as we know; a send that is refused frees its skb too. */
static __always_inline bool was_queued(struct scm_fp_list *list)
{
	return bpf_core_field_exists(list->inflight) && BPF_CORE_READ(list, inflight);
}

static __always_inline u8 unmet_reason(struct scm_fp_list *list, int reason)
{
	if (bpf_core_field_exists(list->dead) && BPF_CORE_READ(list, dead))
		return FDTRAIL_GC;
	if (bpf_core_enum_value_exists(enum skb_drop_reason, SKB_DROP_REASON_UNIX_DISCONNECT) &&
	    reason == (int)bpf_core_enum_value(enum skb_drop_reason, SKB_DROP_REASON_UNIX_DISCONNECT))
		return FDTRAIL_REASON_NONE;
	return FDTRAIL_CLOSED;
}

static __always_inline int on_free(struct sk_buff *skb, int reason)
{
	struct sock *sender = BPF_CORE_READ(skb, sk);
	struct draft *draft = draft_of(SLOT_DESTROY);
	struct copy *copy = copy_draft_of(SLOT_DESTROY);
	struct fdtrail_record *record;
	struct transfer *transfer;
	struct scm_fp_list *list;

	if (!sender || !draft || !copy || BPF_CORE_READ(sender, __sk_common.skc_family) != AF_UNIX)
		return 0;
	list = list_of(skb);
	if (!list)
		return 0;
	transfer = transfer_in((void *)as_number(skb), list);
	if (!transfer && !was_queued(list))
		return 0;
	name_message(copy, skb, list);
	if (!transfer)
		transfer = meet_dead(copy, skb, list);
	if (transfer)
		adopt(copy, transfer);
	name_pairing(SLOT_DESTROY, (u64)sender);
	begin(draft, FDTRAIL_DROP);
	record = &draft->record;
	record->reason = copy->transfer.receiver ? queue_reason(list, (struct sock *)copy->transfer.receiver) :
						   unmet_reason(list, reason);
	record->socket_inode = copy->transfer.receiver_inode;
	record->peer_inode = copy->transfer.socket_inode;
	record->socket_type = copy->transfer.socket_type;
	if (copy->transfer.receiver)
		tell_path(SLOT_DESTROY, copy->transfer.receiver, (u64)sender);
	if (copy->transfer.state == QUEUED)
		tell_sender(record, &copy->transfer);
	else
		leave_to_pair(record, copy);
	emit_copy(SLOT_DESTROY, draft, copy, 0, copy->transfer.count);
	forget(copy);
	return 0;
}

#endif
