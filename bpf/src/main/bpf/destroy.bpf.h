/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* The end of every list, for the backends that see the kernel's functions (fentry, kprobe): what was installed nowhere. */
#ifndef FDTRAIL_DESTROY_BPF_H
#define FDTRAIL_DESTROY_BPF_H

#include "receive.bpf.h"

/* Why not all descriptors were installed. */
static __always_inline u8 install_reason(struct receive *receive)
{
	switch (receive->error) {
	case 0: return receive->room || !receive->is_of_call || !receives_no_control() ? FDTRAIL_CTRUNC : FDTRAIL_NOCONTROL;
	case EMFILE: return FDTRAIL_EMFILE;
	case EFAULT: return FDTRAIL_FAULT;
	case EPERM:
	case EACCES: return FDTRAIL_LSM;
	default: return FDTRAIL_REASON_NONE;
	}
}

/* Reports what the receiving thread did not install; false if that is not known. */
static __always_inline bool describe_rest(struct fdtrail_record *record, struct receive *receive, struct transfer *transfer)
{
	if (!receive->error && receive->installed < transfer->count && receive->installed < receive->room) {
		count_skipped_run(); /* of on_receive */
		return false;
	}
	record->reason = install_reason(receive);
	record->error = receive->error;
	describe_receiving(SLOT_DESTROY, record, receive);
	return true;
}

/* Whether the descriptors came with an out-of-band byte that was not read inline. */
static __always_inline bool is_out_of_band(struct transfer *transfer)
{
	struct unix_sock *receiver = (void *)transfer->receiver;

	if (!transfer->is_urgent || !bpf_core_field_exists(receiver->oob_skb) ||
	    BPF_CORE_READ(receiver, sk.__sk_common.skc_flags) >> SOCK_URGINLINE_BIT & 1)
		return false;
	return !BPF_CORE_READ(receiver, oob_skb) || receives_control();
}

static __always_inline bool was_filtered(struct transfer *transfer)
{
	struct sock *receiver = (void *)transfer->receiver;
	struct msghdr *header = (void *)transfer->header;

	return receiver && has_filter(receiver) && !BPF_CORE_READ(header, msg_iter.count);
}

/* Why this thread's call dropped a datagram whose socket is open. */
static __always_inline u8 thrown_reason(struct transfer *transfer)
{
	struct sock *sender = (void *)transfer->sender;

	/* before 6.10 it counts as queued too early (on_attach) */
	if (is_message_call(true) && named_number((u64)BPF_CORE_READ(sender, sk_socket, file)) >= 0)
		return was_filtered(transfer) ? FDTRAIL_FILTER : FDTRAIL_REASON_NONE;
	if (receives_control()) /* its data could not be copied */
		return FDTRAIL_FAULT;
	if (may_disconnect())
		return transfer->socket_type == SOCK_DGRAM ? FDTRAIL_DISCONNECTED : FDTRAIL_REASON_NONE;
	return has_user_call() ? FDTRAIL_NOCONTROL : FDTRAIL_REASON_NONE;
}

/* Reports what nobody received; false if that is not known. */
static __always_inline bool describe_unreceived(struct fdtrail_record *record, bool in_skb, struct scm_fp_list *list,
						struct transfer *transfer)
{
	record->reason = queue_reason(list, (void *)transfer->receiver);
	if (record->reason == FDTRAIL_NOCONTROL) {
		s32 named = named_number(transfer->receiver_file);

		if (is_out_of_band(transfer)) {
			record->reason = FDTRAIL_OOB;
		} else if (transfer->socket_type != SOCK_STREAM && in_skb) {
			record->reason = thrown_reason(transfer);
		} else if ((named >= 0 || !transfer->receiver_file) && receives_control()) {
			count_skipped_run(); /* of on_detach; what io_uring receives at the end of a call is not the call's */
			return false;
		}
		if (record->reason == FDTRAIL_FAULT)
			record->error = EFAULT;
		record->socket_fd = socket_number(SLOT_DESTROY, transfer->receiver_file);
	}
	record->socket_inode = transfer->receiver_inode;
	record->socket_type = transfer->socket_type;
	record->peer_inode = transfer->socket_inode;
	if (transfer->receiver) /* a message that is freed in its queue still belongs to its sender, so that sock exists */
		describe_path(SLOT_DESTROY, transfer->receiver,
			      record->reason == FDTRAIL_NOCONTROL ? peer_that_sent(transfer->receiver, transfer->sender)
								  : transfer->sender);
	return true;
}

static __always_inline struct receive *receive_of(u64 list, u64 thread)
{
	struct receive *receive = receive_in_progress(thread);

	if (receive && receive->list != list)
		receive = NULL;
	barrier_var(receive); /* or clang tests the list instead of the pointer, which the verifier does not understand */
	return receive;
}

/*
 * Begins the record of what was not installed or, unless is_received, for which no receive has begun. Returns the first
 * descriptor that the record is for; less than 0 if there is nothing to report. Like the functions below, it is checked by
 * the verifier once, and has its own stack.
 */
GLOBAL int describe_known(u64 list, u64 cookie, u32 in_skb, u32 is_received)
{
	struct transfer *transfer = transfer_at(&list);
	struct receive *receive = is_received ? receive_of(list, bpf_get_current_pid_tgid()) : NULL;
	struct draft *draft = draft_of(SLOT_DESTROY);

	if (!transfer || !draft)
		return -1;
	begin(SLOT_DESTROY, draft, transfer->state == BUILT ? FDTRAIL_FAIL : FDTRAIL_DROP);
	if (transfer->state == BUILT)
		return describe_refusal(SLOT_DESTROY, &draft->record, transfer, cookie) ? 0 : -1;
	describe_sender(&draft->record, transfer);
	if (!receive)
		return describe_unreceived(&draft->record, in_skb, (void *)list, transfer) ? 0 : -1;
	return describe_rest(&draft->record, receive, transfer) ? receive->installed : -1;
}

static __always_inline void describe_named_socket(struct fdtrail_record *record, struct sock *named)
{
	record->socket_fd = named_number((u64)BPF_CORE_READ(named, sk_socket, file));
	record->socket_inode = inode_of(named);
	record->socket_type = BPF_CORE_READ(named, sk_type);
	describe_path(SLOT_DESTROY, as_number(named), record->reason == FDTRAIL_NOCONTROL ? (u64)peer_of(named) : 0);
}

/* The same for a list that nothing is known about. */
GLOBAL int describe_stranger(u64 list, u32 in_skb, u32 is_received)
{
	struct receive *receive = is_received ? receive_of(list, bpf_get_current_pid_tgid()) : NULL;
	struct draft *draft = draft_of(SLOT_DESTROY);
	struct transfer *transfer;
	u8 reason = FDTRAIL_REASON_NONE;

	if (!draft || !sees_all)
		return -1;
	if (!receive)
		reason = stranger_reason(in_skb, list);
	transfer = reason == NO_DROP ? NULL : stranger_of((void *)list);
	if (!transfer)
		return -1;
	begin(SLOT_DESTROY, draft, FDTRAIL_DROP);
	draft->record.reason = reason;
	if (reason == FDTRAIL_FAULT)
		draft->record.error = EFAULT;
	if (receive) {
		transfer->message = receive->message;
		if (!describe_rest(&draft->record, receive, transfer))
			return -1;
	} else if (reason == FDTRAIL_NOCONTROL || reason == FDTRAIL_FAULT || reason == FDTRAIL_DISCONNECTED) {
		describe_named_socket(&draft->record, named_sock());
	}
	if (were_full())
		join_by(&draft->record, list, transfer->first_file, transfer->count);
	return receive ? receive->installed : 0;
}

/* Writes the begun record for each descriptor of the list from this one on. */
GLOBAL int report_rest(u64 list, u32 from, u32 is_known)
{
	struct transfer *transfer = is_known ? transfer_at(&list) : stranger();
	struct draft *draft = draft_of(SLOT_DESTROY);

	if (transfer && draft)
		report_list(draft, SLOT_DESTROY, (void *)list, transfer, from, false);
	return 0;
}

/* __scm_destroy is about to free the list: reports what was installed nowhere, and forgets the list. */
static __always_inline int on_destroy(struct scm_cookie *scm)
{
	struct scm_fp_list *list = READ(scm, fp);
	struct draft *draft = draft_of(SLOT_DESTROY);
	struct transfer *transfer;
	struct receive *receive;
	u64 key, thread;
	int from;

	if (!list || !draft)
		return 0;
	key = number_by(draft, list);
	transfer = known_transfer(list, key, TYPED);
	thread = bpf_get_current_pid_tgid();
	receive = receive_of(key, thread);
	if ((transfer && transfer->is_peek) || (receive && receive->installed == receive->count))
		goto forget;
	from = transfer ? describe_known(key, number_by(draft, scm), is_in_skb(scm), receive != NULL)
			: describe_stranger(key, is_in_skb(scm), receive != NULL);
	if (from >= 0)
		report_rest(key, from, transfer != NULL);
forget:
	if (transfer && !transfer->is_peek)
		forget_numbers(transfer);
	forget_list(&key);
	if (receive)
		forget_receive(thread);
	return 0;
}

#endif
