/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* A message's descriptors on their way out of a queue, for the backends that see the kernel's functions (fentry, kprobe). */
#ifndef FDTRAIL_RECEIVE_BPF_H
#define FDTRAIL_RECEIVE_BPF_H

#include "send.bpf.h"
#include "user_control.bpf.h"
#include "grab.bpf.h"

#define EACCES 13

/* A receive in progress: a thread between scm_detach_fds and the end of the list. */
struct receive {
	u64 list;
	u64 message; /* 0: sent before the trace began */
	u64 sock;    /* 0 unknown */
	u64 sender;  /* the sock that it was sent from, 0 unknown */
	u64 socket_inode;
	u64 peer_inode;
	s32 socket_fd;
	s32 error; /* why the last install failed, 0 it did not */
	u64 stack; /* of all its acts, if stacks are reported; 0 not yet */
	u16 installed;
	u16 count;
	u8 socket_type;
	bool is_of_call; /* not a request of io_uring */
	u32 room;        /* descriptors that fit into the control buffer */
};
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8192);
	__type(key, u64); /* pid_tgid */
	__type(value, struct receive);
} receives SEC(".maps");

struct receive_slot {
	u64 owner; /* pid_tgid, 0 none */
	struct receive receive;
};
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, THREAD_SLOTS);
	__type(key, u32);
	__type(value, struct receive_slot);
} receive_slots SEC(".maps");

u64 receives_in_hash; /* usually 0, which saves the lookup */

static __always_inline struct receive_slot *receive_slot_of(u64 thread)
{
	u32 at = (u32)thread % THREAD_SLOTS;

	return slot_at(&receive_slots, &at);
}

/* The thread's receive in progress, NULL if there is none. */
static __always_inline struct receive *receive_in_progress(u64 thread)
{
	struct receive_slot *slot = receive_slot_of(thread);

	if (slot && slot->owner == thread)
		return &slot->receive;
	return receives_in_hash ? bpf_map_lookup_elem(&receives, &thread) : NULL;
}

/* Takes the place of an earlier one whose end the kernel did not report. */
static __always_inline void keep_receive(u64 thread, struct receive *receive)
{
	struct receive_slot *slot = receive_slot_of(thread);
	struct receive *kept;

	if (slot && (slot->owner == thread || take_owner(slot, 0, thread))) {
		slot->receive = *receive;
		return;
	}
	kept = bpf_map_lookup_elem(&receives, &thread);
	if (kept)
		*kept = *receive;
	else if (bpf_map_update_elem(&receives, &thread, receive, BPF_ANY))
		count_loss(receives_full);
	else
		__sync_fetch_and_add(&receives_in_hash, 1);
}

static __always_inline void forget_receive(u64 thread)
{
	struct receive_slot *slot = receive_slot_of(thread);

	if (slot && slot->owner == thread)
		(void)take_owner(slot, thread, 0);
	else if (!bpf_map_delete_elem(&receives, &thread))
		__sync_fetch_and_add(&receives_in_hash, -1);
}

/*
 * Whether the message is the one of this thread's own system call. A request of io_uring has its header elsewhere, and may
 * run at the end of any call.
 */
static __always_inline bool is_of_call(struct draft *draft, struct msghdr *msg)
{
	struct task_struct *own = own_task();
	u64 stack = number_by(draft, READ_TASK(own, stack));

	return has_registers(own) && number_by(draft, msg) - stack < number_by(draft, registers_of(own)) - stack;
}

/* Which socket is the list received from? The one it was queued to or, if that is not known, the one that the call names. */
static __always_inline void find_socket(struct receive *receive, struct transfer *transfer)
{
	bool is_receive;
	s32 fd = first_argument(own_task(), &is_receive);
	struct file *named = fd < 0 ? NULL : (struct file *)file_of(fd);
	struct file *file = NULL;
	struct sock *receiver = transfer ? (struct sock *)transfer->receiver : NULL;
	struct socket *socket;

	receive->socket_fd = -1;
	if (transfer) {
		receive->message = transfer->message;
		receive->sock = transfer->receiver;
		receive->sender = transfer->sender;
		receive->peer_inode = transfer->socket_inode;
		receive->socket_type = transfer->socket_type;
		receive->socket_inode = transfer->receiver_inode;
		file = (struct file *)transfer->receiver_file;
	}
	if (receiver && !file) { /* it was accepted after the send */
		file = BPF_CORE_READ(receiver, sk_socket, file);
		receive->socket_inode = BPF_CORE_READ(file, f_inode, i_ino);
	}
	if (file && file == named) {
		receive->socket_fd = fd;
	} else if (file) {
		receive->socket_fd = other_number(SLOT_DETACH, as_number(file));
	} else if (named && is_receive && receive->is_of_call && BPF_CORE_READ(named, f_inode, i_sb, s_magic) == SOCKFS_MAGIC) {
		socket = BPF_CORE_READ(named, private_data);
		receive->socket_fd = fd;
		receive->socket_inode = BPF_CORE_READ(named, f_inode, i_ino);
		receive->socket_type = BPF_CORE_READ(socket, type);
		receive->sock = (u64)BPF_CORE_READ(socket, sk);
	}
}

/* scm_detach_fds begins to install the list. */
static __always_inline int on_detach(struct msghdr *msg, struct scm_cookie *scm)
{
	struct scm_fp_list *list = READ(scm, fp);
	u64 thread = bpf_get_current_pid_tgid();
	struct draft *draft = draft_of(SLOT_DETACH);
	struct receive receive = {};

	if (!list || !draft)
		return 0;
	receive.list = number_by(draft, list);
	receive.count = READ(list, count);
	receive.room = room_in(READ(msg, msg_controllen), READ(msg, msg_flags) & MSG_CMSG_COMPAT);
	receive.is_of_call = is_of_call(draft, msg);
	find_socket(&receive, known_transfer(list, receive.list, TYPED));
	if (!receive.message && were_full())
		receive.message = next_number(MESSAGES);
	keep_receive(thread, &receive);
	return 0;
}

static __always_inline void describe_receiving(u32 slot, struct fdtrail_record *record, struct receive *receive)
{
	record->socket_fd = receive->socket_fd;
	record->socket_inode = receive->socket_inode;
	record->socket_type = receive->socket_type;
	record->peer_inode = receive->peer_inode;
	describe_path(slot, receive->sock, peer_that_sent(receive->sock, receive->sender));
}

/* The receive function installed a file, as number fd with these flags, or failed, with -errno. */
static __always_inline int on_receive(struct file *file, u32 flags, int fd)
{
	u64 thread = bpf_get_current_pid_tgid();
	struct receive *receive = receive_in_progress(thread);
	struct draft *draft = draft_of(SLOT_RECEIVE);
	struct transfer *transfer;
	u32 index;
	u64 address, expected;

	if (!draft)
		return 0;
	if (!receive)
		return on_install(SLOT_RECEIVE, file, flags, fd);
	index = receive->installed;
	address = expected = file_at((void *)receive->list, index);
	barrier_var(expected);     /* or clang uses the pointer instead of the equal number, which the verifier refuses */
	if (expected != (u64)file) /* after a receive whose end the kernel did not report */
		return on_install(SLOT_RECEIVE, file, flags, fd);
	if (fd < 0) {
		receive->error = -fd;
		return 0;
	}
	receive->installed = index + 1;
	transfer = transfer_at(&receive->list);
	if (transfer && transfer->message && transfer->message != receive->message)
		transfer = NULL;
	if (fdtrail_stacks)
		draft->reported_stack = receive->stack;
	begin(SLOT_RECEIVE, draft, transfer && transfer->is_peek ? FDTRAIL_PEEK : FDTRAIL_RECV);
	if (fdtrail_stacks)
		receive->stack = draft->caller.caller_stack;
	describe_receiving(SLOT_RECEIVE, &draft->record, receive);
	draft->record.index = index;
	draft->record.count = receive->count;
	describe_result(&draft->record, fd, flags);
	draft->record.message = receive->message;
	if (transfer && transfer->state == QUEUED) {
		describe_sender(&draft->record, transfer);
		draft->record.sender_fd = sender_number(transfer, numbers_of(transfer), index);
	} else if (were_full()) {
		join_by(&draft->record, transfer && transfer->is_peek ? transfer->original : receive->list,
			file_at((void *)receive->list, 0), receive->count);
	}
	report_file(draft, file, address, TYPED);
	return 0;
}

#endif
