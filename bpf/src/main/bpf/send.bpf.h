/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* A message's descriptors on their way into a queue, for the backends that see the kernel's functions (fentry, kprobe). */
#ifndef FDTRAIL_SEND_BPF_H
#define FDTRAIL_SEND_BPF_H

#include "control.bpf.h"
#include "stranger.bpf.h"

struct loop {
	struct draft *draft;
	struct scm_fp_list *list;
	struct transfer *transfer;
	struct numbers *numbers;
	u32 slot;
	u32 count;
	u32 from;
};

static __always_inline void number(struct loop *loop, u32 index)
{
	struct fdtrail_record *record = &loop->draft->record;
	s32 fd = sender_number(loop->transfer, loop->numbers, index);

	record->index = index;
	if (record->action == FDTRAIL_DROP)
		record->sender_fd = fd;
	else
		record->fd = fd;
}

/* A record for each descriptor of the list from loop->from on, as the sender or on its behalf. */
STEP report_listed(u32 turn, struct loop *loop)
{
	u32 index = loop->from + turn;

	if (index >= loop->count)
		return 1;
	number(loop, index);
	report_in_slot(loop->slot, file_at(loop->list, index));
	return 0;
}

static __always_inline void report_list(struct draft *draft, u32 slot, struct scm_fp_list *list, struct transfer *transfer,
					u32 from, const bool typed)
{
	struct loop loop = {
		.draft = draft,
		.list = list,
		.transfer = transfer,
		.numbers = numbers_of(transfer),
		.slot = slot,
		.count = transfer->count,
		.from = from,
	};

	draft->record.message = transfer->message;
	draft->record.count = transfer->count;
	if (typed && !from) { /* most messages have one descriptor: it takes the fast path */
		number(&loop, 0);
		report_file(draft, READ_AS(typed, list, fp[0]), transfer->first_file, typed);
		loop.from = 1;
		if (loop.count == 1)
			return;
	}
	repeat(FDTRAIL_MAX_FDS, report_listed, &loop);
}

STEP report_refused(u32 turn, struct loop *loop)
{
	struct fdtrail_record *record = &loop->draft->record;
	s32 fd;

	if (turn >= loop->count || turn >= FDTRAIL_MAX_FDS)
		return 1;
	fd = loop->draft->fds[masked(turn, 0xff)];
	record->index = turn;
	record->fd = fd;
	report_in_slot(loop->slot, fd < 0 ? 0 : file_of(fd));
	return 0;
}

static __always_inline void describe_sending(struct draft *draft, u32 slot, struct socket *socket)
{
	draft->record.socket_fd = socket_number(slot, (u64)READ(socket, file));
	draft->record.socket_inode = READ(socket, file, f_inode, i_ino);
	draft->record.socket_type = READ(socket, type);
}

/* Writes a FAIL for each number that the control messages name; nothing if they name none. The record is begun. */
static __always_inline void report_named(struct draft *draft, u32 slot)
{
	struct loop loop = { .draft = draft, .slot = slot, .count = draft->fd_count };

	draft->record.message = next_number(MESSAGES);
	draft->record.count = loop.count;
	repeat(FDTRAIL_MAX_FDS, report_refused, &loop);
}

/* The send is refused before there is a list. */
static __always_inline int on_refused(struct draft *draft, u32 slot, struct socket *socket, struct msghdr *msg, int error)
{
	struct sock *sock, *peer;

	if (!read_control(slot, number_by(draft, READ(msg, msg_control)), READ(msg, msg_controllen)))
		return 0;
	begin(slot, draft, FDTRAIL_FAIL);
	draft->record.error = error;
	describe_sending(draft, slot, socket);
	sock = READ(socket, sk);
	if (READ(sock, __sk_common.skc_family) == AF_UNIX) {
		peer = READ(msg, msg_namelen) ? NULL : peer_of(sock);
		draft->record.peer_inode = inode_of(peer);
		describe_target(slot, as_number(msg), (u64)peer);
		describe_peer(slot, &draft->record, as_number(sock), (u64)peer);
	}
	report_named(draft, slot);
	return 0;
}

/* The state of a seqpacket socket refused a send before it came to __scm_send. */
static __always_inline int on_refused_early(struct socket *socket, struct msghdr *msg, int error)
{
	struct draft *draft = draft_of(SLOT_SEQPACKET);

	return draft ? on_refused(draft, SLOT_SEQPACKET, socket, msg, -error) : 0;
}

/* A socket of another family looks at a control message. It ignores SCM_RIGHTS. */
static __always_inline int on_foreign(struct sock *sock, struct cmsghdr *control)
{
	struct draft *draft;
	struct cmsghdr header = {};
	u64 base = as_number(control);

	bpf_probe_read_kernel(&header, sizeof(header), (void *)base);
	draft = header.cmsg_type == SCM_RIGHTS && header.cmsg_level == SOL_SOCKET ? draft_of(SLOT_FOREIGN) : NULL;
	if (!draft || !read_control(SLOT_FOREIGN, base, header.cmsg_len))
		return 0;
	begin(SLOT_FOREIGN, draft, FDTRAIL_FAIL);
	draft->record.reason = FDTRAIL_IGNORED;
	describe_sending(draft, SLOT_FOREIGN, READ(sock, sk_socket));
	report_named(draft, SLOT_FOREIGN);
	return 0;
}

/* __scm_send has looked at the control messages: the list is complete, or the send is refused. */
static __always_inline int on_scm_send(struct socket *socket, struct msghdr *msg, struct scm_cookie *scm, int error)
{
	struct scm_fp_list *list = READ(scm, fp);
	struct draft *draft = draft_of(SLOT_SEND);
	struct transfer *transfer, *kept;
	struct file *file;
	u64 key, control, size;

	if (!draft)
		return 0;
	if (!sees_all)
		sees_all = true;
	if (error < 0) {
		answer(READ(socket, type));
		return on_refused(draft, SLOT_SEND, socket, msg, -error);
	}
	if (!list) /* credentials only; netlink, which has no lists, comes here too */
		return 0;
	key = number_by(draft, list);
	kept = take_slot(key);
	transfer = kept ?: new_transfer(SLOT_SEND);
	if (!transfer)
		return 0;
	if (kept)
		__builtin_memset(kept, 0, __builtin_offsetof(struct transfer, fds));
	control = number_by(draft, READ(msg, msg_control));
	size = READ(msg, msg_controllen);
	if (!read_single(control, size, &draft->fds[0]))
		read_control(SLOT_SEND, control, size);
	transfer->message = next_number(MESSAGES);
	transfer->first_file = (u64)READ(list, fp[0]);
	file = READ(socket, file);
	transfer->socket_inode = READ(file, f_inode, i_ino);
	transfer->socket_fd = socket_number(SLOT_SEND, (u64)file);
	transfer->socket_type = READ(socket, type);
	transfer->count = READ(list, count);
	describe_try(transfer, socket, msg, number_by(draft, scm));
	transfer->header = transfer->attempt.message;
	transfer->is_urgent = READ(msg, msg_flags) & MSG_OOB && transfer->attempt.size == 1;
	if (transfer->count > 1)
		__builtin_memcpy(transfer->fds, draft->fds, sizeof(transfer->fds));
	else
		transfer->fds[0] = draft->fds[0];
	if (!kept)
		remember_in_hash(&key, transfer);
	if (transfer->count > INLINE_FDS && bpf_map_update_elem(&descriptors, &transfer->message, draft->fds, BPF_ANY))
		count_loss(descriptors_full);
	return 0;
}

/* scm_fp_dup copied a list: for the skb that carries it (before 6.10, 14ff6d3f7ad1), or for a peek at a queued one. */
static __always_inline int on_scm_fp_dup(struct scm_fp_list *list, struct scm_fp_list *copy)
{
	u64 key = as_number(copy), old = as_number(list);
	struct transfer *transfer = known_transfer(list, old, TYPED), moved = {};

	if (!copy)
		return 0;
	if (transfer)
		moved = *transfer;
	else if (is_message_call(true))
		return 0;
	if (transfer && transfer->state == BUILT) {
		forget_list(&old);
	} else {
		moved.is_peek = 1;
		if (!transfer)
			moved.original = old;
		moved.first_file = (u64)READ(copy, fp[0]);
		moved.count = READ(copy, count);
	}
	remember(&key, &moved);
	return 0;
}

static __always_inline void describe_receiver(struct transfer *transfer, struct file *file, const bool typed)
{
	transfer->receiver_file = (u64)file;
	transfer->receiver_inode = file ? READ_AS(typed, file, f_inode, i_ino) : 0;
}

/* The message goes into the queue of receiver (NULL: not known). This is the SEND. */
static __always_inline int on_queue(struct scm_fp_list *list, struct sock *receiver, const bool typed)
{
	struct draft *draft = draft_of(SLOT_QUEUE);
	struct fdtrail_record *record;
	struct transfer *transfer;
	u64 key;

	if (!draft)
		return 0;
	key = number_by(draft, list);
	transfer = known_transfer(list, key, typed);
	if (!transfer)
		return 0;
	if (transfer->state == BUILT && transfer->attempt.is_addressed) {
		u64 thread = bpf_get_current_pid_tgid();

		bpf_map_delete_elem(&targets, &thread);
	}
	begin(SLOT_QUEUE, draft, FDTRAIL_SEND);
	record = &draft->record;
	transfer->sent_ns = record->boot_ns;
	transfer->pid = record->pid;
	transfer->tid = record->tid;
	transfer->uid = record->uid;
	transfer->process_number = record->process_number;
	transfer->is_followed = record->flags & FDTRAIL_F_FOLLOWED;
	__builtin_memcpy(transfer->comm, record->comm, sizeof(transfer->comm));
	transfer->receiver = (u64)receiver;
	describe_receiver(transfer, receiver ? READ_AS(typed, receiver, sk_socket, file) : NULL, typed);
	transfer->state = QUEUED;
	record->socket_fd = transfer->socket_fd;
	record->socket_inode = transfer->socket_inode;
	record->socket_type = transfer->socket_type;
	record->peer_inode = transfer->receiver_inode;
	describe_path(SLOT_QUEUE, transfer->sender, number_by(draft, receiver));
	describe_peer(SLOT_QUEUE, record, transfer->sender, number_by(draft, receiver));
	if (transfer->is_overflow)
		join_by(record, key, transfer->first_file, transfer->count);
	report_list(draft, SLOT_QUEUE, list, transfer, 0, typed);
	if (transfer->is_overflow) {
		forget_numbers(transfer);
		forget_list(&key);
	}
	return 0;
}

/*
 * Whether a message that has its list, but not its data yet, will be refused (before 6.10). Only what cannot change any more
 * before the kernel checks the receiver counts. The receiver of a message to an address is not looked up yet.
 */
static __always_inline bool is_doomed(struct transfer *transfer, struct sock *receiver)
{
	return !transfer->attempt.is_addressed && receiver && (is_dead(receiver) || is_shut_down(receiver, RCV_SHUTDOWN));
}

/* unix_attach_fds gave the skb its list, or refused. The skb belongs to the sending sock. */
static __always_inline int on_attach(struct scm_cookie *scm, struct sk_buff *skb, int error)
{
	struct scm_fp_list *list = error ? BPF_CORE_READ(scm, fp) : list_of((void *)as_number(skb));
	struct transfer *transfer = known_transfer(list, as_number(list), false);
	struct sock *receiver;

	if (!transfer)
		return 0;
	if (error) {
		transfer->error = -error;
		return 0;
	}
	receiver = transfer->attempt.is_addressed ? NULL : peer_of(BPF_CORE_READ(skb, sk));
	if (is_doomed(transfer, receiver))
		return 0;
	answer(transfer->socket_type); /* if it is refused nevertheless, it has its rows: a SEND and a DROP */
	return on_queue(list, receiver, false);
}

#endif
