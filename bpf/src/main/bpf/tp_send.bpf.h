/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* A message's descriptors on their way into a queue, as tracepoints see it: after they were queued or refused. */
#ifndef FDTRAIL_TP_SEND_BPF_H
#define FDTRAIL_TP_SEND_BPF_H

#include "control.bpf.h"
#include "restart.bpf.h"
#include "source.bpf.h"
#include "tp_claim.bpf.h"

#define DOUBTFUL 1

/*
 * Threads whose current send is reported; or, with number 0, has come to a queue that a filter might keep it from; or,
 * DOUBTFUL, whose message cannot be distinguished from those of others.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, u64);   /* pid_tgid */
	__type(value, u64); /* message */
} reported SEC(".maps");

static long find_file(u32 turn, struct report *sent)
{
	struct draft *draft = sent->draft;
	struct copy *copy = sent->copy;
	s32 fd;

	if (turn >= sent->count)
		return 1;
	fd = draft->fds[masked(turn, 0xff)];
	copy->files[masked(turn, 0xff)] = fd < 0 ? 0 : file_of(fd);
	return 0;
}

/*
 * Reads what this thread sends from the kernel's own copy of its control messages: the numbers into the draft of SLOT_SEND,
 * the files into the copy. Returns how many descriptors there are.
 */
GLOBAL int read_own_send(u64 stack, u32 hook, u64 other)
{
	struct own_message *own = own_message_of(SLOT_SEND);
	struct copy *copy = copy_draft_of(SLOT_SEND);
	struct draft *draft = draft_of(SLOT_SEND);
	struct report sent = { .draft = draft, .copy = copy };
	struct msghdr *header;
	u32 count;

	if (!own || !copy || !draft || !find_own_message(SLOT_SEND, stack, hook, other))
		return 0;
	header = (struct msghdr *)own->own.at;
	if (BPF_CORE_READ_BITFIELD_PROBED(header, msg_control_is_user))
		return 0;
	count = read_control(SLOT_SEND, (u64)BPF_CORE_READ(header, msg_control), BPF_CORE_READ(header, msg_controllen));
	if (!count)
		return 0;
	__builtin_memset(&copy->transfer, 0, sizeof(copy->transfer));
	copy->list = copy->key = 0;
	copy->transfer.count = sent.count = count < FDTRAIL_MAX_FDS ? count : FDTRAIL_MAX_FDS;
	bpf_loop(FDTRAIL_MAX_FDS, find_file, &sent, 0);
	copy->transfer.first_file = copy->files[0];
	return count;
}

static __always_inline void keep_numbers(struct draft *draft, struct copy *copy)
{
	if (bpf_map_update_elem(&descriptors, &copy->transfer.message, draft->fds, BPF_ANY)) {
		count_loss(descriptors_full);
		return;
	}
	if (!entered(copy)) /* its end has been here, and has cleaned up */
		bpf_map_delete_elem(&descriptors, &copy->transfer.message);
}

/* What this thread is sending, as its SEND reports it. */
static __always_inline void describe_send(struct draft *draft, struct copy *copy, struct sock *sender, struct sock *receiver)
{
	struct fdtrail_record *record = &draft->record;
	struct transfer *transfer = &copy->transfer;

	begin(SLOT_SEND, draft, FDTRAIL_SEND);
	transfer->message = next_number(MESSAGES);
	transfer->sent_ns = record->boot_ns;
	transfer->sender = as_number(sender);
	transfer->receiver = as_number(receiver);
	transfer->receiver_inode = inode_of(receiver);
	transfer->socket_inode = inode_of(sender);
	transfer->socket_fd = socket_number(SLOT_SEND, (u64)BPF_CORE_READ(sender, sk_socket, file));
	transfer->socket_type = BPF_CORE_READ(sender, sk_type);
	transfer->pid = record->pid;
	transfer->tid = record->tid;
	transfer->uid = record->uid;
	transfer->process_number = record->process_number;
	transfer->is_followed = record->flags & FDTRAIL_F_FOLLOWED;
	transfer->state = QUEUED;
	__builtin_memcpy(transfer->comm, record->comm, sizeof(transfer->comm));
	__builtin_memcpy(transfer->fds, draft->fds, sizeof(transfer->fds));
	record->socket_fd = transfer->socket_fd;
	record->socket_inode = transfer->socket_inode;
	record->socket_type = transfer->socket_type;
	record->peer_inode = transfer->receiver_inode;
	describe_path(SLOT_SEND, transfer->sender, transfer->receiver);
	describe_peer(SLOT_SEND, record, transfer->sender, transfer->receiver);
}

/* The receiver of this thread's message; NULL if it goes to an address. */
static __always_inline struct sock *target_of(struct sock *sender)
{
	struct own_message *own = own_message_of(SLOT_SEND);
	struct msghdr *header = own ? (struct msghdr *)own->own.at : NULL;

	return BPF_CORE_READ(header, msg_namelen) ? NULL : peer_of(sender);
}

/*
 * The skb with this thread's message, as its stack names it; or else, if nobody else sends from its sock, the only one in
 * the queue. NULL if neither is known.
 */
static __always_inline struct sk_buff *find_own_skb(struct sock *receiver, struct own_message *own, u64 stack, bool is_shared)
{
	struct draft *draft = draft_of(SLOT_SEND);
	struct copy *copy = copy_draft_of(SLOT_SEND);
	struct queue_walk walk = { .sender = own->own.sock, .cpu = bpf_get_smp_processor_id() };
	struct own_place *place = own_place_of(receiver, own);
	struct sk_buff *skb = own_skb(place, stack);
	bool has_words;

	walk.end = as_number(receiver) + bpf_core_field_offset(struct sock, sk_receive_queue);
	walk.skb = draft ? (void *)number_by(draft, READ(receiver, sk_receive_queue.prev)) : NULL;
	if (!copy || (skb && (is_shared || skb == walk.skb)))
		return skb;
	has_words = take_words(own, stack);
	bpf_loop(QUEUE_DEPTH, look_back, &walk, 0);
	if (has_words && walk.candidates == 1 && !is_shared) {
		learn_place(place, own, (u64)walk.found, is_sole((struct sock *)own->own.sock));
		skb = own_skb(place, stack);
	}
	return skb || walk.candidates != 1 || !walk.is_ours || (is_shared && fdtrail_preempted) ? skb : walk.found;
}

/* Whether on_sent, which may not know the receiver, could suspect a filter of dropping what is sent to it. */
static __always_inline bool may_filter(struct sock *receiver)
{
	return READ(receiver, sk_type) != SOCK_STREAM &&
	       (READ(receiver, sk_filter) || BPF_CORE_READ((struct unix_sock *)receiver, addr));
}

/* The sender has queued a message, and wakes the receiver. */
static __always_inline int on_queued(struct sock *receiver, u64 stack)
{
	struct unix_sock *unix = (void *)receiver;
	struct draft *draft = draft_of(SLOT_SEND);
	struct copy *copy = copy_draft_of(SLOT_SEND);
	struct own_message *own = own_message_of(SLOT_SEND);
	u64 thread = bpf_get_current_pid_tgid(), none = 0, doubtful = DOUBTFUL;
	bool is_noted, is_others;
	struct sk_buff *skb;
	int claimed;

	if (READ(receiver, __sk_common.skc_family) != AF_UNIX)
		return 0;
	is_noted = may_filter(receiver) && (has_requests(current_task()) || may_send_control());
	if ((!BPF_CORE_READ(unix, scm_stat.nr_fds.counter) && !is_noted && !is_awaited(as_number(receiver))) || !draft ||
	    !copy || !own || bpf_map_lookup_elem(&reported, &thread))
		return 0;
	if (is_noted)
		bpf_map_update_elem(&reported, &thread, &none, BPF_ANY);
	if (!read_own_send(stack, HOOK_QUEUE, as_number(receiver)))
		return 0;
	is_others = is_shared((struct sock *)own->own.sock);
	skb = find_own_skb(receiver, own, stack, is_others);
	if (!skb) /* received already, or looks like another one: on_sent reports it */
		return 0;
	describe_send(draft, copy, (struct sock *)own->own.sock, receiver);
	name_pairing(SLOT_SEND, own->own.sock);
	claimed = claim(as_number(skb), own->own.sock, is_others);
	if (claimed == UNCLAIMED) {
		bpf_map_update_elem(&reported, &thread, &doubtful, BPF_ANY);
		return 0;
	}
	if (claimed == NAMED) /* user space joins by it */
		copy->pairing = copy->transfer.message;
	else if (is_others)
		copy->pairing |= FDTRAIL_PAIRING_SHARED;
	if (claimed != MET)
		leave_to_pair(&draft->record, copy);
	if (copy->transfer.count > INLINE_FDS)
		keep_numbers(draft, copy);
	report_copy(SLOT_SEND, draft, copy, 0, copy->transfer.count);
	bpf_map_update_elem(&reported, &thread, &copy->transfer.message, BPF_ANY);
	return 0;
}

/* Its message had left the queue before it could be found there, or could not be distinguished from another. */
static __always_inline void describe_late(struct draft *draft, struct copy *copy, struct sock *sender, bool is_doubtful)
{
	bool is_others = is_shared(sender);

	describe_send(draft, copy, sender, target_of(sender));
	name_pairing(SLOT_SEND, as_number(sender));
	if (is_others && is_doubtful) /* user space cannot distinguish it either */
		copy->pairing = copy->transfer.message;
	else if (is_others)
		copy->pairing |= FDTRAIL_PAIRING_SHARED;
	leave_to_pair(&draft->record, copy);
	report_copy(SLOT_SEND, draft, copy, 0, copy->transfer.count);
}

/* It was not queued: it was refused, is a stream send without data, or was dropped by the receiver's filter. */
static __always_inline void describe_unqueued(struct draft *draft, struct copy *copy, struct sock *sender, u32 count,
					      int result, int error)
{
	struct fdtrail_record *record = &draft->record;
	struct own_message *own = own_message_of(SLOT_SEND);
	struct sock *peer = target_of(sender);

	describe_send(draft, copy, sender, peer);
	describe_target(SLOT_SEND, own ? own->own.at : 0, as_number(peer));
	record->error = error;
	record->action = FDTRAIL_FAIL;
	if (result >= 0)
		record->reason = BPF_CORE_READ(sender, sk_type) == SOCK_STREAM ? FDTRAIL_UNSENT : FDTRAIL_FILTER;
	else if (error == EPERM && peer && !takes_rights(peer))
		record->reason = FDTRAIL_PASSRIGHTS;
	if (record->reason) {
		record->action = FDTRAIL_DROP;
		describe_sender(record, &copy->transfer);
	}
	copy->transfer.count = count;
	report_copy(SLOT_SEND, draft, copy, 0, copy->transfer.count);
}

/* Whether this thread sends descriptors, by its own copy of the control messages, but the kernel's copy was not found. */
GLOBAL int is_unreadable(void)
{
	struct own_message *own = own_message_of(SLOT_SEND);
	struct draft *draft = draft_of(SLOT_SEND);
	struct call_messages call = call_messages();
	u64 control, size;

	if (!own || own->own.at || !own->is_call || !draft || !user_control_at(&call, 0, &control, &size))
		return 0;
	read_user_control(SLOT_SEND, control, size, call.is_compat);
	return draft->fd_count > 0;
}

/* Whether a datagram that was not queued was dropped by a filter: nothing else lets the send succeed. */
static __always_inline bool is_filtered(struct sock *sender)
{
	struct sock *peer = target_of(sender);

	return BPF_CORE_READ(sender, sk_type) != SOCK_STREAM && (!peer || has_filter(peer));
}

/* A send is over. */
static __always_inline int on_sent(struct sock *sender, int result, u64 stack)
{
	struct draft *draft = draft_of(SLOT_SEND);
	struct copy *copy = copy_draft_of(SLOT_SEND);
	struct own_message *own = own_message_of(SLOT_SEND);
	u64 thread = bpf_get_current_pid_tgid();
	bool is_reported, is_queued, is_doubtful;
	u64 *message;
	int error = 0;
	u32 count;

	if (READ(sender, __sk_common.skc_family) != AF_UNIX || !draft || !copy)
		return 0;
	if (named_number((u64)READ(sender, sk_socket, file)) >= 0 && !may_send_control() &&
	    (!has_requests(current_task()) || is_plain_send()))
		return 0;
	message = bpf_map_lookup_elem(&reported, &thread);
	is_queued = message;
	is_reported = message && *message > DOUBTFUL;
	is_doubtful = message && *message == DOUBTFUL;
	if (is_queued)
		bpf_map_delete_elem(&reported, &thread);
	if (is_reported)
		return 0;
	count = read_own_send(stack, HOOK_SENT, as_number(sender));
	if (!count) {
		if (is_unreadable())
			count_loss(unreadable);
		return 0;
	}
	if (result < 0 && own)
		error = returned_error(-result, own->own.at, stack, (u64)BPF_CORE_READ(sender, sk_socket, file));
	if (error < 0) /* it is not over */
		return 0;
	if (result < 0 || (!result && BPF_CORE_READ(sender, sk_type) == SOCK_STREAM) || (!is_queued && is_filtered(sender)))
		describe_unqueued(draft, copy, sender, count, result, error);
	else
		describe_late(draft, copy, sender, is_doubtful);
	return 0;
}

#endif
