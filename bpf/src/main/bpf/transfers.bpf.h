/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Messages in flight, from the send to the end of their list.
 *
 * struct scm_fp_list holds the files of one message. It is made in __scm_send, travels in the skb, and is always freed in
 * __scm_destroy; index i of its fp[] is the order of the sender's numbers and of the receiver's installs. So its address
 * is an exact key from __scm_send to __scm_destroy.
 */
#ifndef FDTRAIL_TRANSFERS_BPF_H
#define FDTRAIL_TRANSFERS_BPF_H

#include "number.bpf.h"
#include "identity.bpf.h"
#include "report.bpf.h"

#define SOCK_STREAM 1
#define SOCK_DGRAM 2
#define SOCK_SEQPACKET 5
#define SOCK_DEAD_BIT 0      /* enum sock_flags: orphaned by close */
#define SOCK_URGINLINE_BIT 2 /* SO_OOBINLINE */
#define UNIX_GC_CANDIDATE 0
#define INLINE_FDS 16

enum transfer_state {
	BUILT,  /* not queued yet; with tracepoints: entered by a receiver that was faster than the sender's record */
	QUEUED, /* the SEND is reported */
};

/* What the kernel may refuse a send for, as it was when the send began. */
struct attempt {
	u64 size;    /* of the data */
	u64 cookie;  /* its struct scm_cookie */
	u64 message; /* its struct msghdr */
	u16 error;   /* that the socket had: the send returns it */
	bool is_nonblocking;
	bool is_addressed; /* to an address, not to the connected peer */
	bool is_connected;
	bool is_shut_down;
	bool is_exhausted; /* the send buffer */
	bool is_full;      /* the queue of the peer, of datagrams */
};

/* A message with descriptors, from its send to the end of its list. */
struct transfer {
	u64 message;
	u64 first_file;       /* what the list held: distinguishes it from a later one at its address */
	u64 carrier;          /* tracepoints: carrier_of(), which distinguishes more: a list's end is seen late */
	u64 sender;           /* the sending sock */
	u64 claimed;          /* tracepoints: not 0 once a sender has claimed it */
	union {               /* not with tracepoints */
		u64 header;   /* of the send, a struct msghdr */
		u64 original; /* of a peek at a message that nothing is known about: the list that was copied */
	};
	union {
		struct attempt attempt; /* until it is queued */
		struct {                /* from then on */
			u64 sent_ns;
			u64 receiver;      /* the receiving sock, 0 unknown */
			u64 receiver_file; /* its struct file, 0 unknown: not accepted yet */
			u64 receiver_inode;
		};
	};
	u64 socket_inode; /* of the sender */
	u64 process_number;
	u32 pid;
	u32 tid;
	u32 uid;
	s32 socket_fd;
	char comm[FDTRAIL_COMM_SIZE];
	u16 count;
	u8 state;
	u8 is_peek; /* a copy made by MSG_PEEK */
	u8 is_followed;
	u8 is_urgent; /* its descriptors go with the out-of-band byte */
	u8 socket_type;
	u8 error;       /* why it could not be attached */
	u8 is_overflow; /* not with tracepoints: there was no room for it in transfers */
	u8 is_ended;    /* tracepoints: reported as dropped, although its list is still in the queue */
	u8 is_met;      /* tracepoints: the end has taken what the sender entered */
	s32 fds[INLINE_FDS];
};

/* Entries that are elsewhere (stranger.bpf.h). */
#if defined(FDTRAIL_BOUNDED_LOOPS) || defined(FDTRAIL_LATE_SENDS)
#define TRANSFER_SLOTS 0
#else
#define TRANSFER_SLOTS 4096
#endif

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, FDTRAIL_MAX_TRANSFERS - TRANSFER_SLOTS);
	__type(key, u64); /* struct scm_fp_list *; with tracepoints, key_of() */
	__type(value, struct transfer);
} transfers SEC(".maps");

/* Once set, there may be messages in flight that are not in there. */
bool transfers_were_full;

static __always_inline bool were_full(void)
{
	return *(volatile bool *)&transfers_were_full;
}

/* The sender's numbers of messages with more than INLINE_FDS of them. */
struct numbers {
	s32 fds[256];
};
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, u64); /* message */
	__type(value, struct numbers);
} descriptors SEC(".maps");

static __always_inline s32 sender_number(struct transfer *transfer, struct numbers *numbers, u32 index)
{
	if (numbers)
		return numbers->fds[masked(index, 0xff)];
	return index < INLINE_FDS ? transfer->fds[masked(index, 0xf)] : -1;
}

static __always_inline struct numbers *numbers_of(struct transfer *transfer)
{
	return transfer->count > INLINE_FDS ? bpf_map_lookup_elem(&descriptors, &transfer->message) : NULL;
}

static __always_inline void forget_numbers(struct transfer *transfer)
{
	if (transfer->count > INLINE_FDS)
		bpf_map_delete_elem(&descriptors, &transfer->message);
}

static __always_inline u64 file_at(struct scm_fp_list *list, u32 index)
{
	return word_at((u64)list + bpf_core_field_offset(struct scm_fp_list, fp) + masked(index, 0xff) * sizeof(u64));
}

static __always_inline struct unix_skb_parms *parms_of(struct sk_buff *skb)
{
	return (void *)skb + bpf_core_field_offset(struct sk_buff, cb);
}

/* The list that a Unix socket's skb carries. */
static __always_inline struct scm_fp_list *list_of(struct sk_buff *skb)
{
	return BPF_CORE_READ(parms_of(skb), fp);
}

/* The struct pid in the credentials that it carries. */
static __always_inline struct pid *pid_in(struct sk_buff *skb)
{
	return BPF_CORE_READ(parms_of(skb), pid);
}

static __always_inline void describe_sender(struct fdtrail_record *record, struct transfer *transfer)
{
	record->flags |= FDTRAIL_F_SENDER | (transfer->is_followed ? FDTRAIL_F_SENDER_FOLLOWED : 0);
	record->sender_pid = transfer->pid;
	record->sender_tid = transfer->tid;
	record->sender_uid = transfer->uid;
	record->sender_number = transfer->process_number;
	record->in_flight_ns = record->boot_ns - transfer->sent_ns;
	__builtin_memcpy(record->sender_comm, transfer->comm, sizeof(record->sender_comm));
}

/* What is known about the list; NULL if it was sent before the trace began. */
static __always_inline struct transfer *transfer_of(struct scm_fp_list *list, const bool typed)
{
	u64 key = (u64)list;
	struct transfer *transfer = bpf_map_lookup_elem(&transfers, &key);

	return transfer && transfer->first_file == (u64)READ_AS(typed, list, fp[0]) &&
			       transfer->count == (u16)READ_AS(typed, list, count)
		       ? transfer
		       : NULL;
}

/* Why a queued list was freed outside a receive, by the state of the list and of the socket in whose queue it was. */
static __always_inline u8 queue_reason(struct scm_fp_list *list, struct sock *receiver)
{
	struct unix_sock *unix = (void *)receiver;

	/* the collector marks the list (6.10 and backports, 4090fa373f0e) or, before, the sockets it found unreachable */
	if (bpf_core_field_exists(list->dead) && BPF_CORE_READ(list, dead))
		return FDTRAIL_GC;
	if (!receiver)
		return FDTRAIL_REASON_NONE;
	if (bpf_core_field_exists(unix->gc_flags) && BPF_CORE_READ(unix, gc_flags) >> UNIX_GC_CANDIDATE & 1)
		return FDTRAIL_GC;
	return BPF_CORE_READ(receiver, __sk_common.skc_flags) >> SOCK_DEAD_BIT & 1 ? FDTRAIL_CLOSED : FDTRAIL_NOCONTROL;
}

#endif
