/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * What waits in the receive queue of a socket: a record in the ring for each message with descriptors, and one for each of
 * these; and one for a listening socket. We take no lock of the queue, so we delay nobody; what is read counts if the message
 * is still in its place afterwards.
 */
#ifndef FDTRAIL_QUEUE_BPF_H
#define FDTRAIL_QUEUE_BPF_H

#include "source.bpf.h"
#include "transfers.bpf.h"

#ifdef FDTRAIL_BOUNDED_LOOPS
#define MAX_MESSAGES 65536
#else
#define MAX_MESSAGES (1 << 23) /* BPF_MAX_LOOPS; they would take 6 GB */
#endif
#define MAX_TRIES 16
#define TCP_LISTEN 10

/* The address is that of the receiving socket or, if it has none, of the sending one. */
struct queue_record {
	struct fdtrail_head;
	struct fdtrail_queue;
	struct fdtrail_socket;
	struct fdtrail_address;
	char path[128];
};

/* The position in a queue. It is in a map, where the verifier assumes nothing about values; see struct search. */
struct visit {
	u64 sock;               /* whose queue it is */
	struct sk_buff *head;   /* the queue itself: its last message points back to it */
	struct sk_buff *before; /* what was seen last */
	struct sk_buff *at;
	struct scm_fp_list *list;
	u64 moved;     /* messages left the queue meanwhile */
	u64 path_size; /* of the socket's own address */
	struct queue_record record;
};
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct visit);
} visits SEC(".maps");

struct tour {
	struct visit *visit;
	struct draft *draft;
};

/* Whether the message is still where it was, with the list that was read. */
static __always_inline bool stands(struct visit *visit)
{
	struct sk_buff *at = visit->at;

	return BPF_CORE_READ(at, prev) == visit->before && list_of(at) == visit->list;
}

STEP report_queued(u32 index, struct tour *tour)
{
	struct visit *visit = tour->visit;
	struct draft *draft = tour->draft;
	u64 file;

	if (index >= draft->record.count || index >= FDTRAIL_MAX_FDS)
		return 1;
	file = file_at(visit->list, index);
	draft->record.index = index;
	describe_file(draft, (struct file *)file, file, false);
	if (!stands(visit)) {
		visit->moved = 1;
		return 1;
	}
	output_record(draft);
	return 0;
}

/* Returns whether there was room. */
static __always_inline bool report_queue(struct visit *visit, u64 path_size)
{
	struct queue_record *record = &visit->record;
	u64 size = __builtin_offsetof(struct queue_record, address_tag);

	if (path_size)
		size = __builtin_offsetof(struct queue_record, path) + masked(path_size, 0x7f);
	record->address_size = sizeof(struct fdtrail_address) + path_size;
	record->record_size = size;
	return !bpf_ringbuf_output(&ring, record, size, 0);
}

static __always_inline void report_message(struct tour *tour, struct sk_buff *skb)
{
	struct visit *visit = tour->visit;
	struct scm_fp_list *list = visit->list;
	struct queue_record *queue = &visit->record;
	struct fdtrail_record *record = &tour->draft->record;
	struct sock *sender = BPF_CORE_READ(skb, sk);
	u64 path_size = visit->path_size;

	record->message = queue->queue_message = hashed((u64)list);
	record->count = BPF_CORE_READ(list, count);
	queue->sender_id = hashed((u64)sender);
	queue->peer_inode = BPF_CORE_READ(sender, sk_socket, file, f_inode, i_ino);
	queue->queue_uid = BPF_CORE_READ(list, user, uid.val);
	queue->user_in_flight = BPF_CORE_READ(list, user, unix_inflight);
	if (!path_size)
		path_size = copy_address(queue->path, sender, address_size(sender));
	if (!stands(visit)) {
		visit->moved = 1;
		return;
	}
	if (report_queue(visit, path_size))
		repeat(FDTRAIL_MAX_FDS, report_queued, tour);
	else
		__sync_fetch_and_add(&fdtrail_counters.ring_full, record->count);
}

STEP next_message_in(u32 turn, struct tour *tour)
{
	struct visit *visit = tour->visit;
	struct sk_buff *at = visit->at, *next;

	if (!at || at == visit->head)
		return 1;
	next = BPF_CORE_READ(at, next);
	visit->list = list_of(at);
	if (!stands(visit)) {
		visit->moved = 1;
		return 1;
	}
	if (visit->list)
		report_message(tour, at);
	if (visit->moved)
		return 1;
	visit->before = at;
	visit->at = next;
	return 0;
}

/* Walks the queue from its head; user space ignores what is reported again. */
STEP walk_queue(u32 turn, struct tour *tour)
{
	struct visit *visit = tour->visit;
	struct sk_buff *head = visit->head;

	visit->moved = 0;
	visit->before = head;
	visit->at = BPF_CORE_READ(head, next);
	repeat(MAX_MESSAGES, next_message_in, tour);
	return !visit->moved;
}

/* Who connected, listened or made the pair: the kernel keeps the number of a process after its end. */
static __always_inline void describe_connected(struct queue_record *queue, struct sock *sock)
{
	struct pid *pid = BPF_CORE_READ(sock, sk_peer_pid);
	struct task_struct *task;

	if (!pid)
		return;
	queue->peer_pid = BPF_CORE_READ(pid, numbers[0].nr);
	task = task_of(pid);
	if (task && !bpf_core_read(queue->peer_comm, sizeof(queue->peer_comm), &task->comm))
		queue->queue_flags = FDTRAIL_PEER_LIVES;
}

/* What all messages of a queue have in common. */
static __always_inline void describe_queue(struct visit *visit, struct sock *sock)
{
	struct queue_record *queue = &visit->record;
	u64 address = (u64)BPF_CORE_READ((struct unix_sock *)sock, addr);

	__builtin_memset(queue, 0, sizeof(*queue));
	queue->version = FDTRAIL_VERSION;
	queue->kind = FDTRAIL_KIND_QUEUE;
	queue->queue_tag = FDTRAIL_PART_QUEUE;
	queue->queue_size = sizeof(struct fdtrail_queue);
	queue->socket_tag = FDTRAIL_PART_SOCKET;
	queue->socket_size = sizeof(struct fdtrail_socket);
	queue->socket_fd = -1;
	queue->address_tag = FDTRAIL_PART_ADDRESS;
	queue->receiver_id = hashed((u64)sock);
	queue->address_id = address ? hashed(address) : 0;
	queue->socket_inode = BPF_CORE_READ(sock, sk_socket, file, f_inode, i_ino);
	queue->socket_type = BPF_CORE_READ(sock, sk_type);
	describe_connected(queue, sock);
	visit->path_size = copy_address(queue->path, sock, address_size(sock));
}

/* Neither listens, nor has descriptors in its queue. */
static __always_inline bool is_idle(struct unix_sock *unix, const bool typed)
{
	return READ_AS(typed, unix, sk.__sk_common.skc_state) != TCP_LISTEN && !READ_AS(typed, unix, scm_stat.nr_fds.counter);
}

static __always_inline void visit_socket(struct sock *sock)
{
	u32 zero = 0;
	struct tour tour = {
		.visit = bpf_map_lookup_elem(&visits, &zero),
		.draft = draft_of(SLOT_QUEUE),
	};
	struct fdtrail_record *record;

	if (!tour.visit || !tour.draft)
		return;
	tour.visit->sock = number_by(tour.draft, sock);
	describe_queue(tour.visit, (struct sock *)tour.visit->sock);
	if (BPF_CORE_READ(sock, __sk_common.skc_state) == TCP_LISTEN) {
		if (!report_queue(tour.visit, tour.visit->path_size))
			count_loss(ring_full);
		return;
	}
	record = &tour.draft->record;
	blank(tour.draft);
	record->kind = FDTRAIL_KIND_QUEUED;
	tour.visit->head = (void *)number_by(tour.draft, &sock->sk_receive_queue);
	repeat(MAX_TRIES, walk_queue, &tour);
	if (tour.visit->moved)
		count_loss(queues_moved);
	else if (tour.visit->at && tour.visit->at != tour.visit->head)
		count_loss(queues_long);
}

#endif
