/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* A message's descriptors on their way out of a queue, as tracepoints see it. */
#ifndef FDTRAIL_TP_RECEIVE_BPF_H
#define FDTRAIL_TP_RECEIVE_BPF_H

#include "meet.bpf.h"
#include "pidfd.bpf.h"

#define MSG_PEEK 2
#define MSG_CTRUNC 8
#define MSG_CMSG_CLOEXEC 0x40000000
#define TABLE_WORDS 1024 /* of 64 numbers each, that a search for a free one checks */

/* Whether a message from this sock has a pidfd for its receiver. */
static __always_inline bool may_bring_pidfd(struct sock *sender)
{
	struct sock *peer = peer_of(sender), *called;

	if (peer && wants_pidfds(peer))
		return true;
	if (BPF_CORE_READ(sender, sk_type) != SOCK_DGRAM) /* only these go to other socks too */
		return false;
	called = (struct sock *)calling_sock();
	return called && wants_pidfds(called);
}

static __always_inline void keep_buffer(struct buffer *buffer, struct header *header)
{
	struct msghdr *at = (void *)header->at;

	buffer->header = *header;
	buffer->control = (u64)BPF_CORE_READ(at, msg_control);
	buffer->size = BPF_CORE_READ(at, msg_controllen);
}

/* The receiver copies the message's data, before it detaches the list. */
static __always_inline int on_copy(struct sk_buff *skb, u64 stack)
{
	struct sock *sender = BPF_CORE_READ(skb, sk);
	struct copy *copy = copy_draft_of(SLOT_RECEIVE);
	struct own_message *own = own_message_of(SLOT_RECEIVE);
	struct scm_fp_list *list;
	struct pid *pid;
	u64 thread = bpf_get_current_pid_tgid();
	bool is_early = false;

	if (!sender || !copy || !own || BPF_CORE_READ(sender, __sk_common.skc_family) != AF_UNIX)
		return 0;
	list = list_of(skb);
	if (list) {
		name_message(copy, skb, list);
		name_pairing(SLOT_RECEIVE, (u64)sender);
		is_early = meet(copy);
		uncarry(copy);
	} else {
		look_for_spliced(skb);
		if (!may_bring_pidfd(sender))
			return 0;
		__builtin_memset(&copy->transfer, 0, sizeof(copy->transfer));
	}
	pid = pid_in(skb);
	copy->sender = as_number(pid);
	copy->sender_number = BPF_CORE_READ(pid, numbers[0].nr);
	find_own_message(SLOT_RECEIVE, stack, HOOK_RECEIVE, (u64)sender);
	if (is_early)
		*awaited_on(own->own.sock ? own->own.sock : own->request.sock) = AWAITED_SENDS;
	keep_buffer(&copy->own, &own->own);
	keep_buffer(&copy->request, &own->request);
	__builtin_memset(&copy->reception, 0, sizeof(copy->reception));
	copy->is_plain = own->is_call && !is_message_call(false);
	if (bpf_map_update_elem(&copies, &thread, copy, BPF_ANY))
		count_loss(receives_full);
	return 0;
}

static __always_inline struct copy *received_copy(void)
{
	u64 thread = bpf_get_current_pid_tgid();

	return bpf_map_lookup_elem(&copies, &thread);
}

/*
 * Reads into this thread's copy what its receive brought, by this header, and the numbers into the draft. The kernel wrote
 * what is between the beginning of the control buffer and where msg_control points now. Returns whether that is known.
 */
GLOBAL int read_reception(u64 receiver, u32 is_request)
{
	struct draft *draft = draft_of(SLOT_RECEIVE);
	struct copy *copy = received_copy();
	struct reception *reception;
	struct buffer *buffer;
	struct msghdr *header;
	u64 written, rights;
	u32 flags;

	if (!draft || !copy)
		return 0;
	buffer = is_request ? &copy->request : &copy->own;
	reception = &copy->reception;
	header = (void *)buffer->header.at;
	written = (u64)BPF_CORE_READ(header, msg_control) - buffer->control;
	if (!header || buffer->header.sock != receiver || written > buffer->size ||
	    written + BPF_CORE_READ(header, msg_controllen) != buffer->size)
		return 0;
	flags = BPF_CORE_READ(header, msg_flags);
	reception->has_control = buffer->control && buffer->size;
	rights = read_user_control(SLOT_RECEIVE, buffer->control, written, flags & MSG_CMSG_COMPAT);
	if ((s32)rights < 0)
		return 0;
	reception->pidfd = draft->pidfd;
	reception->installed = draft->fd_count < copy->transfer.count ? draft->fd_count : copy->transfer.count;
	if (reception->has_control)
		reception->room = room_in(buffer->size - rights, flags & MSG_CMSG_COMPAT);
	rights += flags & MSG_CMSG_COMPAT ? sizeof(struct user_cmsg32) : sizeof(struct cmsghdr);
	reception->next = buffer->control + rights + reception->installed * sizeof(s32);
	if (!copy->transfer.count)
		return written != 0;
	return reception->installed == copy->transfer.count || flags & MSG_CTRUNC;
}

/* Whether it is known what the receive brought: by the call, by a request at its end, or nothing, by a call for data only. */
static __always_inline bool is_known(struct copy *copy, u64 receiver)
{
	copy->reception.pidfd = NO_PIDFD;
	if (!copy->is_plain && read_reception(receiver, false))
		return true;
	if (copy->request.header.at && read_reception(receiver, true))
		return true;
	copy->reception.pidfd = NO_PIDFD;
	if (copy->own.header.sock != receiver || !(copy->is_plain || (!copy->transfer.count && copy->own.header.at)))
		return false; /* for a message without descriptors it is known that nothing was written */
	copy->reception.installed = 0;
	copy->reception.has_control = false;
	return true;
}

struct table_search {
	u64 open; /* bits of the numbers in use */
	u64 from; /* no number below is free */
	u64 limit;
	bool is_full;
};

static long look_at_open(u32 turn, struct table_search *search)
{
	u64 first = (search->from & ~63ULL) + 64ULL * turn, used = 0;

	if (first >= search->limit) {
		search->is_full = true;
		return 1;
	}
	if (bpf_probe_read_kernel(&used, sizeof(used), (void *)(search->open + first / 8)))
		return 1;
	if (!turn)
		used |= (1ULL << (search->from & 63)) - 1;
	if (search->limit - first < 64)
		used |= ~0ULL << (search->limit - first);
	return ~used != 0;
}

/* Whether all numbers below the limit are in use. */
static __always_inline bool is_table_full(void)
{
	struct task_struct *task = current_task();
	struct table_search search = {
		.open = (u64)READ_TASK(task, files, fdt, open_fds),
		.limit = READ_TASK(task, signal, rlim[RLIMIT_NOFILE].rlim_cur),
		.from = READ_TASK(task, files, next_fd),
	};

	bpf_loop(TABLE_WORDS, look_at_open, &search, 0);
	return search.is_full;
}

/* Why the kernel installed no more in this thread's receive: the first thing that stopped it. */
GLOBAL int stop_reason(void)
{
	struct copy *copy = received_copy();

	if (!copy)
		return FDTRAIL_REASON_NONE;
	if (!copy->reception.has_control)
		return FDTRAIL_NOCONTROL;
	if (copy->reception.installed >= copy->reception.room)
		return FDTRAIL_CTRUNC;
	if (is_unwritable(copy->reception.next))
		return FDTRAIL_FAULT;
	return is_table_full() ? FDTRAIL_EMFILE : FDTRAIL_REASON_NONE;
}

static __always_inline void describe_received(struct draft *draft, struct copy *copy, struct sock *receiver, bool is_peek)
{
	struct fdtrail_record *record = &draft->record;
	u64 sock = as_number(receiver);

	begin(SLOT_RECEIVE, draft, is_peek ? FDTRAIL_PEEK : FDTRAIL_RECV);
	record->socket_fd = socket_number(SLOT_RECEIVE, (u64)READ(receiver, sk_socket, file));
	record->socket_inode = READ(receiver, sk_socket, file, f_inode, i_ino);
	record->socket_type = BPF_CORE_READ(receiver, sk_type);
	record->peer_inode = copy->transfer.socket_inode;
	describe_path(SLOT_RECEIVE, sock, peer_that_sent(sock, copy->transfer.sender));
	if (copy->transfer.state == QUEUED)
		describe_sender(record, &copy->transfer);
	else
		leave_to_pair(record, copy);
}

static long mark_unknown(u32 turn, struct draft **draft)
{
	(*draft)->fds[masked(turn, 0xff)] = -1;
	return 0;
}

/* Reports as dropped what was not installed, from this index on. */
static __always_inline void drop_rest(struct draft *draft, struct copy *copy, u32 from, u8 reason)
{
	draft->record.action = FDTRAIL_DROP;
	draft->record.fd = -1;
	draft->record.flags &= ~(FDTRAIL_F_CLOEXEC | FDTRAIL_F_INHERITABLE);
	draft->record.reason = reason;
	draft->record.error = reason == FDTRAIL_FAULT ? EFAULT : reason == FDTRAIL_EMFILE ? EMFILE : 0;
	report_copy(SLOT_RECEIVE, draft, copy, from, copy->transfer.count);
}

/*
 * The receive has taken no list. A datagram whose data cannot be copied is gone nevertheless. An out-of-band byte that is
 * read by MSG_OOB stays in the queue with its list, which no receive will take any more.
 */
static __always_inline void describe_untaken(struct draft *draft, struct copy *copy, struct sock *receiver, u32 message_flags)
{
	bool is_urgent = message_flags & MSG_OOB;
	struct transfer *transfer;

	if (!copy->transfer.count || message_flags & MSG_PEEK ||
	    (!is_urgent && BPF_CORE_READ(receiver, sk_type) == SOCK_STREAM))
		return;
	meet_again(copy);
	describe_received(draft, copy, receiver, false);
	drop_rest(draft, copy, 0, is_urgent ? FDTRAIL_OOB : FDTRAIL_FAULT);
	transfer = is_urgent ? entered(copy) : NULL;
	if (transfer)
		transfer->is_ended = 1;
	else
		forget(copy);
}

/* What became of the message's descriptors. */
static __always_inline void describe_descriptors(struct draft *draft, struct copy *copy, struct sock *receiver, u32 installed,
						 u32 message_flags)
{
	bool is_peek = message_flags & MSG_PEEK;

	describe_received(draft, copy, receiver, is_peek);
	describe_number_flags(&draft->record, message_flags & MSG_CMSG_CLOEXEC ? O_CLOEXEC : 0);
	report_copy(SLOT_RECEIVE, draft, copy, 0, installed);
	if (is_peek) {
		if (entered(copy))
			carry(copy);
		return;
	}
	if (installed < copy->transfer.count)
		drop_rest(draft, copy, installed, stop_reason());
	forget(copy);
}

/* The receive is over: which numbers did the files get? */
static __always_inline int on_received(struct sock *receiver, int result, u32 message_flags)
{
	u64 thread = bpf_get_current_pid_tgid();
	struct draft *draft = draft_of(SLOT_RECEIVE);
	struct copy *copy;
	u32 installed;

	if (READ(receiver, __sk_common.skc_family) != AF_UNIX)
		return 0;
	copy = received_copy();
	if (!draft || !copy)
		return 0;
	if (result < 0 || message_flags & MSG_OOB) {
		describe_untaken(draft, copy, receiver, message_flags);
		goto done;
	}
	meet_again(copy);
	if (is_known(copy, as_number(receiver))) {
		installed = copy->reception.installed;
	} else { /* it is received, but the numbers are not known */
		bpf_loop(FDTRAIL_MAX_FDS, mark_unknown, &draft, 0);
		installed = copy->transfer.count;
		count_loss(unreadable);
	}
	if (copy->transfer.count)
		describe_descriptors(draft, copy, receiver, installed, message_flags);
	if (copy->reception.pidfd != NO_PIDFD)
		describe_pidfd(SLOT_RECEIVE, copy->sender, copy->sender_number, copy->reception.pidfd,
			       copy->reception.pidfd < 0 ? 0 : file_of(copy->reception.pidfd), as_number(receiver));
done:
	bpf_map_delete_elem(&copies, &thread);
	return 0;
}

#endif
