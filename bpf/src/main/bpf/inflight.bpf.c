// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * What is queued right now: an iterator over the Unix sockets of one network namespace (5.16, 2c860a43dd77), which somebody
 * must be able to enter; and then one over the sockets of all other namespaces.
 */
#define FDTRAIL_TYPED
#include "queue.bpf.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

/* The network namespaces that were visited. One that finds no room here is reported twice. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, u64); /* struct net * */
	__type(value, u8);
} namespaces SEC(".maps");

SEC("iter/unix")
int unix_sockets(struct bpf_iter__unix *ctx)
{
	struct sock *sock = (struct sock *)ctx->unix_sk;
	u64 namespace;
	u8 met = 1;

	if (!sock)
		return 0;
	namespace = as_number(READ(sock, __sk_common.skc_net.net));
	if (!bpf_map_lookup_elem(&namespaces, &namespace))
		bpf_map_update_elem(&namespaces, &namespace, &met, BPF_ANY);
	if (!is_idle((struct unix_sock *)sock, true))
		visit_socket(sock);
	return 0;
}

#ifdef FDTRAIL_BOUNDED_LOOPS
#define walk_elsewhere() /* it would be too long for the verifier */
#else
#define UNIX_BUCKETS 512    /* UNIX_HASH_SIZE; since 6.0 in each namespace (b6e811383062) */
#define MAX_TURNS (1 << 23) /* BPF_MAX_LOOPS */

/*
 * The position in the sockets of namespaces that nobody can enter. We take no lock: what was read counts if the kernel's link
 * back points to where we came from. It is in a map, where the verifier assumes nothing about values.
 */
struct elsewhere {
	struct list_head *first; /* any entry of the ring of namespaces */
	u64 ops;                 /* each namespace has these, and the head of that ring does not */
	struct net *net;
	u32 bucket; /* of net; UNIX_BUCKETS: none is left */
	u32 tries;
	struct hlist_node **link; /* points to the node */
	struct hlist_node *node;
};
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct elsewhere);
} walks SEC(".maps");

static __always_inline bool is_elsewhere(struct elsewhere *walk)
{
	struct net *net = walk->net;
	u64 namespace = as_number(net);

	return (u64)BPF_CORE_READ(net, ns.ops) == walk->ops && !bpf_map_lookup_elem(&namespaces, &namespace);
}

/* Returns whether there is another one. */
static __always_inline bool next_namespace(struct elsewhere *walk)
{
	struct net *net = walk->net;
	struct list_head *next = BPF_CORE_READ(net, list.next);

	if (!next || next == walk->first)
		return false;
	walk->net = (void *)next - bpf_core_field_offset(struct net, list);
	if (is_elsewhere(walk))
		walk->bucket = 0;
	return true;
}

static __always_inline void enter_bucket(struct elsewhere *walk)
{
	struct net *net = walk->net;

	walk->link = &BPF_CORE_READ(net, unx.table.buckets)[walk->bucket].first;
	bpf_probe_read_kernel(&walk->node, sizeof(walk->node), walk->link);
}

static __always_inline void next_bucket(struct elsewhere *walk)
{
	walk->bucket++;
	walk->tries = 0;
	if (walk->bucket < UNIX_BUCKETS)
		enter_bucket(walk);
}

/* A socket that was bound, or has gone, is not where it was: begin the bucket again. */
static __always_inline void enter_again(struct elsewhere *walk)
{
	if (walk->tries++ < MAX_TRIES) {
		enter_bucket(walk);
	} else {
		count_loss(queues_moved);
		next_bucket(walk);
	}
}

STEP next_elsewhere(u32 turn, struct elsewhere **place)
{
	struct elsewhere *walk = *place;
	struct hlist_node *node = walk->node, *next;
	struct sock *sock;

	if (walk->bucket >= UNIX_BUCKETS) {
		if (!next_namespace(walk))
			return 1;
		if (walk->bucket == 0)
			enter_bucket(walk);
		return 0;
	}
	if (!node) {
		next_bucket(walk);
		return 0;
	}
	sock = (void *)node - bpf_core_field_offset(struct sock, __sk_common.skc_node);
	if (!is_idle((struct unix_sock *)sock, false))
		visit_socket(sock);
	next = BPF_CORE_READ(node, next);
	if (BPF_CORE_READ(node, pprev) != walk->link) {
		enter_again(walk);
		return 0;
	}
	walk->link = &node->next;
	walk->node = next;
	return 0;
}

static __always_inline void walk_elsewhere(void)
{
	struct net *own = READ_TASK(current_task(), nsproxy, net_ns);
	u32 zero = 0;
	struct elsewhere *walk = bpf_map_lookup_elem(&walks, &zero);

	if (!walk || !bpf_core_field_exists(own->unx.table))
		return;
	walk->net = (struct net *)as_number(own);
	walk->first = (void *)walk->net + bpf_core_field_offset(struct net, list);
	walk->ops = (u64)BPF_CORE_READ(own, ns.ops);
	walk->bucket = UNIX_BUCKETS;
	repeat(MAX_TURNS, next_elsewhere, &walk);
}
#endif

/* Runs after the other one, which visits all namespaces with processes; nobody can enter the rest. Walks once, at its end. */
SEC("iter/unix")
int other_namespaces(struct bpf_iter__unix *ctx)
{
	if (!ctx->unix_sk)
		walk_elsewhere();
	return 0;
}
