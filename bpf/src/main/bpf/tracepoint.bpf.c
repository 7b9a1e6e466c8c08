// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * The backend on ordinary tracepoints, for kernels with neither trampolines nor kprobes. Three of them see the message's
 * struct scm_fp_list from outside the functions that make it and take it: after it was queued, before it is installed, and
 * after. The numbers come from the caller's own control buffer, each one verified against its descriptor table, so that a
 * buffer rewritten meanwhile can hide a number but never invent one.
 */
#include "trail.bpf.h"
#include "follow.bpf.h"
#include "user_control.bpf.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

#define MSG_PEEK 2
#define QUEUE_DEPTH 8    /* how far from the end of a queue one's own message is looked for */
#define TABLE_SIZE 4096  /* descriptors searched for a file, and remembered as open before a receive */
#define NOT_OPEN (-1)

/* A message as its receiver found it in the queue: kept while its descriptors are installed and the list is freed. */
struct copy {
	u64 list;
	struct transfer transfer;
	u64 files[256];
	u64 open[TABLE_SIZE / 64]; /* numbers in use before the install */
};
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, u64); /* pid_tgid */
	__type(value, struct copy);
} copies SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SLOTS);
	__type(key, u32);
	__type(value, struct copy);
} copy_drafts SEC(".maps");

static __always_inline struct copy *copy_draft_of(u32 slot)
{
	return bpf_map_lookup_elem(&copy_drafts, &slot);
}

static __always_inline struct scm_fp_list *list_of(struct sk_buff *skb)
{
	struct unix_skb_parms *parms = (void *)skb + bpf_core_field_offset(struct sk_buff, cb);

	return BPF_CORE_READ(parms, fp);
}

static __always_inline void take_files(struct copy *copy, struct scm_fp_list *list)
{
	copy->list = (u64)list;
	copy->transfer.count = BPF_CORE_READ(list, count);
	bpf_probe_read_kernel(copy->files, FDTRAIL_MAX_FDS * sizeof(u64), list->fp);
}

struct search {
	struct task_struct *task;
	u64 file;
	u64 *open; /* NULL: numbers that were open before count too */
	s32 from;
	s32 found;
};

static long look_at(u32 turn, struct search *search)
{
	u32 fd = search->from + turn;

	if (fd >= TABLE_SIZE)
		return 1;
	if (search->open && search->open[masked(fd >> 6, 0x3f)] >> (fd & 63) & 1)
		return 0;
	if ((u64)file_of(search->task, fd) != search->file)
		return 0;
	search->found = fd;
	return 1;
}

struct match {
	struct draft *draft;
	struct copy *copy;
	struct task_struct *task;
	u64 *open;
	u32 count; /* of numbers that match, from the first on */
	s32 from;
};

static long match_one(u32 turn, struct match *match)
{
	s32 fd = match->draft->fds[masked(turn, 0xff)];

	if (turn >= match->draft->fd_count || turn >= match->copy->transfer.count)
		return 1;
	if (fd < 0 || (u64)file_of(match->task, fd) != match->copy->files[masked(turn, 0xff)])
		return 1;
	if (match->open && fd < TABLE_SIZE && match->open[masked(fd >> 6, 0x3f)] >> (fd & 63) & 1)
		return 1;
	match->count = turn + 1;
	return 0;
}

/* How many of the draft's numbers are, in order, the message's files in this task. */
static __always_inline u32 match_numbers(struct draft *draft, struct copy *copy, u64 *open)
{
	struct match match = { .draft = draft, .copy = copy, .task = (void *)bpf_get_current_task(), .open = open };

	bpf_loop(FDTRAIL_MAX_FDS, match_one, &match, 0);
	return match.count;
}

static long find_one(u32 turn, struct match *match)
{
	struct search search = {
		.task = match->task,
		.file = match->copy->files[masked(turn, 0xff)],
		.open = match->open,
		.from = match->from,
		.found = NOT_OPEN,
	};

	if (turn >= match->copy->transfer.count)
		return 1;
	bpf_loop(TABLE_SIZE, look_at, &search, 0);
	match->draft->fds[masked(turn, 0xff)] = search.found;
	if (match->open) { /* installs take the lowest free number: they ascend */
		if (search.found < 0)
			return 1;
		match->from = search.found + 1;
	}
	match->count = turn + 1;
	return 0;
}

/* Without a control buffer to read (io_uring): the lowest number of each file; after a receive, the lowest new one. */
static __always_inline u32 find_numbers(struct draft *draft, struct copy *copy, u64 *open)
{
	struct match match = { .draft = draft, .copy = copy, .task = (void *)bpf_get_current_task(), .open = open };

	bpf_loop(FDTRAIL_MAX_FDS, find_one, &match, 0);
	return match.count;
}

struct messages_of_call {
	struct draft *draft;
	struct copy *copy;
	bool is_send;
	u64 *open;
	u32 count;
};

/* The numbers of one message of the call, if they are this list's. */
static long try_message(u32 turn, struct messages_of_call *call)
{
	u32 count;

	if (!read_user_control(call->draft, call->is_send, turn))
		return 1;
	if (!call->draft->fd_count)
		return 0;
	count = match_numbers(call->draft, call->copy, call->open);
	if (call->is_send ? count != call->copy->transfer.count || call->draft->fd_count != count : !count)
		return 0;
	call->count = count;
	return 1;
}

static __always_inline u32 numbers_in_call(struct draft *draft, struct copy *copy, bool is_send, u64 *open)
{
	struct messages_of_call call = { .draft = draft, .copy = copy, .is_send = is_send, .open = open };

	bpf_loop(MAX_CALL_MESSAGES, try_message, &call, 0);
	return call.count;
}

struct emission {
	struct draft *draft;
	struct copy *copy;
	struct numbers *numbers;
	u32 slot;
	u32 from;
	u32 count;
};

static long emit_copied(u32 turn, struct emission *emission)
{
	struct fdtrail_record *record = &emission->draft->record;
	u32 index = emission->from + turn;

	if (index >= emission->count)
		return 1;
	record->index = index;
	if (record->action != FDTRAIL_DROP)
		record->fd = emission->draft->fds[masked(index, 0xff)];
	if (record->action != FDTRAIL_SEND && record->flags & FDTRAIL_F_SENDER)
		record->sender_fd = sender_number(&emission->copy->transfer, emission->numbers, index);
	emit(emission->slot, emission->copy->files[masked(index, 0xff)]);
	return 0;
}

static __always_inline void emit_copy(u32 slot, struct draft *draft, struct copy *copy, u32 from, u32 count)
{
	struct emission emission = {
		.draft = draft,
		.copy = copy,
		.numbers = numbers_of(&copy->transfer),
		.slot = slot,
		.from = from,
		.count = count,
	};

	draft->record.message = copy->transfer.message;
	draft->record.count = copy->transfer.count;
	bpf_loop(FDTRAIL_MAX_FDS, emit_copied, &emission, 0);
}

struct queue_walk {
	struct sock *receiver;
	struct sk_buff *skb;
	struct sk_buff *found;
	u32 candidates;
};

/* Lists nobody has told of yet. */
static long look_back(u32 turn, struct queue_walk *walk)
{
	struct sk_buff *skb = walk->skb;
	struct scm_fp_list *list;

	if (!skb || (u64)skb == (u64)walk->receiver + bpf_core_field_offset(struct sock, sk_receive_queue))
		return 1;
	list = list_of(skb);
	if (list) {
		struct transfer *transfer = transfer_of(list);

		if (!transfer || transfer->state == BUILT) {
			walk->found = skb;
			walk->candidates++;
		}
	}
	walk->skb = BPF_CORE_READ(skb, prev);
	return 0;
}

/* The sender has queued a message and wakes the receiver. Its own message is the one list not told of yet. */
SEC("tp_btf/sk_data_ready")
int BPF_PROG(sk_data_ready, struct sock *receiver)
{
	struct queue_walk walk = { .receiver = receiver };
	struct unix_sock *unix = (void *)receiver;
	struct draft *draft = draft_of(SLOT_QUEUE);
	struct copy *copy = copy_draft_of(SLOT_QUEUE);
	struct fdtrail_record *record;
	struct transfer *transfer, *early;
	struct scm_fp_list *list;
	struct sk_buff *skb;
	struct sock *sender;
	bool has_call;

	if (BPF_CORE_READ(receiver, __sk_common.skc_family) != AF_UNIX || !BPF_CORE_READ(unix, scm_stat.nr_fds.counter) ||
	    !draft || !copy)
		return 0;
	walk.skb = BPF_CORE_READ(receiver, sk_receive_queue.prev);
	bpf_loop(QUEUE_DEPTH, look_back, &walk, 0);
	if (walk.candidates != 1) /* two senders at once: neither may be named for the other */
		return 0;
	skb = walk.found;
	list = list_of(skb);
	sender = BPF_CORE_READ(skb, sk);
	if (!list || !sender)
		return 0;
	begin(draft, FDTRAIL_SEND);
	record = &draft->record;
	transfer = &copy->transfer;
	__builtin_memset(transfer, 0, sizeof(*transfer));
	take_files(copy, list);
	has_call = is_message_call(true);
	if (has_call ? !numbers_in_call(draft, copy, true, NULL) : !find_numbers(draft, copy, NULL))
		return 0;
	early = transfer_of(list); /* its receiver was faster, and has named the message */
	transfer->message = early ? early->message : next_message();
	transfer->first_file = copy->files[0];
	transfer->sent_ns = record->boot_ns;
	transfer->receiver = as_number(receiver);
	transfer->receiver_inode = inode_of(BPF_CORE_READ(receiver, sk_socket));
	transfer->socket_inode = inode_of(BPF_CORE_READ(sender, sk_socket));
	transfer->socket_fd = socket_number(sender);
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
	transfer = transfer_of(list);
	if (transfer) {
		copy->transfer = *transfer;
	} else { /* name the message for its sender, who is late */
		__builtin_memset(&copy->transfer, 0, sizeof(copy->transfer));
		copy->transfer.message = next_message();
		copy->transfer.first_file = file_at(list, 0);
		copy->transfer.count = BPF_CORE_READ(list, count);
		copy->transfer.socket_inode = inode_of(BPF_CORE_READ(sender, sk_socket));
		copy->transfer.socket_type = BPF_CORE_READ(sender, sk_type);
		copy->list = (u64)list;
		if (bpf_map_update_elem(&transfers, &copy->list, &copy->transfer, BPF_ANY))
			count_loss(transfers_full);
	}
	take_files(copy, list);
	table = BPF_CORE_READ((struct task_struct *)bpf_get_current_task(), files, fdt);
	bytes = BPF_CORE_READ(table, max_fds) / 8;
	__builtin_memset(copy->open, 0, sizeof(copy->open));
	bpf_probe_read_kernel(copy->open, bytes < sizeof(copy->open) ? bytes : sizeof(copy->open),
			      BPF_CORE_READ(table, open_fds));
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
int BPF_PROG(sock_recv_length, struct sock *receiver, int ret, int flags)
{
	u64 thread = bpf_get_current_pid_tgid();
	struct draft *draft = draft_of(SLOT_RECEIVE);
	bool is_peek = flags & MSG_PEEK;
	struct fdtrail_record *record;
	u32 room = FDTRAIL_MAX_FDS, installed = 0;
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
			installed = numbers_in_call(draft, copy, false, copy->open);
	} else {
		installed = find_numbers(draft, copy, copy->open);
	}
	begin(draft, is_peek ? FDTRAIL_PEEK : FDTRAIL_RECV);
	record = &draft->record;
	record->socket_fd = socket_number(receiver);
	record->socket_inode = inode_of(BPF_CORE_READ(receiver, sk_socket));
	record->socket_type = BPF_CORE_READ(receiver, sk_type);
	record->peer_inode = copy->transfer.socket_inode;
	if (copy->transfer.state == QUEUED)
		tell_sender(record, &copy->transfer);
	emit_copy(SLOT_RECEIVE, draft, copy, 0, installed);
	if (is_peek)
		goto done;
	if (installed < copy->transfer.count) {
		record->action = FDTRAIL_DROP;
		record->fd = -1;
		record->reason = !room ? FDTRAIL_NOCONTROL : installed >= room ? FDTRAIL_CTRUNC : FDTRAIL_REASON_NONE;
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
	transfer = list ? transfer_of(list) : NULL;
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
	emit(SLOT_SEND, fd < 0 ? 0 : (u64)file_of((struct task_struct *)bpf_get_current_task(), fd));
	return 0;
}

/* A send is over: was one with descriptors refused? */
SEC("tp_btf/sock_send_length")
int BPF_PROG(sock_send_length, struct sock *sender, int ret, int flags)
{
	struct emission emission = { .draft = draft_of(SLOT_SEND) };
	struct draft *draft = emission.draft;

	if (ret >= 0 || !draft || BPF_CORE_READ(sender, __sk_common.skc_family) != AF_UNIX || !is_only_message())
		return 0;
	if (!read_user_control(draft, true, 0) || !draft->fd_count)
		return 0;
	begin(draft, FDTRAIL_FAIL);
	draft->record.error = -ret;
	draft->record.message = next_message();
	draft->record.count = draft->fd_count;
	draft->record.socket_fd = socket_number(sender);
	draft->record.socket_inode = inode_of(BPF_CORE_READ(sender, sk_socket));
	draft->record.socket_type = BPF_CORE_READ(sender, sk_type);
	bpf_loop(FDTRAIL_MAX_FDS, emit_unsent, &emission, 0);
	return 0;
}
