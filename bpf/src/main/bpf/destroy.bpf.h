/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* The end of every list, for the backends that see the kernel's functions: what was installed nowhere. */
#ifndef FDTRAIL_DESTROY_BPF_H
#define FDTRAIL_DESTROY_BPF_H

#include "receive.bpf.h"

/* Why the installing stopped short. */
static __always_inline u8 install_reason(struct receive *receive)
{
	switch (receive->error) {
	case 0:
		return receive->room || !receive->is_of_call || !receives_no_control() ? FDTRAIL_CTRUNC : FDTRAIL_NOCONTROL;
	case EMFILE:
		return FDTRAIL_EMFILE;
	case EFAULT:
		return FDTRAIL_FAULT;
	case EPERM:
	case EACCES:
		return FDTRAIL_LSM;
	default:
		return FDTRAIL_REASON_NONE;
	}
}

/* What was not installed, by the thread that was to receive it; false when that is not known. */
static __always_inline bool tell_rest(struct fdtrail_record *record, struct receive *receive, struct transfer *transfer)
{
	if (!receive->error && receive->installed < transfer->count && receive->installed < receive->room) {
		count_missed_run(); /* of on_receive */
		return false;
	}
	record->reason = install_reason(receive);
	record->error = receive->error;
	tell_socket(SLOT_DESTROY, record, receive);
	return true;
}

/*
 * Whether the list is freed with its skb, from which no receive has taken it: unix_destruct_scm() has no credentials, where
 * a datagram's receive has the sender's, or INVALID_UID.
 */
static __always_inline bool is_in_skb(struct scm_cookie *scm)
{
	return !READ(scm, creds.pid) && !READ(scm, creds.uid.val);
}

/* The descriptors of an out-of-band byte that was not read in line. */
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

/* Of a datagram that was thrown away by the call that this thread is in, its socket being open. */
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

/* What was received by nobody; false when that is not known. */
static __always_inline bool tell_unreceived(struct fdtrail_record *record, struct scm_cookie *scm, struct scm_fp_list *list,
					    struct transfer *transfer)
{
	record->reason = queue_reason(list, (void *)transfer->receiver);
	if (record->reason == FDTRAIL_NOCONTROL) {
		s32 named = named_number(transfer->receiver_file);

		if (is_out_of_band(transfer)) {
			record->reason = FDTRAIL_OOB;
		} else if (transfer->socket_type != SOCK_STREAM && is_in_skb(scm)) {
			record->reason = thrown_reason(transfer);
		} else if ((named >= 0 || !transfer->receiver_file) && receives_control()) {
			count_missed_run(); /* of on_detach; what io_uring receives at the end of a call is not the call's */
			return false;
		}
		if (record->reason == FDTRAIL_FAULT)
			record->error = EFAULT;
		record->socket_fd = socket_number(SLOT_DESTROY, transfer->receiver_file);
	}
	record->socket_inode = transfer->receiver_inode;
	record->socket_type = transfer->socket_type;
	record->peer_inode = transfer->socket_inode;
	if (transfer->receiver) /* that of a message which died in its queue belongs to the message, which is there yet */
		tell_path(SLOT_DESTROY, transfer->receiver,
			  record->reason == FDTRAIL_NOCONTROL ? peer_that_sent(transfer->receiver, transfer->sender) :
								transfer->sender);
	return true;
}

/* __scm_destroy is about to free the list: what was installed nowhere is told, and the list forgotten. */
static __always_inline int on_destroy(struct scm_cookie *scm)
{
	struct scm_fp_list *list = READ(scm, fp);
	struct transfer *transfer = list ? transfer_of(list, TYPED) : NULL;
	u64 thread = bpf_get_current_pid_tgid(), key;
	struct receive *receive = list ? bpf_map_lookup_elem(&receives, &thread) : NULL;
	struct draft *draft = draft_of(SLOT_DESTROY);
	struct fdtrail_record *record;
	u32 from = 0;

	if (!list || !draft)
		return 0;
	key = number_by(draft, list);
	if (receive && receive->list != key)
		receive = NULL;
	if (!transfer)
		goto forget;
	if (transfer->is_peek || (receive && receive->installed == transfer->count))
		goto forget;
	record = &draft->record;
	if (transfer->state == BUILT) {
		begin(draft, FDTRAIL_FAIL);
		if (!tell_refusal(SLOT_DESTROY, record, transfer, number_by(draft, scm)))
			goto forget;
	} else {
		begin(draft, FDTRAIL_DROP);
		tell_sender(record, transfer);
		if (receive)
			from = receive->installed;
		if (receive ? !tell_rest(record, receive, transfer) : !tell_unreceived(record, scm, (void *)key, transfer))
			goto forget;
	}
	emit_list(draft, SLOT_DESTROY, (void *)key, transfer, from, false);
forget:
	if (transfer && transfer->count > INLINE_FDS && !transfer->is_peek)
		bpf_map_delete_elem(&descriptors, &transfer->message);
	bpf_map_delete_elem(&transfers, &key);
	if (receive)
		bpf_map_delete_elem(&receives, &thread);
	return 0;
}

#endif
