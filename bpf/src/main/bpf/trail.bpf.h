/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * The life of a message's descriptors, for the backends that see the kernel's functions (fentry, kprobe).
 *
 * struct scm_fp_list holds the files of one message. It is born in __scm_send, travels in the skb, and always dies in
 * __scm_destroy; index i of its fp[] is the order of the sender's numbers and of the receiver's installs. So its address
 * is an exact key between the first and the last of these.
 */
#ifndef FDTRAIL_TRAIL_BPF_H
#define FDTRAIL_TRAIL_BPF_H

#include "record.bpf.h"

#define EPERM 1
#define EACCES 13
#define EFAULT 14
#define EMFILE 24
#define SOCK_STREAM 1
#define SOCK_DEAD_BIT 0 /* enum sock_flags: orphaned by close */
#define UNIX_GC_CANDIDATE 0
#define INLINE_FDS 16

enum transfer_state { BUILT, QUEUED };

/* A message with descriptors, from its send to the death of its list. */
struct transfer {
	u64 message;
	u64 sent_ns;
	u64 first_file;      /* what the list held: tells a list from a later one at the same address */
	u64 receiver;        /* the receiving sock, 0 unknown */
	u64 receiver_inode;
	u64 socket_inode;    /* of the sender */
	u32 pid;
	u32 tid;
	u32 uid;
	s32 socket_fd;
	u16 count;
	u8 state;
	u8 is_peek;          /* a copy made by MSG_PEEK */
	u8 is_empty;         /* a stream send of 0 bytes, which carries nothing */
	u8 is_followed;
	u8 socket_type;
	u8 error;            /* why it could not be attached */
	char comm[FDTRAIL_COMM_SIZE];
	s32 fds[INLINE_FDS];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, FDTRAIL_MAX_TRANSFERS);
	__type(key, u64); /* struct scm_fp_list * */
	__type(value, struct transfer);
} transfers SEC(".maps");

/* The sender's numbers of messages with more than INLINE_FDS of them. */
struct numbers {
	s32 fds[256];
};
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, u64); /* message */
	__type(value, struct numbers);
} descriptors SEC(".maps");

/* A receive in progress: a thread between scm_detach_fds and the death of the list. */
struct receive {
	u64 list;
	u64 socket_inode;
	u64 peer_inode;
	s32 socket_fd;
	s32 error;     /* why the last install failed, 0 it did not */
	u16 installed;
	u16 count;
	u8 socket_type;
};
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8192);
	__type(key, u64); /* pid_tgid */
	__type(value, struct receive);
} receives SEC(".maps");

/* No atomic add that returns a value before 5.12 (5ca419f2864a): a counter a CPU. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
} messages SEC(".maps");

static __always_inline u64 next_message(void)
{
	u32 zero = 0;
	u64 *count = bpf_map_lookup_elem(&messages, &zero);

	return count ? (u64)(bpf_get_smp_processor_id() + 1) << 48 | ++*count : 0;
}

struct control {
	struct draft *draft;
	u64 base;
	u64 size;
};

/* One control message of the kernel's own copy: native layout for every caller, and no user can change it any more. */
STEP parse_control(u32 turn, struct control *control)
{
	struct draft *draft = control->draft;
	u64 offset = *(volatile u64 *)&draft->offset;
	struct cmsghdr header;

	if (offset + sizeof(header) > control->size ||
	    bpf_probe_read_kernel(&header, sizeof(header), (void *)(control->base + offset)) ||
	    header.cmsg_len < sizeof(header) || header.cmsg_len > control->size - offset)
		return 1;
	if (header.cmsg_level == SOL_SOCKET && header.cmsg_type == SCM_RIGHTS) {
		u64 count = (header.cmsg_len - sizeof(header)) / sizeof(s32);
		u64 known = *(volatile u32 *)&draft->fd_count;
		s64 room = FDTRAIL_MAX_FDS - (s64)known, beyond = (room - (s64)count) >> 63;

		if (room <= 0)
			return 1;
		/* the lesser of count and room, without a branch: each would double what the verifier walks through */
		asm volatile("" : "+r"(beyond));
		bpf_probe_read_kernel(&draft->fds[masked(known, 0xff)],
				      masked(count + ((room - count) & beyond), 0xff) * sizeof(s32),
				      (void *)(control->base + offset + sizeof(header)));
		*(volatile u32 *)&draft->fd_count = known + count;
	}
	*(volatile u64 *)&draft->offset = offset + ((header.cmsg_len + 7) & ~7ULL);
	return 0;
}

/*
 * Reads the sender's numbers of a struct msghdr * into the draft of SLOT_SEND; returns how many there are, also beyond the
 * 253 that are kept. A global function, for the verifier as emit() is.
 */
__attribute__((noinline)) int read_control(u64 address)
{
	struct msghdr *msg = (void *)address;
	struct control control = {
		.draft = draft_of(SLOT_SEND),
		.base = (u64)BPF_CORE_READ(msg, msg_control),
		.size = BPF_CORE_READ(msg, msg_controllen),
	};

	if (!control.draft)
		return 0;
	control.draft->fd_count = 0;
	control.draft->offset = 0;
	repeat(256, parse_control, &control);
	return control.draft->fd_count;
}

/* The number by which the current system call named this socket; -1 when it did not (io_uring). */
static __always_inline s32 socket_number(struct sock *sock)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	bool is_receive;
	s32 fd = first_argument(task, &is_receive);
	struct socket *socket = fd < 0 ? NULL : socket_of(file_of(task, fd));

	return socket && BPF_CORE_READ(socket, sk) == sock ? fd : -1;
}

struct loop {
	struct draft *draft;
	struct scm_fp_list *list;
	struct transfer *transfer;
	struct numbers *numbers;
	u32 slot;
	u32 count;
	u32 from;
};

static __always_inline s32 sender_number(struct transfer *transfer, struct numbers *numbers, u32 index)
{
	if (numbers)
		return numbers->fds[masked(index, 0xff)];
	return index < INLINE_FDS ? transfer->fds[masked(index, 0xf)] : -1;
}

static __always_inline struct numbers *numbers_of(struct transfer *transfer)
{
	return transfer->count > INLINE_FDS ? bpf_map_lookup_elem(&descriptors, &transfer->message) : NULL;
}

static __always_inline u64 file_at(struct scm_fp_list *list, u32 index)
{
	u64 file = 0;

	bpf_probe_read_kernel(&file, sizeof(file), &list->fp[masked(index, 0xff)]);
	return file;
}

/* A record for each descriptor of the list from loop->from on, as the sender or on its behalf. */
STEP emit_listed(u32 turn, struct loop *loop)
{
	struct fdtrail_record *record = &loop->draft->record;
	u32 index = loop->from + turn;
	s32 number;

	if (index >= loop->count)
		return 1;
	number = sender_number(loop->transfer, loop->numbers, index);
	record->index = index;
	if (record->action == FDTRAIL_DROP)
		record->sender_fd = number;
	else
		record->fd = number;
	emit(loop->slot, file_at(loop->list, index));
	return 0;
}

static __always_inline void emit_list(struct draft *draft, u32 slot, struct scm_fp_list *list, struct transfer *transfer,
				      u32 from)
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
	repeat(FDTRAIL_MAX_FDS, emit_listed, &loop);
}

static __always_inline void tell_sender(struct fdtrail_record *record, struct transfer *transfer)
{
	record->flags |= FDTRAIL_F_SENDER | (transfer->is_followed ? FDTRAIL_F_SENDER_FOLLOWED : 0);
	record->sender_pid = transfer->pid;
	record->sender_tid = transfer->tid;
	record->sender_uid = transfer->uid;
	record->in_flight_ns = record->boot_ns - transfer->sent_ns;
	__builtin_memcpy(record->sender_comm, transfer->comm, sizeof(record->sender_comm));
}

/* What is known of the list; NULL when it was sent before the trace began. */
static __always_inline struct transfer *transfer_of(struct scm_fp_list *list)
{
	struct transfer *transfer = bpf_map_lookup_elem(&transfers, &list);

	return transfer && transfer->first_file == file_at(list, 0) && transfer->count == BPF_CORE_READ(list, count) ?
		       transfer :
		       NULL;
}

STEP emit_refused(u32 turn, struct loop *loop)
{
	struct fdtrail_record *record = &loop->draft->record;
	s32 fd;

	if (turn >= loop->count || turn >= FDTRAIL_MAX_FDS)
		return 1;
	fd = loop->draft->fds[masked(turn, 0xff)];
	record->index = turn;
	record->fd = fd;
	emit(SLOT_SEND, fd < 0 ? 0 : (u64)file_of((struct task_struct *)bpf_get_current_task(), fd));
	return 0;
}

/* __scm_send has looked at the control messages: the list is complete, or the send is refused. */
static __always_inline int on_scm_send(struct socket *socket, struct msghdr *msg, struct scm_cookie *scm, int error)
{
	struct scm_fp_list *list = BPF_CORE_READ(scm, fp);
	struct sock *sock = BPF_CORE_READ(socket, sk);
	struct draft *draft = draft_of(SLOT_SEND);
	struct transfer transfer = {};
	u64 key = (u64)list;

	if (!draft || BPF_CORE_READ(sock, __sk_common.skc_family) != AF_UNIX) /* netlink comes here too */
		return 0;
	if (error < 0) {
		struct loop loop = { .draft = draft, .count = read_control(as_number(msg)) };

		if (!loop.count)
			return 0;
		begin(draft, FDTRAIL_FAIL);
		draft->record.error = -error;
		draft->record.message = next_message();
		draft->record.count = loop.count;
		draft->record.socket_fd = socket_number(sock);
		draft->record.socket_inode = inode_of(socket);
		draft->record.socket_type = BPF_CORE_READ(socket, type);
		repeat(FDTRAIL_MAX_FDS, emit_refused, &loop);
		return 0;
	}
	if (!list)
		return 0;
	read_control(as_number(msg));
	transfer.message = next_message();
	transfer.first_file = file_at(list, 0);
	transfer.receiver = (u64)BPF_CORE_READ((struct unix_sock *)sock, peer);
	transfer.socket_inode = inode_of(socket);
	transfer.socket_fd = socket_number(sock);
	transfer.socket_type = BPF_CORE_READ(socket, type);
	transfer.count = BPF_CORE_READ(list, count);
	transfer.is_empty = transfer.socket_type == SOCK_STREAM && !BPF_CORE_READ(msg, msg_iter.count);
	__builtin_memcpy(transfer.fds, draft->fds, sizeof(transfer.fds));
	if (bpf_map_update_elem(&transfers, &key, &transfer, BPF_ANY))
		count_loss(transfers_full);
	else if (transfer.count > INLINE_FDS &&
		 bpf_map_update_elem(&descriptors, &transfer.message, draft->fds, BPF_ANY))
		count_loss(descriptors_full);
	return 0;
}

/* scm_fp_dup copied a list: for the skb that carries it (before 6.10, 14ff6d3f7ad1), or for a peek at a queued one. */
static __always_inline int on_scm_fp_dup(struct scm_fp_list *list, struct scm_fp_list *copy)
{
	struct transfer *transfer = transfer_of(list), moved;
	u64 key = (u64)copy, old = (u64)list;

	if (!transfer || !copy)
		return 0;
	moved = *transfer;
	if (transfer->state == BUILT)
		bpf_map_delete_elem(&transfers, &old);
	else
		moved.is_peek = 1;
	if (bpf_map_update_elem(&transfers, &key, &moved, BPF_ANY))
		count_loss(transfers_full);
	return 0;
}

/* The message goes into the queue of receiver (NULL: the peer it had at the send). This is the SEND. */
static __always_inline int on_queue(struct scm_fp_list *list, struct sock *receiver)
{
	struct transfer *transfer = transfer_of(list);
	struct draft *draft = draft_of(SLOT_QUEUE);
	struct fdtrail_record *record;

	if (!transfer || !draft)
		return 0;
	if (receiver)
		transfer->receiver = (u64)receiver;
	else
		receiver = (struct sock *)transfer->receiver;
	begin(draft, FDTRAIL_SEND);
	record = &draft->record;
	transfer->sent_ns = record->boot_ns;
	transfer->pid = record->pid;
	transfer->tid = record->tid;
	transfer->uid = record->uid;
	transfer->is_followed = record->flags & FDTRAIL_F_FOLLOWED;
	__builtin_memcpy(transfer->comm, record->comm, sizeof(transfer->comm));
	transfer->receiver_inode = receiver ? inode_of(BPF_CORE_READ(receiver, sk_socket)) : 0;
	transfer->state = QUEUED;
	record->socket_fd = transfer->socket_fd;
	record->socket_inode = transfer->socket_inode;
	record->socket_type = transfer->socket_type;
	record->peer_inode = transfer->receiver_inode;
	emit_list(draft, SLOT_QUEUE, list, transfer, 0);
	return 0;
}

/* unix_attach_fds gave the skb its list, or refused. */
static __always_inline int on_attach(struct scm_cookie *scm, struct sk_buff *skb, int error)
{
	struct unix_skb_parms *parms = (void *)skb + bpf_core_field_offset(struct sk_buff, cb);
	struct transfer *transfer;

	if (!error)
		return on_queue(BPF_CORE_READ(parms, fp), NULL);
	transfer = transfer_of(BPF_CORE_READ(scm, fp));
	if (transfer)
		transfer->error = -error;
	return 0;
}

/* scm_detach_fds begins to install the list: which socket is it received from? */
static __always_inline int on_detach(struct scm_cookie *scm)
{
	struct scm_fp_list *list = BPF_CORE_READ(scm, fp);
	struct task_struct *task = (void *)bpf_get_current_task();
	u64 thread = bpf_get_current_pid_tgid();
	struct transfer *transfer;
	struct receive receive = {};
	struct socket *socket;
	bool is_receive;

	if (!list)
		return 0;
	transfer = transfer_of(list);
	receive.list = (u64)list;
	receive.count = BPF_CORE_READ(list, count);
	receive.socket_fd = first_argument(task, &is_receive);
	socket = receive.socket_fd < 0 ? NULL : socket_of(file_of(task, receive.socket_fd));
	if (transfer && transfer->receiver) {
		struct sock *sock = (void *)transfer->receiver;

		if (!socket || BPF_CORE_READ(socket, sk) != sock) {
			receive.socket_fd = -1;
			socket = BPF_CORE_READ(sock, sk_socket);
		}
	} else if (!is_receive) {
		receive.socket_fd = -1;
		socket = NULL;
	}
	receive.socket_inode = inode_of(socket);
	receive.socket_type = socket ? BPF_CORE_READ(socket, type) : transfer ? transfer->socket_type : 0;
	receive.peer_inode = transfer ? transfer->socket_inode : 0;
	if (bpf_map_update_elem(&receives, &thread, &receive, BPF_ANY))
		count_loss(receives_full);
	return 0;
}

static __always_inline void tell_socket(struct fdtrail_record *record, struct receive *receive)
{
	record->socket_fd = receive->socket_fd;
	record->socket_inode = receive->socket_inode;
	record->socket_type = receive->socket_type;
	record->peer_inode = receive->peer_inode;
}

/* The receive function installed a file, as number fd, or did not, with -errno. */
static __always_inline int on_receive(struct file *file, int fd)
{
	u64 thread = bpf_get_current_pid_tgid();
	struct receive *receive = bpf_map_lookup_elem(&receives, &thread);
	struct draft *draft = draft_of(SLOT_RECEIVE);
	struct scm_fp_list *list;
	struct transfer *transfer;
	u32 index;

	if (!receive || !draft)
		return 0;
	list = (void *)receive->list;
	index = receive->installed;
	if (file_at(list, index) != (u64)file)
		return 0; /* pidfd_getfd or seccomp, after a receive whose end the kernel did not report */
	if (fd < 0) {
		receive->error = -fd;
		return 0;
	}
	receive->installed = index + 1;
	transfer = transfer_of(list);
	begin(draft, transfer && transfer->is_peek ? FDTRAIL_PEEK : FDTRAIL_RECV);
	tell_socket(&draft->record, receive);
	draft->record.index = index;
	draft->record.count = receive->count;
	draft->record.fd = fd;
	if (transfer) {
		draft->record.message = transfer->message;
		if (transfer->state == QUEUED) {
			tell_sender(&draft->record, transfer);
			draft->record.sender_fd = sender_number(transfer, numbers_of(transfer), index);
		}
	}
	emit(SLOT_RECEIVE, as_number(file));
	return 0;
}

static __always_inline u8 install_reason(s32 error)
{
	return !error		       ? FDTRAIL_CTRUNC :
	       error == EMFILE	       ? FDTRAIL_EMFILE :
	       error == EFAULT	       ? FDTRAIL_FAULT :
	       error == EPERM || error == EACCES ? FDTRAIL_LSM :
					 FDTRAIL_REASON_NONE;
}

/* Why a queued list died outside a receive, by the state of its list and of the socket that had it queued. */
static __always_inline u8 queue_reason(struct scm_fp_list *list, struct sock *receiver)
{
	struct unix_sock *unix = (void *)receiver;

	/* the collector marks the list (6.10 and backports, 4090fa373f0e) or, before, the sockets it found unreachable */
	if (bpf_core_field_exists(list->dead) && BPF_CORE_READ(list, dead))
		return FDTRAIL_GC;
	if (!receiver)
		return FDTRAIL_REASON_NONE;
	if (bpf_core_field_exists(unix->gc_flags) && BPF_CORE_READ(unix, gc_flags) >> UNIX_GC_CANDIDATE & 1)
		return FDTRAIL_GC;
	return BPF_CORE_READ(receiver, __sk_common.skc_flags) >> SOCK_DEAD_BIT & 1 ? FDTRAIL_CLOSED : FDTRAIL_NOCONTROL;
}

/* __scm_destroy is about to free the list: what was installed nowhere is told, and the list forgotten. */
static __always_inline int on_destroy(struct scm_cookie *scm)
{
	struct scm_fp_list *list = BPF_CORE_READ(scm, fp);
	struct transfer *transfer = list ? transfer_of(list) : NULL;
	u64 thread = bpf_get_current_pid_tgid(), key = (u64)list;
	struct receive *receive = list ? bpf_map_lookup_elem(&receives, &thread) : NULL;
	struct draft *draft = draft_of(SLOT_DESTROY);
	struct fdtrail_record *record;
	u32 from = 0;

	if (!list || !draft)
		return 0;
	if (receive && receive->list != key)
		receive = NULL;
	if (!transfer)
		goto forget;
	if (transfer->is_peek || (receive && receive->installed == transfer->count))
		goto forget;
	record = &draft->record;
	if (transfer->state == BUILT) {
		begin(draft, transfer->is_empty ? FDTRAIL_DROP : FDTRAIL_FAIL);
		record->reason = transfer->is_empty ? FDTRAIL_UNSENT : FDTRAIL_REASON_NONE;
		record->error = transfer->error;
		record->socket_fd = transfer->socket_fd;
		record->socket_inode = transfer->socket_inode;
		record->socket_type = transfer->socket_type;
	} else {
		begin(draft, FDTRAIL_DROP);
		tell_sender(record, transfer);
		if (receive) {
			from = receive->installed;
			record->reason = install_reason(receive->error);
			record->error = receive->error;
			tell_socket(record, receive);
		} else {
			struct sock *receiver = (void *)transfer->receiver;

			record->reason = queue_reason(list, receiver);
			record->socket_fd = record->reason == FDTRAIL_NOCONTROL ? socket_number(receiver) : -1;
			record->socket_inode = transfer->receiver_inode;
			record->socket_type = transfer->socket_type;
			record->peer_inode = transfer->socket_inode;
		}
	}
	emit_list(draft, SLOT_DESTROY, list, transfer, from);
forget:
	if (transfer && transfer->count > INLINE_FDS && !transfer->is_peek)
		bpf_map_delete_elem(&descriptors, &transfer->message);
	bpf_map_delete_elem(&transfers, &key);
	if (receive)
		bpf_map_delete_elem(&receives, &thread);
	return 0;
}

#endif
