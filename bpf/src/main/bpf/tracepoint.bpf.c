// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * The backend on ordinary tracepoints, for kernels with neither trampolines nor kprobes. Six of them see the message's
 * struct scm_fp_list from outside the functions that make it and take it: after it was queued, before it is installed, and
 * after.
 */
#define FDTRAIL_TYPED
#define FDTRAIL_LATE_SENDS /* a receive may be reported before its send */
#include "follow.bpf.h"
#include "tp_destroy.bpf.h"
#include "tp_receive.bpf.h"
#include "tp_send.bpf.h"
#include "tp_splice.bpf.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

/*
 * FDTRAIL_PERF: as programs of perf's events, which run with preemption disabled from start to end. Those on raw tracepoints
 * cost less, but while the kernel has preempted one midway (7.0), it skips that one for every other thread of the CPU.
 */
#ifdef FDTRAIL_PERF
/* perf stores the registers of the place that it was called from before the event. */
static __always_inline u64 stack_of(void *event)
{
	struct pt_regs *regs = NULL;

	bpf_probe_read_kernel(&regs, sizeof(regs), event);
	return BPF_CORE_READ(regs, sp) & ~7ULL;
}

SEC("tp/sock/sk_data_ready")
int sk_data_ready(struct trace_event_raw_sk_data_ready *event)
{
	return on_queued(untrusted((struct sock *)event->skaddr), stack_of(event));
}

SEC("tp/sock/sock_send_length")
int sock_send_length(struct trace_event_raw_sock_msg_length *event)
{
	return on_sent(untrusted((struct sock *)event->sk), event->ret, stack_of(event));
}

SEC("tp/skb/skb_copy_datagram_iovec")
int skb_copy_datagram_iovec(struct trace_event_raw_skb_copy_datagram_iovec *event)
{
	return on_copy((struct sk_buff *)event->skbaddr, stack_of(event));
}

SEC("tp/sock/sock_recv_length")
int sock_recv_length(struct trace_event_raw_sock_msg_length *event)
{
	return on_received(untrusted((struct sock *)event->sk), event->ret, event->flags);
}

SEC("tp/skb/kfree_skb")
int kfree_skb(struct trace_event_raw_kfree_skb *event)
{
	return on_free((struct sk_buff *)event->skbaddr, event->reason, stack_of(event));
}

SEC("tp/skb/consume_skb")
int consume_skb(struct trace_event_raw_consume_skb *event)
{
	struct sk_buff *skb = event->skbaddr;

	return is_spliced(untrusted(skb)) ? on_spliced(skb, stack_of(event)) : 0;
}
#else
/* The sender has queued a message. */
SEC("tp_btf/sk_data_ready")
int BPF_PROG(sk_data_ready, struct sock *sock)
{
	return UNPREEMPTED(on_queued(untrusted(sock), as_number(ctx)));
}

/* The send is over: refused, or queued and perhaps received already. */
SEC("tp_btf/sock_send_length")
int BPF_PROG(sock_send_length, struct sock *sock, int length, int message_flags)
{
	return UNPREEMPTED(on_sent(untrusted(sock), length, as_number(ctx)));
}

/* The receiver copies the message's data, before it takes the list. */
SEC("tp_btf/skb_copy_datagram_iovec")
int BPF_PROG(skb_copy_datagram_iovec, struct sk_buff *skb, int length)
{
	return UNPREEMPTED(on_copy(skb, as_number(ctx)));
}

/* The receive is over. */
SEC("tp_btf/sock_recv_length")
int BPF_PROG(sock_recv_length, struct sock *sock, int length, int message_flags)
{
	return UNPREEMPTED(on_received(untrusted(sock), length, message_flags));
}

/* A message is freed in its queue. */
SEC("tp_btf/kfree_skb")
int BPF_PROG(kfree_skb, struct sk_buff *skb, void *location, int reason)
{
	return UNPREEMPTED(on_free(skb, reason, as_number(ctx)));
}

/* The data of a message are used up; if by splice, its descriptors are dropped. */
SEC("tp_btf/consume_skb")
int BPF_PROG(consume_skb, struct sk_buff *skb)
{
	return is_spliced(untrusted(skb)) ? UNPREEMPTED(on_spliced(skb, as_number(ctx))) : 0;
}
#endif
