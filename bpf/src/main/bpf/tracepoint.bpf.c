// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * The backend on ordinary tracepoints, for kernels with neither trampolines nor kprobes. Three of them see the message's
 * struct scm_fp_list from outside the functions that make it and take it: after it was queued, before it is installed, and
 * after.
 */
#define FDTRAIL_TYPED
#include "copy.bpf.h"
#include "follow.bpf.h"
#include "refusal.bpf.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

#define MSG_PEEK 2
#define QUEUE_DEPTH 8 /* how far from the end of a queue one's own message is looked for */

struct queue_walk {
	u64 end;
	u64 sender; /* the sending sock, 0 unknown (io_uring) */
	struct sk_buff *skb;
	struct sk_buff *found;
	u32 candidates;
};

/* Marks a message as one whose sender is not to be looked for (any more). */
GLOBAL int claim(u64 skb, u64 list)
{
	struct transfer transfer = {
		.message = next_message(),
		.first_file = file_at((void *)list, 0),
		.carrier = skb,
		.count = BPF_CORE_READ((struct scm_fp_list *)list, count),
		.state = CLAIMED,
	};

	if (bpf_map_update_elem(&transfers, &list, &transfer, BPF_ANY))
		count_loss(transfers_full);
	return 0;
}

/* Lists of this sender that nobody has told of yet. */
static long look_back(u32 turn, struct queue_walk *walk)
{
	struct sk_buff *skb = walk->skb;
	struct scm_fp_list *list;
	struct transfer *transfer;

	if (!skb || (u64)skb == walk->end)
		return 1;
	walk->skb = BPF_CORE_READ(skb, prev);
	list = list_of(skb);
	if (!list || (walk->sender && (u64)BPF_CORE_READ(skb, sk) != walk->sender))
		return 0;
	transfer = transfer_in(skb, list);
	if (transfer && transfer->state != BUILT)
		return 0;
	if (walk->candidates++)
		claim((u64)skb, (u64)list);
	else
		walk->found = skb;
	return 0;
}

/* The sock of the socket that the current system call names, 0 when it names none. */
static __always_inline u64 calling_sock(void)
{
	struct task_struct *task = current_task();
	bool is_receive;
	s32 fd = first_argument(task, &is_receive);
	struct file *file = fd < 0 ? NULL : (struct file *)file_of(fd);
	struct socket *socket;

	if (!file || BPF_CORE_READ(file, f_inode, i_sb, s_magic) != SOCKFS_MAGIC)
		return 0;
	socket = BPF_CORE_READ(file, private_data);
	return (u64)BPF_CORE_READ(socket, sk);
}

/* The sender has queued a message and wakes the receiver. Its own message is the one list not told of yet. */
SEC("tp_btf/sk_data_ready")
int BPF_PROG(sk_data_ready, struct sock *sock)
{
	struct sock *receiver = untrusted(sock);
	struct queue_walk walk = {};
	struct unix_sock *unix = (void *)receiver;
	struct draft *draft = draft_of(SLOT_QUEUE);
	struct copy *copy = copy_draft_of(SLOT_QUEUE);
	struct fdtrail_record *record;
	struct transfer *transfer, *early;
	struct scm_fp_list *list;
	struct sk_buff *skb;
	struct sock *sender;
	bool has_call;

	if (READ(receiver, __sk_common.skc_family) != AF_UNIX || !BPF_CORE_READ(unix, scm_stat.nr_fds.counter) || !draft ||
	    !copy)
		return 0;
	has_call = is_message_call(true);
	walk.sender = has_call ? calling_sock() : 0;
	walk.end = as_number(receiver) + bpf_core_field_offset(struct sock, sk_receive_queue);
	walk.skb = (void *)number_by(draft, READ(receiver, sk_receive_queue.prev));
	bpf_loop(QUEUE_DEPTH, look_back, &walk, 0);
	skb = walk.found;
	if (!skb)
		return 0;
	list = list_of(skb);
	sender = BPF_CORE_READ(skb, sk);
	if (!list || !sender)
		return 0;
	if (walk.candidates > 1) { /* two threads send on one socket: neither may be named for the other */
		claim((u64)skb, (u64)list);
		return 0;
	}
	begin(draft, FDTRAIL_SEND);
	record = &draft->record;
	transfer = &copy->transfer;
	__builtin_memset(transfer, 0, sizeof(*transfer));
	take_files(copy, list);
	transfer->message = next_message();
	transfer->carrier = (u64)skb;
	transfer->state = CLAIMED;
	/* first of all the name: whoever is second, this or the receiver, takes the other's */
	early = transfer_in(skb, list);
	if (early)
		transfer->message = early->message;
	else if (bpf_map_update_elem(&transfers, &copy->list, transfer, BPF_ANY))
		count_loss(transfers_full);
	if (has_call ? !numbers_in_call(true) : !find_numbers(true)) {
		if (!early)
			bpf_map_delete_elem(&transfers, &copy->list);
		return 0;
	}
	transfer->sent_ns = record->boot_ns;
	transfer->receiver = as_number(receiver);
	transfer->sender = (u64)sender;
	transfer->receiver_inode = READ(receiver, sk_socket, file, f_inode, i_ino);
	transfer->socket_inode = BPF_CORE_READ(sender, sk_socket, file, f_inode, i_ino);
	transfer->socket_fd = socket_number((u64)BPF_CORE_READ(sender, sk_socket, file));
	transfer->socket_type = BPF_CORE_READ(sender, sk_type);
	transfer->pid = record->pid;
	transfer->tid = record->tid;
	transfer->uid = record->uid;
	transfer->is_followed = record->flags & FDTRAIL_F_FOLLOWED;
	transfer->state = QUEUED;
	__builtin_memcpy(transfer->comm, record->comm, sizeof(transfer->comm));
	__builtin_memcpy(transfer->fds, draft->fds, sizeof(transfer->fds));
	if (bpf_map_update_elem(&transfers, &copy->list, transfer, BPF_ANY))
		count_loss(transfers_full);
	else if (transfer->count > INLINE_FDS &&
		 bpf_map_update_elem(&descriptors, &transfer->message, draft->fds, BPF_ANY))
		count_loss(descriptors_full);
	record->socket_fd = transfer->socket_fd;
	record->socket_inode = transfer->socket_inode;
	record->socket_type = transfer->socket_type;
	record->peer_inode = transfer->receiver_inode;
	tell_path(SLOT_QUEUE, transfer->sender, transfer->receiver);
	emit_copy(SLOT_QUEUE, draft, copy, 0, transfer->count);
	if (list_of(skb) != list) /* received meanwhile: the address may be another message's soon */
		bpf_map_delete_elem(&transfers, &copy->list);
	return 0;
}

/* The receiver copies the message's data, before it detaches the list. */
SEC("tp_btf/skb_copy_datagram_iovec")
int BPF_PROG(skb_copy_datagram_iovec, struct sk_buff *skb, int length)
{
	struct sock *sender = BPF_CORE_READ(skb, sk);
	struct copy *copy = copy_draft_of(SLOT_RECEIVE);
	struct scm_fp_list *list;
	struct transfer *transfer;
	struct fdtable *table;
	u64 thread = bpf_get_current_pid_tgid();
	u32 bytes;

	if (!sender || !copy || BPF_CORE_READ(sender, __sk_common.skc_family) != AF_UNIX)
		return 0;
	list = list_of(skb);
	if (!list)
		return 0;
	transfer = transfer_in((void *)as_number(skb), list);
	if (transfer) {
		copy->transfer = *transfer;
		if (transfer->state == CLAIMED) /* its sender is still at it */
			copy->transfer.socket_inode = BPF_CORE_READ(sender, sk_socket, file, f_inode, i_ino);
	} else { /* name the message for its sender, who is late */
		__builtin_memset(&copy->transfer, 0, sizeof(copy->transfer));
		copy->list = (u64)list;
		copy->transfer.message = next_message();
		copy->transfer.first_file = file_at(list, 0);
		copy->transfer.count = BPF_CORE_READ(list, count);
		copy->transfer.carrier = as_number(skb);
		copy->transfer.socket_inode = BPF_CORE_READ(sender, sk_socket, file, f_inode, i_ino);
		copy->transfer.socket_type = BPF_CORE_READ(sender, sk_type);
		if (bpf_map_update_elem(&transfers, &copy->list, &copy->transfer, BPF_ANY))
			count_loss(transfers_full);
	}
	copy->transfer.sender = (u64)sender;
	take_files(copy, list);
	table = READ_TASK(current_task(), files, fdt);
	bytes = READ_TASK(table, max_fds) / 8;
	__builtin_memset(copy->open, 0, sizeof(copy->open));
	bpf_probe_read_kernel(copy->open, bytes < sizeof(copy->open) ? bytes : sizeof(copy->open),
			      READ_TASK(table, open_fds));
	if (bpf_map_update_elem(&copies, &thread, copy, BPF_ANY))
		count_loss(receives_full);
	return 0;
}

static __always_inline void forget(struct copy *copy)
{
	struct transfer *transfer = bpf_map_lookup_elem(&transfers, &copy->list);

	if (copy->transfer.count > INLINE_FDS)
		bpf_map_delete_elem(&descriptors, &copy->transfer.message);
	if (transfer && transfer->message == copy->transfer.message) /* freed: the address may be another's already */
		bpf_map_delete_elem(&transfers, &copy->list);
}

/* The receive is over: which numbers did the files get? */
SEC("tp_btf/sock_recv_length")
int BPF_PROG(sock_recv_length, struct sock *sock, int ret, int flags)
{
	struct sock *receiver = untrusted(sock);
	u64 thread = bpf_get_current_pid_tgid();
	struct draft *draft = draft_of(SLOT_RECEIVE);
	bool is_peek = flags & MSG_PEEK;
	struct fdtrail_record *record;
	u32 room = FDTRAIL_MAX_FDS, installed = 0;
	u64 sock_number;
	struct copy *copy;

	if (BPF_CORE_READ(receiver, __sk_common.skc_family) != AF_UNIX || !draft)
		return 0;
	copy = bpf_map_lookup_elem(&copies, &thread);
	if (!copy)
		return 0;
	if (ret < 0) /* nothing was detached */
		goto done;
	if (has_user_call()) {
		room = user_control_room();
		if (room)
			installed = numbers_in_call(false);
	} else {
		installed = find_numbers(false);
	}
	begin(draft, is_peek ? FDTRAIL_PEEK : FDTRAIL_RECV);
	record = &draft->record;
	record->socket_fd = socket_number((u64)READ(receiver, sk_socket, file));
	record->socket_inode = READ(receiver, sk_socket, file, f_inode, i_ino);
	record->socket_type = BPF_CORE_READ(receiver, sk_type);
	record->peer_inode = copy->transfer.socket_inode;
	sock_number = as_number(receiver);
	tell_path(SLOT_RECEIVE, sock_number, peer_that_sent(sock_number, copy->transfer.sender));
	if (copy->transfer.state == QUEUED)
		tell_sender(record, &copy->transfer);
	emit_copy(SLOT_RECEIVE, draft, copy, 0, installed);
	if (is_peek)
		goto done;
	if (installed < copy->transfer.count) {
		record->action = FDTRAIL_DROP;
		record->fd = -1;
		record->reason = installed < room	    ? FDTRAIL_REASON_NONE :
				 receives_no_control() ? FDTRAIL_NOCONTROL :
							 FDTRAIL_CTRUNC;
		emit_copy(SLOT_RECEIVE, draft, copy, installed, copy->transfer.count);
	}
	forget(copy);
done:
	bpf_map_delete_elem(&copies, &thread);
	return 0;
}

/* A message dies in its queue. */
SEC("tp_btf/kfree_skb")
int BPF_PROG(kfree_skb, struct sk_buff *skb)
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
	transfer = list ? transfer_in((void *)as_number(skb), list) : NULL;
	if (!transfer)
		return 0;
	copy->transfer = *transfer;
	take_files(copy, list);
	begin(draft, FDTRAIL_DROP);
	record = &draft->record;
	record->reason = queue_reason(list, (struct sock *)transfer->receiver);
	record->socket_inode = transfer->receiver_inode;
	record->peer_inode = transfer->socket_inode;
	record->socket_type = transfer->socket_type;
	if (transfer->receiver)
		tell_path(SLOT_DESTROY, transfer->receiver, as_number(sender));
	if (transfer->state == QUEUED)
		tell_sender(record, transfer);
	emit_copy(SLOT_DESTROY, draft, copy, 0, copy->transfer.count);
	forget(copy);
	return 0;
}

static long emit_unsent(u32 turn, struct emission *emission)
{
	struct draft *draft = emission->draft;
	s32 fd = draft->fds[masked(turn, 0xff)];

	if (turn >= draft->fd_count)
		return 1;
	draft->record.index = turn;
	draft->record.fd = fd;
	emit(SLOT_SEND, fd < 0 ? 0 : file_of(fd));
	return 0;
}

/* A send is over: was one with descriptors refused? */
SEC("tp_btf/sock_send_length")
int BPF_PROG(sock_send_length, struct sock *sock, int ret, int flags)
{
	struct sock *sender = untrusted(sock);
	struct emission emission = { .draft = draft_of(SLOT_SEND) };
	struct draft *draft = emission.draft;

	if (ret >= 0 || !draft || BPF_CORE_READ(sender, __sk_common.skc_family) != AF_UNIX || !is_only_message())
		return 0;
	if (!read_user_control(SLOT_SEND, true, 0) || !draft->fd_count)
		return 0;
	begin(draft, FDTRAIL_FAIL);
	draft->record.error = -ret;
	draft->record.message = next_message();
	draft->record.count = draft->fd_count;
	draft->record.socket_fd = socket_number((u64)READ(sender, sk_socket, file));
	draft->record.socket_inode = BPF_CORE_READ(sender, sk_socket, file, f_inode, i_ino);
	draft->record.socket_type = BPF_CORE_READ(sender, sk_type);
	draft->record.peer_inode = peer_inode_of(sender);
	tell_path(SLOT_SEND, as_number(sender), (u64)peer_of((void *)as_number(sender)));
	bpf_loop(FDTRAIL_MAX_FDS, emit_unsent, &emission, 0);
	return 0;
}
