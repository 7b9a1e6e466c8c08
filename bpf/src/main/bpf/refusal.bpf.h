/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Why a send failed after its list was made. No function that runs only for messages with descriptors returns the errno, so
 * we derive it as the kernel did, from what is wrong with the sockets when the list is freed. If they do not show it (a
 * security module, no memory), there is no errno.
 */
#ifndef FDTRAIL_REFUSAL_BPF_H
#define FDTRAIL_REFUSAL_BPF_H

#include "answered.bpf.h"
#include "restart.bpf.h"
#include "source.bpf.h"
#include "transfers.bpf.h"

#define EPERM 1
#define ENOENT 2
#define EFAULT 14
#define EINVAL 22
#define EMFILE 24
#define EPIPE 32
#define EMSGSIZE 90
#define EOPNOTSUPP 95
#define EISCONN 106
#define ENOTCONN 107
#define ETOOMANYREFS 109
#define ECONNREFUSED 111

#define MSG_OOB 1
#define RCV_SHUTDOWN 1
#define SEND_SHUTDOWN 2
#define TCP_ESTABLISHED 1
#define RLIMIT_NOFILE 7
#define CAP_SYS_ADMIN 21
#define CAP_SYS_RESOURCE 24
#define SKB_HEADROOM 32 /* the part of the send buffer that a datagram may not use */
#define MAX_SCHEDULE_TIMEOUT 0x7fffffffffffffff
#define MAX_ERRNO 4095

/* The receiver of a datagram that this thread sends to an address, as unix_find_other found it. */
struct target {
	u64 sock;  /* 0: not looked for yet, or there is none */
	s32 error; /* why there is none */
	bool is_full;
};
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, u64); /* pid_tgid */
	__type(value, struct target);
} targets SEC(".maps");

static __always_inline struct sock *peer_of(struct sock *sock)
{
	return LOAD_POINTER((struct unix_sock *)sock, peer);
}

/* The receiver's peer, if that is the sender: the receiver may have been connected to another one since. */
static __always_inline u64 peer_that_sent(u64 receiver, u64 sender)
{
	u64 peer = (u64)peer_of((struct sock *)receiver);

	return !sender || peer == sender ? peer : 0;
}

static __always_inline u64 inode_of(struct sock *sock)
{
	return BPF_CORE_READ(sock, sk_socket, file, f_inode, i_ino);
}

static __always_inline bool is_shut_down(struct sock *sock, u8 how)
{
	return BPF_CORE_READ(sock, sk_shutdown) & how;
}

static __always_inline bool is_dead(struct sock *sock)
{
	return BPF_CORE_READ(sock, __sk_common.skc_flags) >> SOCK_DEAD_BIT & 1;
}

/* Whether the queue of a datagram's receiver has no room. A receiver whose peer is the sender takes more than that. */
static __always_inline bool is_full(struct sock *receiver)
{
	return BPF_CORE_READ(receiver, sk_receive_queue.qlen) > BPF_CORE_READ(receiver, sk_max_ack_backlog);
}

/* SO_PASSRIGHTS (6.16): it is on in a new socket. */
static __always_inline bool takes_rights(struct sock *sock)
{
	return !bpf_core_field_exists(sock->sk_scm_rights) || BPF_CORE_READ_BITFIELD_PROBED(sock, sk_scm_rights);
}

/* Whether the send buffer has no room: one of the references to it is not memory. */
static __always_inline bool is_exhausted(struct sock *sender)
{
	return BPF_CORE_READ(sender, sk_wmem_alloc.refs.counter) > BPF_CORE_READ(sender, sk_sndbuf);
}

/* Stores what will no longer be known when the send has failed. */
static __always_inline void describe_try(struct transfer *transfer, struct socket *socket, struct msghdr *msg, u64 cookie)
{
	struct attempt *attempt = &transfer->attempt;
	struct sock *sock = READ(socket, sk), *peer;

	transfer->sender = (u64)sock;
	peer = peer_of((void *)transfer->sender);
	attempt->size = READ(msg, msg_iter.count);
	attempt->cookie = cookie;
	attempt->message = (u64)msg;
	attempt->error = READ(sock, sk_err);
	attempt->is_nonblocking = READ(msg, msg_flags) & MSG_DONTWAIT;
	attempt->is_addressed = READ(msg, msg_namelen) != 0;
	attempt->is_connected = transfer->socket_type == SOCK_STREAM || peer;
	attempt->is_shut_down = READ(sock, sk_shutdown) & SEND_SHUTDOWN;
	attempt->is_exhausted = READ(sock, sk_wmem_alloc.refs.counter) > READ(sock, sk_sndbuf);
	if (transfer->socket_type != SOCK_DGRAM)
		return;
	attempt->is_full = peer && is_full(peer);
	if (attempt->is_addressed) {
		u64 thread = bpf_get_current_pid_tgid();
		struct target target = {};

		bpf_map_update_elem(&targets, &thread, &target, BPF_ANY);
	}
}

/* unix_find_other looked up an address: for a datagram, or to connect. */
static __always_inline int on_find(u64 found)
{
	u64 thread = bpf_get_current_pid_tgid();
	struct target *target = bpf_map_lookup_elem(&targets, &thread);

	if (!target)
		return 0;
	target->error = (s64)found < 0 && (s64)found >= -MAX_ERRNO ? -(s32)found : 0;
	target->sock = target->error ? 0 : found;
	target->is_full = target->sock && is_full((struct sock *)found);
	return 0;
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

/* The error of a send that slept for room, or that may not sleep. */
static __always_inline int waited(struct transfer *transfer)
{
	struct sock *sender = (struct sock *)transfer->sender;
	bool has_timeout = BPF_CORE_READ(sender, sk_sndtimeo) != MAX_SCHEDULE_TIMEOUT;

	if (transfer->attempt.is_nonblocking)
		return EAGAIN;
	if (is_interrupted())
		return has_timeout ? EINTR : ERESTARTSYS;
	return has_timeout ? EAGAIN : 0;
}

/* The socket was shut down. If the peer closed while this thread slept, it is ECONNRESET, but only if it left bytes unread. */
static __always_inline int shut_down(struct transfer *transfer, struct sock *peer)
{
	return transfer->attempt.is_shut_down || !is_dead(peer) ? EPIPE : 0;
}

/* Whether unix_validate_addr() accepts an address of size bytes. */
static __always_inline bool is_valid(struct sockaddr_un *address, u64 size)
{
	const u64 empty = bpf_core_field_offset(struct sockaddr_un, sun_path);

	return size > empty && size <= empty + FDTRAIL_PATH_SIZE && BPF_CORE_READ(address, sun_family) == AF_UNIX;
}

/* No skb got the list: the kernel found what is wrong before sock_alloc_send_pskb(), in it, or just after it. */
static __always_inline int refused_early(struct transfer *transfer, struct sock *sender, struct sock *peer)
{
	struct msghdr *msg = (struct msghdr *)transfer->attempt.message;
	bool is_stream = transfer->socket_type == SOCK_STREAM, is_down = is_shut_down(sender, SEND_SHUTDOWN);

	if (transfer->attempt.is_addressed && is_stream)
		return peer ? EISCONN : EOPNOTSUPP;
	if (transfer->attempt.is_addressed && !is_valid(BPF_CORE_READ(msg, msg_name), BPF_CORE_READ(msg, msg_namelen)))
		return EINVAL;
	if (!transfer->attempt.is_addressed && (!transfer->attempt.is_connected || (is_stream && !peer)))
		return ENOTCONN;
	if (!is_stream && (s64)transfer->attempt.size > BPF_CORE_READ(sender, sk_sndbuf) - SKB_HEADROOM)
		return EMSGSIZE;
	if (is_stream && is_down)
		return shut_down(transfer, peer);
	if (is_stream && !transfer->attempt.size)
		return 0;
	if (transfer->attempt.error)
		return transfer->attempt.error;
	if (is_down)
		return shut_down(transfer, peer);
	if (is_exhausted(sender))
		return waited(transfer);
	if (is_over_limit())
		return ETOOMANYREFS;
	return transfer->attempt.is_exhausted || (!transfer->attempt.is_nonblocking && is_interrupted()) ? waited(transfer) : 0;
}

/* A datagram socket that is connected receives only from its peer. */
static __always_inline bool is_engaged(struct transfer *transfer, struct sock *receiver)
{
	struct sock *peer = peer_of(receiver);

	return transfer->socket_type == SOCK_DGRAM && peer && (u64)peer != transfer->sender;
}

/* What a send to a connected socket returns whose peer was closed meanwhile. */
static __always_inline int gone_peer(struct transfer *transfer)
{
	/* For a seqpacket socket, ECONNREFUSED without 3ff8bff704f4, as in 5.10. */
	return transfer->socket_type == SOCK_STREAM || bpf_core_field_exists(struct scm_fp_list, inflight) ? EPIPE : 0;
}

/* An skb had the list. After that the kernel copies the data, looks up a datagram's receiver, and checks the receiver. */
static __always_inline int refused_late(struct transfer *transfer, struct sock *receiver, struct target *target)
{
	bool is_dgram = transfer->socket_type == SOCK_DGRAM, is_stream = transfer->socket_type == SOCK_STREAM;
	struct msghdr *msg = (struct msghdr *)transfer->attempt.message;

	if (!is_stream && BPF_CORE_READ(msg, msg_iter.count))
		return EFAULT;
	if (target && target->error)
		return target->error;
	if (!transfer->attempt.is_addressed && !transfer->attempt.is_connected) /* since 6.14 it is found here */
		return ENOTCONN;
	if (is_engaged(transfer, receiver))
		return EPERM;
	if (!receiver || is_dead(receiver))
		return !is_dgram ? gone_peer(transfer) : transfer->attempt.is_addressed ? 0 : ECONNREFUSED;
	if (is_shut_down(receiver, RCV_SHUTDOWN))
		return EPIPE;
	if (!takes_rights(receiver))
		return EPERM;
	if (is_stream)
		return EFAULT;                          /* nothing else is left */
	if ((u64)peer_of(receiver) == transfer->sender) /* may fill its peer's queue */
		return 0;
	return is_full(receiver) || transfer->attempt.is_full || (target && target->is_full) ? waited(transfer) : 0;
}

static __always_inline bool has_filter(struct sock *sock)
{
	return BPF_CORE_READ(sock, sk_filter);
}

static __always_inline void describe_as_drop(struct fdtrail_record *record, u8 reason)
{
	record->action = FDTRAIL_DROP;
	record->reason = reason;
	record->flags |= FDTRAIL_F_SENDER | (record->flags & FDTRAIL_F_FOLLOWED ? FDTRAIL_F_SENDER_FOLLOWED : 0);
	record->sender_pid = record->pid;
	record->sender_tid = record->tid;
	record->sender_uid = record->uid;
	record->sender_number = record->process_number;
	__builtin_memcpy(record->sender_comm, record->comm, sizeof(record->sender_comm));
}

/*
 * The list is freed and was never queued: the send is refused, or it is a stream send without data. cookie: the struct
 * scm_cookie that it is freed from, which is the send's own unless an skb had the list. False if the send is not over,
 * because the call is made again.
 */
static __always_inline bool describe_refusal(u32 slot, struct fdtrail_record *record, struct transfer *transfer, u64 cookie)
{
	struct sock *sender = (void *)transfer->sender, *peer = peer_of(sender), *receiver = peer;
	bool is_early = cookie == transfer->attempt.cookie;
	u64 thread = bpf_get_current_pid_tgid();
	struct target *target = NULL;
	int error = transfer->error;

	answer(transfer->socket_type);
	if (transfer->attempt.is_addressed) {
		target = bpf_map_lookup_elem(&targets, &thread);
		receiver = target ? (struct sock *)target->sock : NULL;
	}
	if (!error)
		error = is_early ? refused_early(transfer, sender, peer) : refused_late(transfer, receiver, target);
	if (target)
		bpf_map_delete_elem(&targets, &thread);
	error = returned_error(error, transfer->attempt.message, cookie, (u64)BPF_CORE_READ(sender, sk_socket, file));
	if (error < 0)
		return false;
	record->error = error;
	record->socket_fd = transfer->socket_fd;
	record->socket_inode = transfer->socket_inode;
	record->socket_type = transfer->socket_type;
	record->peer_inode = inode_of(receiver);
	describe_target(slot, transfer->attempt.message, (u64)peer);
	describe_peer(slot, record, transfer->sender, (u64)receiver);
	if (is_early && !error && transfer->socket_type == SOCK_STREAM && !transfer->attempt.size)
		describe_as_drop(record, FDTRAIL_UNSENT);
	else if (!is_early && error == EPERM && !is_engaged(transfer, receiver) && !takes_rights(receiver))
		describe_as_drop(record, FDTRAIL_PASSRIGHTS);
	else if (!is_early && !error && receiver && transfer->socket_type != SOCK_STREAM && has_filter(receiver))
		describe_as_drop(record, FDTRAIL_FILTER); /* the send succeeds */
	return true;
}

#endif
