/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* A message's descriptors on their way out of a queue, as tracepoints see it. */
#ifndef FDTRAIL_TP_RECEIVE_BPF_H
#define FDTRAIL_TP_RECEIVE_BPF_H

#include "meet.bpf.h"

#define MSG_CTRUNC 8
#define VM_WRITE 2
#define EFAULT 14
#define EMFILE 24
#define TABLE_WORDS 1024 /* of 64 numbers each that a search for a free one looks at */

/* What a receive brought, by the header of its message. */
struct reception {
	bool is_known;
	bool has_control;
	bool is_compat;
	u32 installed;
	u32 room;     /* numbers that fit where the kernel put them */
	u64 next;     /* where the first number that is missing would have gone */
};

/* The receiver copies the message's data, before it detaches the list. */
static __always_inline int on_copy(struct sk_buff *skb, u64 stack)
{
	struct sock *sender = BPF_CORE_READ(skb, sk);
	struct copy *copy = copy_draft_of(SLOT_RECEIVE);
	struct own_message *own = own_message_of(SLOT_RECEIVE);
	struct msghdr *header;
	struct scm_fp_list *list;
	u64 thread = bpf_get_current_pid_tgid();

	if (!sender || !copy || !own || BPF_CORE_READ(sender, __sk_common.skc_family) != AF_UNIX)
		return 0;
	list = list_of(skb);
	if (!list)
		return 0;
	meet(copy, skb, list);
	name_pairing(SLOT_RECEIVE, (u64)sender);
	find_own_message(SLOT_RECEIVE, stack, HOOK_RECEIVE, (u64)sender);
	header = (struct msghdr *)own->header;
	copy->header = own->header;
	copy->sock = own->sock;
	copy->is_plain = own->is_call && !is_message_call(false);
	copy->control = (u64)BPF_CORE_READ(header, msg_control);
	copy->control_size = BPF_CORE_READ(header, msg_controllen);
	if (bpf_map_update_elem(&copies, &thread, copy, BPF_ANY))
		count_loss(receives_full);
	return 0;
}

/* What the kernel wrote is what lies between where the control buffer began and where it stands now. */
static __always_inline struct reception read_reception(struct draft *draft, struct copy *copy, u64 receiver)
{
	struct msghdr *header = (void *)copy->header;
	struct reception reception = {};
	u64 written, rights, begin;
	u32 flags;

	if (copy->sock != receiver)
		return reception;
	if (copy->is_plain) {
		reception.is_known = true;
		return reception;
	}
	written = (u64)BPF_CORE_READ(header, msg_control) - copy->control;
	if (!header || written + BPF_CORE_READ(header, msg_controllen) != copy->control_size || written > copy->control_size)
		return reception;
	flags = BPF_CORE_READ(header, msg_flags);
	reception.is_compat = flags & MSG_CMSG_COMPAT;
	reception.has_control = copy->control && copy->control_size;
	rights = read_user_control(SLOT_RECEIVE, copy->control, written, reception.is_compat);
	reception.installed = draft->fd_count < copy->transfer.count ? draft->fd_count : copy->transfer.count;
	reception.is_known = reception.installed == copy->transfer.count || flags & MSG_CTRUNC;
	if (reception.has_control)
		reception.room = room_in(copy->control_size - rights, reception.is_compat);
	begin = reception.is_compat ? sizeof(struct user_cmsg32) : sizeof(struct cmsghdr);
	reception.next = copy->control + rights + begin + reception.installed * sizeof(s32);
	return reception;
}

static long look_at_mapping(struct task_struct *task, struct vm_area_struct *mapping, bool *is_writable)
{
	*is_writable = BPF_CORE_READ(mapping, vm_flags) & VM_WRITE;
	return 0;
}

/* Whether the kernel could not write there. */
static __always_inline bool is_unwritable(u64 address)
{
	bool is_writable = false;
	long error = bpf_find_vma(bpf_get_current_task_btf(), address, look_at_mapping, &is_writable, 0);

	return error ? error == -ENOENT : !is_writable;
}

struct table_search {
	u64 open; /* bits of the numbers in use */
	u64 limit;
	u64 fd;
	bool is_full;
};

static long look_at_open(u32 turn, struct table_search *search)
{
	u64 first = search->fd & ~63ULL, used = 0;

	if (first >= search->limit) {
		search->is_full = true;
		return 1;
	}
	if (bpf_probe_read_kernel(&used, sizeof(used), (void *)(search->open + first / 8)))
		return 1;
	used |= (1ULL << (search->fd & 63)) - 1;
	if (search->limit - first < 64)
		used |= ~0ULL << (search->limit - first);
	search->fd = first + 64;
	return ~used != 0;
}

/* Whether all numbers below the limit are in use. */
static __always_inline bool is_table_full(void)
{
	struct task_struct *task = current_task();
	struct table_search search = {
		.open = (u64)READ_TASK(task, files, fdt, open_fds),
		.limit = READ_TASK(task, signal, rlim[RLIMIT_NOFILE].rlim_cur),
		.fd = READ_TASK(task, files, next_fd),
	};

	bpf_loop(TABLE_WORDS, look_at_open, &search, 0);
	return search.is_full;
}

/* Why the kernel installed no more: the first thing that stopped it. */
static __always_inline void tell_stop(struct fdtrail_record *record, struct reception *reception)
{
	if (!reception->has_control) {
		record->reason = FDTRAIL_NOCONTROL;
	} else if (reception->installed >= reception->room) {
		record->reason = FDTRAIL_CTRUNC;
	} else if (is_unwritable(reception->next)) {
		record->reason = FDTRAIL_FAULT;
		record->error = EFAULT;
	} else if (is_table_full()) {
		record->reason = FDTRAIL_EMFILE;
		record->error = EMFILE;
	}
}

static __always_inline void tell_received(struct draft *draft, struct copy *copy, struct sock *receiver, bool is_peek)
{
	struct fdtrail_record *record = &draft->record;
	u64 sock = as_number(receiver);

	begin(draft, is_peek ? FDTRAIL_PEEK : FDTRAIL_RECV);
	record->socket_fd = socket_number((u64)READ(receiver, sk_socket, file));
	record->socket_inode = READ(receiver, sk_socket, file, f_inode, i_ino);
	record->socket_type = BPF_CORE_READ(receiver, sk_type);
	record->peer_inode = copy->transfer.socket_inode;
	tell_path(SLOT_RECEIVE, sock, peer_that_sent(sock, copy->transfer.sender));
	if (copy->transfer.state == QUEUED)
		tell_sender(record, &copy->transfer);
	else
		leave_to_pair(record, copy);
}

static long mark_unknown(u32 turn, struct draft **draft)
{
	(*draft)->fds[masked(turn, 0xff)] = -1;
	return 0;
}

/* The receive is over: which numbers did the files get? */
static __always_inline int on_received(struct sock *receiver, int result, bool is_peek)
{
	u64 thread = bpf_get_current_pid_tgid();
	struct draft *draft = draft_of(SLOT_RECEIVE);
	struct copy *copy = bpf_map_lookup_elem(&copies, &thread);
	struct reception reception;

	if (!draft || !copy)
		return 0;
	if (result < 0) /* nothing was detached */
		goto done;
	meet_again(copy);
	reception = read_reception(draft, copy, as_number(receiver));
	if (!reception.is_known) { /* it is received, but the numbers are not known */
		bpf_loop(FDTRAIL_MAX_FDS, mark_unknown, &draft, 0);
		reception.installed = copy->transfer.count;
	}
	tell_received(draft, copy, receiver, is_peek);
	emit_copy(SLOT_RECEIVE, draft, copy, 0, reception.installed);
	if (is_peek)
		goto done;
	if (reception.installed < copy->transfer.count) {
		draft->record.action = FDTRAIL_DROP;
		draft->record.fd = -1;
		tell_stop(&draft->record, &reception);
		emit_copy(SLOT_RECEIVE, draft, copy, reception.installed, copy->transfer.count);
	}
	forget(copy);
done:
	bpf_map_delete_elem(&copies, &thread);
	return 0;
}

#endif
