/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* A message that is freed in its queue, as tracepoints see it. */
#ifndef FDTRAIL_TP_DESTROY_BPF_H
#define FDTRAIL_TP_DESTROY_BPF_H

#include "meet.bpf.h"

#define SOCKET_ALIGNMENT 64

/* Nobody has reported this message: it was queued before the trace began, or its sender has not finished yet. */
static __always_inline struct transfer *meet_dead(struct copy *copy, struct sk_buff *skb, struct scm_fp_list *list)
{
	u64 carrier = as_number(skb);
	struct transfer *transfer;
	struct stray *stray;

	leave_stray(copy);
	bpf_map_update_elem(&dead, &copy->list, &carrier, BPF_ANY);
	order_maps(copy);
	transfer = transfer_in((void *)carrier, list);
	if (!transfer || !has_died(copy->list, carrier))
		return NULL;
	stray = stray_of(copy);
	if (stray)
		end_stray(copy, stray);
	return transfer;
}

/* Whether it was queued: the kernel shows it since 6.10; before, only we know. A refused send frees its skb too. */
static __always_inline bool was_queued(struct scm_fp_list *list)
{
	return bpf_core_field_exists(list->inflight) && BPF_CORE_READ(list, inflight);
}

/*
 * The close of a listener also closes the connections that nobody has accepted, which have no socket yet: the messages are in
 * their queues. A close does not take what it frees off the number in its own queue. The socket's state does not tell: on
 * 7.2 that of a connected one is SS_UNCONNECTED, too.
 */
static __always_inline bool is_listener(struct socket *socket)
{
	struct unix_sock *unix = (struct unix_sock *)BPF_CORE_READ(socket, sk);

	return BPF_CORE_READ(socket, type) != SOCK_DGRAM && BPF_CORE_READ(socket, state) != SS_CONNECTED &&
	       !BPF_CORE_READ(unix, scm_stat.nr_fds.counter);
}

struct closed_search {
	struct own_message *own;
	struct sock *sender;
	struct sock *receiver; /* NULL: not known */
	struct socket *socket;
	u64 end; /* words of the stack; after them are those of an earlier search */
};

/* Words of the stack may be left over from another close, whose socket is in use again. */
static __always_inline bool may_be_receiver(struct closed_search *search, struct socket *socket, struct sock *sock)
{
	struct sock *peer = peer_of(search->sender);

	if (search->receiver)
		return sock == search->receiver;
	return BPF_CORE_READ(socket, type) == SOCK_DGRAM || !peer || sock == peer || is_listener(socket);
}

static long look_for_closed(u32 turn, struct closed_search *search)
{
	u64 word = search->own->words[masked(turn, 0x1ff)];
	struct socket *socket = (void *)word;
	struct sock *sock, *sender = search->sender;

	if (turn >= search->end)
		return 1;
	if (!is_kernel_address(word) || word & (SOCKET_ALIGNMENT - 1))
		return 0;
	sock = BPF_CORE_READ(socket, sk);
	if (!is_kernel_address((u64)sock) || sock == sender || BPF_CORE_READ(sock, __sk_common.skc_family) != AF_UNIX ||
	    BPF_CORE_READ(sock, sk_type) != BPF_CORE_READ(sender, sk_type) || !is_dead(sock) ||
	    !may_be_receiver(search, socket, sock))
		return 0;
	search->socket = socket;
	return 1;
}

/*
 * The socket that this thread is closing, whose queue holds messages of this sender, 0 none: unix_release() keeps it in its
 * frame. socket_alloc, which begins with the socket, is aligned to a cache line.
 */
GLOBAL u64 closed_socket(u32 slot, u64 stack, u64 sender, u64 receiver)
{
	struct own_message *own = own_message_of(slot);
	struct closed_search search = { .own = own, .sender = (struct sock *)sender, .receiver = (struct sock *)receiver };
	u64 end = as_number(user_registers());

	if (!own || !read_stack(own, stack, end))
		return 0;
	search.end = (end - stack) / sizeof(u64);
	bpf_loop(STACK_WORDS, look_for_closed, &search, 0);
	return as_number(search.socket);
}

#define IS_DROPPED_FOR(reason, what)                                                 \
	(bpf_core_enum_value_exists(enum skb_drop_reason, SKB_DROP_REASON_##what) && \
	 (reason) == (int)bpf_core_enum_value(enum skb_drop_reason, SKB_DROP_REASON_##what))

/* Whether this thread's call empties a datagram socket's queue, which the kernel itself reports since 6.14. */
static __always_inline bool is_disconnecting(void)
{
	struct sock *sock;

	if (bpf_core_enum_value_exists(enum skb_drop_reason, SKB_DROP_REASON_UNIX_DISCONNECT) || !may_disconnect())
		return false;
	sock = (struct sock *)calling_sock();
	return sock && BPF_CORE_READ(sock, sk_type) == SOCK_DGRAM && !is_dead(sock);
}

/* The reason for a message whose receiver is not known. socket: the one that is being closed. */
static __always_inline u8 unmet_reason(struct scm_fp_list *list, int reason, struct socket *socket)
{
	if (bpf_core_field_exists(list->dead) && BPF_CORE_READ(list, dead))
		return FDTRAIL_GC;
	if (IS_DROPPED_FOR(reason, UNIX_DISCONNECT))
		return FDTRAIL_DISCONNECTED;
	if (IS_DROPPED_FOR(reason, UNIX_SKIP_OOB))
		return FDTRAIL_OOB;
	if (socket || IS_DROPPED_FOR(reason, SOCKET_CLOSE))
		return FDTRAIL_CLOSED;
	return is_disconnecting() ? FDTRAIL_DISCONNECTED : FDTRAIL_REASON_NONE;
}

/*
 * A receive takes the list before it frees the skb. While a socket is alive, its messages are also dropped if it is connected
 * again (datagrams), or by a receive that skips the out-of-band byte (streams).
 */
static __always_inline u8 met_reason(struct scm_fp_list *list, struct sock *receiver)
{
	u8 reason = queue_reason(list, receiver);

	if (reason != FDTRAIL_NOCONTROL)
		return reason;
	switch (BPF_CORE_READ(receiver, sk_type)) {
	case SOCK_DGRAM: return FDTRAIL_DISCONNECTED;
	case SOCK_STREAM: return FDTRAIL_OOB;
	default: return FDTRAIL_REASON_NONE;
	}
}

/* The sock whose queue it was in, NULL unknown. */
static __always_inline struct sock *receiver_of(struct transfer *transfer, struct socket *closed, u8 reason)
{
	struct sock *receiver = (void *)transfer->receiver;

	if (receiver)
		return receiver;
	if (closed)
		return is_listener(closed) ? NULL : BPF_CORE_READ(closed, sk);
	return reason == FDTRAIL_DISCONNECTED || reason == FDTRAIL_OOB ? (void *)calling_sock() : NULL;
}

/* Its inode. A sender reads it after it has queued the message, which is too late if the socket is being closed. */
static __always_inline u64 receiver_inode(struct transfer *transfer, struct sock *receiver, struct socket *closed)
{
	if (transfer->receiver_inode)
		return transfer->receiver_inode;
	return closed ? BPF_CORE_READ(closed, file, f_inode, i_ino) : inode_of(receiver);
}

static __always_inline void describe_receiver(struct fdtrail_record *record, struct transfer *transfer, struct socket *closed)
{
	struct sock *receiver = receiver_of(transfer, closed, record->reason);

	record->socket_type = transfer->socket_type;
	record->peer_inode = transfer->socket_inode;
	if (!receiver)
		return;
	record->socket_inode = receiver_inode(transfer, receiver, closed);
	if (!is_dead(receiver))
		record->socket_fd = socket_number(SLOT_DESTROY, (u64)BPF_CORE_READ(receiver, sk_socket, file));
	describe_path(SLOT_DESTROY, as_number(receiver), transfer->sender);
}

static __always_inline int on_free(struct sk_buff *skb, int reason, u64 stack)
{
	struct sock *sender = BPF_CORE_READ(skb, sk);
	struct draft *draft = draft_of(SLOT_DESTROY);
	struct copy *copy = copy_draft_of(SLOT_DESTROY);
	struct fdtrail_record *record;
	struct transfer *transfer;
	struct scm_fp_list *list;
	struct socket *closed = NULL;

	if (!sender || !draft || !copy || BPF_CORE_READ(sender, __sk_common.skc_family) != AF_UNIX)
		return 0;
	list = list_of(skb);
	if (!list) {
		look_for_spliced(skb);
		return 0;
	}
	transfer = transfer_in((void *)as_number(skb), list);
	if (!transfer && !was_queued(list))
		return 0;
	name_message(copy, skb, list);
	name_pairing(SLOT_DESTROY, (u64)sender);
	if (!transfer)
		transfer = meet_dead(copy, skb, list);
	if (transfer)
		copy->transfer = *transfer;
	if (copy->transfer.is_ended) {
		forget(copy);
		return 0;
	}
	begin(SLOT_DESTROY, draft, FDTRAIL_DROP);
	record = &draft->record;
	if (!copy->transfer.receiver_inode)
		closed = (void *)closed_socket(SLOT_DESTROY, stack, as_number(sender), copy->transfer.receiver);
	record->reason = copy->transfer.receiver ? met_reason(list, (struct sock *)copy->transfer.receiver)
						 : unmet_reason(list, reason, closed);
	describe_receiver(record, &copy->transfer, closed);
	if (copy->transfer.state == QUEUED)
		describe_sender(record, &copy->transfer);
	else
		leave_to_pair(record, copy);
	report_copy(SLOT_DESTROY, draft, copy, 0, copy->transfer.count);
	forget(copy);
	return 0;
}

#endif
