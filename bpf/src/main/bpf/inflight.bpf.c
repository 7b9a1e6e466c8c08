// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * What is queued right now: an iterator over the Unix sockets of one network namespace (5.16, 2c860a43dd77), which puts a
 * record into the ring for each descriptor in their receive queues. It takes no lock of the queue, so that it holds nobody
 * up; what it read counts when the message still stands at its place afterwards.
 */
#define FDTRAIL_TYPED
#include "transfers.bpf.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

#define MAX_MESSAGES 65536
#define MAX_TRIES 16

/* On the way through a queue. In a map, where the verifier takes nothing for known; see struct search. */
struct visit {
	u64 sock;               /* whose queue it is */
	struct sk_buff *head;   /* the queue itself: its last message points back to it */
	struct sk_buff *before; /* what was seen last */
	struct sk_buff *at;
	struct scm_fp_list *list;
	u64 moved;              /* messages left the queue meanwhile */
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

/* Is the message still where it was, with the list that was read? */
static __always_inline bool stands(struct visit *visit)
{
	struct sk_buff *at = visit->at;

	return BPF_CORE_READ(at, prev) == visit->before && list_of(at) == visit->list;
}

STEP tell_queued(u32 index, struct tour *tour)
{
	struct visit *visit = tour->visit;
	struct draft *draft = tour->draft;
	u64 file;

	if (index >= draft->record.count || index >= FDTRAIL_MAX_FDS)
		return 1;
	file = file_at(visit->list, index);
	draft->record.index = index;
	draw(draft, (struct file *)file, file, false);
	if (!stands(visit)) {
		visit->moved = 1;
		return 1;
	}
	submit(draft);
	return 0;
}

static __always_inline void tell_message(struct tour *tour, struct sk_buff *skb)
{
	struct scm_fp_list *list = tour->visit->list;
	struct unix_skb_parms *parms = (void *)skb + bpf_core_field_offset(struct sk_buff, cb);
	struct fdtrail_record *record = &tour->draft->record;
	struct pid *pid = BPF_CORE_READ(parms, pid);

	record->message = hashed((u64)list);
	record->count = BPF_CORE_READ(list, count);
	record->peer_inode = BPF_CORE_READ(skb, sk, sk_socket, file, f_inode, i_ino);
	record->sender_uid = BPF_CORE_READ(list, user, uid.val);
	record->in_flight_ns = BPF_CORE_READ(list, user, unix_inflight);
	record->sender_pid = pid ? BPF_CORE_READ(pid, numbers[0].nr) : 0;
	tell_path(SLOT_QUEUE, tour->visit->sock, (u64)BPF_CORE_READ(skb, sk));
	repeat(FDTRAIL_MAX_FDS, tell_queued, tour);
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
		tell_message(tour, at);
	if (visit->moved)
		return 1;
	visit->before = at;
	visit->at = next;
	return 0;
}

/* Walks the queue from its head; user space takes what is told twice for one. */
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

SEC("iter/unix")
int unix_sockets(struct bpf_iter__unix *ctx)
{
	struct unix_sock *unix = ctx->unix_sk;
	struct sock *sock = (struct sock *)unix;
	u32 zero = 0;
	struct tour tour = { .visit = bpf_map_lookup_elem(&visits, &zero), .draft = draft_of(SLOT_QUEUE) };
	struct fdtrail_record *record;

	if (!unix || !tour.visit || !tour.draft || !READ(unix, scm_stat.nr_fds.counter))
		return 0;
	record = &tour.draft->record;
	__builtin_memset(record, 0, sizeof(*record));
	record->action = FDTRAIL_SEND;
	record->fd = record->socket_fd = record->sender_fd = -1;
	record->flags = FDTRAIL_F_SENDER;
	record->socket_inode = BPF_CORE_READ(sock, sk_socket, file, f_inode, i_ino);
	record->socket_type = READ(sock, sk_type);
	tour.visit->sock = number_by(tour.draft, sock);
	tour.visit->head = (void *)number_by(tour.draft, &sock->sk_receive_queue);
	repeat(MAX_TRIES, walk_queue, &tour);
	if (tour.visit->moved)
		count_loss(queues_moved);
	return 0;
}
