/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Why a send failed after its list was made: no function that runs for messages with descriptors only returns the errno,
 * so that it is found as the kernel found it, from what is wrong with the sockets while the list is freed. What cannot be
 * told from them (a fault in the data, a signal, no memory) has no errno.
 */
#ifndef FDTRAIL_REFUSAL_BPF_H
#define FDTRAIL_REFUSAL_BPF_H

#include "transfers.bpf.h"

#define EPERM 1
#define EAGAIN 11
#define EPIPE 32
#define EMSGSIZE 90
#define EOPNOTSUPP 95
#define EISCONN 106
#define ENOTCONN 107
#define ETOOMANYREFS 109
#define ECONNREFUSED 111

#define MSG_DONTWAIT 0x40
#define RCV_SHUTDOWN 1
#define SEND_SHUTDOWN 2
#define RLIMIT_NOFILE 7
#define CAP_SYS_ADMIN 21
#define CAP_SYS_RESOURCE 24
#define SKB_HEADROOM 32 /* what a datagram may not have of the send buffer */

static __always_inline struct sock *peer_of(struct sock *sock)
{
	return BPF_CORE_READ((struct unix_sock *)sock, peer);
}

/* The receiver's peer, if that is the one that sent: it may have been connected anew, to another. */
static __always_inline u64 peer_that_sent(u64 receiver, u64 sender)
{
	u64 peer = (u64)peer_of((struct sock *)receiver);

	return !sender || peer == sender ? peer : 0;
}

static __always_inline u64 peer_inode_of(struct sock *sock)
{
	return BPF_CORE_READ(peer_of(sock), sk_socket, file, f_inode, i_ino);
}

/* Keeps what will not be known any more when the send has failed. */
static __always_inline void tell_try(struct transfer *transfer, struct socket *socket, struct msghdr *msg)
{
	transfer->sender = (u64)READ(socket, sk);
	transfer->try.size = READ(msg, msg_iter.count);
	transfer->try.is_nonblocking = READ(msg, msg_flags) & MSG_DONTWAIT;
	transfer->try.is_addressed = READ(msg, msg_namelen) != 0;
	transfer->try.is_connected = transfer->socket_type == SOCK_STREAM || peer_of((void *)transfer->sender);
}

/* too_many_unix_fds() in net/unix/scm.c or net/core/scm.c */
static __always_inline bool is_over_limit(void)
{
	const u64 exempt = 1ULL << CAP_SYS_ADMIN | 1ULL << CAP_SYS_RESOURCE;
	struct task_struct *task = (void *)bpf_get_current_task();
	const struct cred *cred = BPF_CORE_READ(task, cred);
	u64 capabilities = 0;

	bpf_core_read(&capabilities, sizeof(capabilities), &cred->cap_effective);
	if (capabilities & exempt && !BPF_CORE_READ(cred, user_ns, level))
		return false;
	return BPF_CORE_READ(cred, user, unix_inflight) > BPF_CORE_READ(task, signal, rlim[RLIMIT_NOFILE].rlim_cur);
}

static __always_inline bool is_dead(struct sock *sock)
{
	return BPF_CORE_READ(sock, __sk_common.skc_flags) >> SOCK_DEAD_BIT & 1;
}

/* SO_PASSRIGHTS (6.16): sockets are made with it on. */
static __always_inline bool takes_rights(struct sock *sock)
{
	return !bpf_core_field_exists(sock->sk_scm_rights) || BPF_CORE_READ_BITFIELD_PROBED(sock, sk_scm_rights);
}

/* What unix_stream_sendmsg() and unix_dgram_sendmsg() look at, in their order; 0 when none of it is wrong. */
static __always_inline u16 refused_for(struct transfer *transfer)
{
	struct sock *sender = (void *)transfer->sender, *peer = peer_of(sender);
	bool is_stream = transfer->socket_type == SOCK_STREAM;
	u64 room = BPF_CORE_READ(sender, sk_sndbuf), used = BPF_CORE_READ(sender, sk_wmem_alloc.refs.counter);

	if (transfer->try.is_addressed)
		return !is_stream ? 0 : peer ? EISCONN : EOPNOTSUPP;
	if (!transfer->try.is_connected || (is_stream && !peer))
		return ENOTCONN;
	if (!is_stream && transfer->try.size + SKB_HEADROOM > room)
		return EMSGSIZE;
	if (BPF_CORE_READ(sender, sk_shutdown) & SEND_SHUTDOWN)
		return EPIPE;
	if (is_stream && !transfer->try.size)
		return 0;
	if (!peer || is_dead(peer))
		return transfer->socket_type == SOCK_DGRAM ? ECONNREFUSED : EPIPE;
	if (BPF_CORE_READ(peer, sk_shutdown) & RCV_SHUTDOWN)
		return EPIPE;
	if (!takes_rights(peer))
		return EPERM;
	if (used > room) /* one of the references is not memory */
		return transfer->try.is_nonblocking ? EAGAIN : 0;
	if (is_over_limit())
		return ETOOMANYREFS;
	if (!is_stream && BPF_CORE_READ(peer, sk_receive_queue.qlen) > BPF_CORE_READ(peer, sk_max_ack_backlog))
		return transfer->try.is_nonblocking ? EAGAIN : 0;
	return 0;
}

/* The list dies without having been queued: the send is refused, or was one of a stream that carries nothing. */
static __always_inline void tell_refusal(u32 slot, struct fdtrail_record *record, struct transfer *transfer)
{
	record->socket_fd = transfer->socket_fd;
	record->socket_inode = transfer->socket_inode;
	record->socket_type = transfer->socket_type;
	if (!transfer->try.is_addressed)
		record->peer_inode = peer_inode_of((void *)transfer->sender);
	tell_path(slot, transfer->sender, transfer->try.is_addressed ? 0 : (u64)peer_of((void *)transfer->sender));
	if (transfer->error) {
		record->error = transfer->error;
		return;
	}
	record->error = refused_for(transfer);
	if (record->error == EPERM)
		record->reason = FDTRAIL_PASSRIGHTS;
	else if (!record->error && transfer->socket_type == SOCK_STREAM && !transfer->try.size)
		record->reason = FDTRAIL_UNSENT;
	else
		return;
	record->action = FDTRAIL_DROP;
	record->flags |= FDTRAIL_F_SENDER | (record->flags & FDTRAIL_F_FOLLOWED ? FDTRAIL_F_SENDER_FOLLOWED : 0);
	record->sender_pid = record->pid;
	record->sender_tid = record->tid;
	record->sender_uid = record->uid;
	__builtin_memcpy(record->sender_comm, record->comm, sizeof(record->sender_comm));
}

#endif
