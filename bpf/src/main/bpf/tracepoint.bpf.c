// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * The backend on ordinary tracepoints, for kernels with neither trampolines nor kprobes. Five of them see the message's
 * struct scm_fp_list from outside the functions that make it and take it: after it was queued, before it is installed, and
 * after.
 */
#define FDTRAIL_TYPED
#include "follow.bpf.h"
#include "tp_destroy.bpf.h"
#include "tp_receive.bpf.h"
#include "tp_send.bpf.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

#define MSG_PEEK 2

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
	struct sock *receiver = untrusted(sock);

	if (BPF_CORE_READ(receiver, __sk_common.skc_family) != AF_UNIX)
		return 0;
	return UNPREEMPTED(on_received(receiver, length, message_flags & MSG_PEEK));
}

/* A message dies in its queue. */
SEC("tp_btf/kfree_skb")
int BPF_PROG(kfree_skb, struct sk_buff *skb, void *location, int reason)
{
	return UNPREEMPTED(on_free(skb, reason));
}
