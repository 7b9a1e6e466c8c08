/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * A message's descriptors that splice discards, as tracepoints see it. splice copies no data to a receiver and has no
 * tracepoint at its end; but with the last byte it consumes the skb, from which it has just taken the list. The list is in
 * the struct scm_cookie on its stack, and exists until the skb is gone.
 */
#ifndef FDTRAIL_TP_SPLICE_BPF_H
#define FDTRAIL_TP_SPLICE_BPF_H

#include "tp_receive.bpf.h"

#define IORING_OP_SPLICE 30
#define SPLICE_WORDS 256    /* deeper than the frames between consume_skb and the cookie */
#define LIST_ALIGNMENT 4096 /* of a list with room for FDTRAIL_MAX_FDS */

struct splice_search {
	struct own_message *own;
	struct sk_buff *skb;
	u64 pid; /* in its credentials */
	u32 uid;
	u64 list; /* that a sender reported or, if none did, the lowest */
	u32 end;
};

/* Whether this thread is in splice(2), or works for a request of io_uring that splices: these always go to a worker. */
static __always_inline bool is_splicing(void)
{
	struct task_struct *task = current_task();
	struct system_call call;
	u64 request;

	if (is_worker_for(task, &request))
		return BPF_CORE_READ((struct io_kiocb *)request, opcode) == IORING_OP_SPLICE;
	call = system_call();
#if defined(__TARGET_ARCH_x86)
	if (call.is_compat)
		return call.number == NR_COMPAT_SPLICE;
#endif
	return call.number == NR_SPLICE;
}

/* Whether a stream's skb is consumed by splice. All others that the machine consumes pay only for this check. */
static __always_inline bool is_spliced(struct sk_buff *skb)
{
	struct sock *sender = READ(skb, sk);

	return sender && READ(sender, __sk_common.skc_family) == AF_UNIX && READ(sender, sk_type) == SOCK_STREAM &&
	       is_splicing();
}

/* Whether it may be a list that no skb carries any more. Before 6.10 skbs had copies, which are only as long as needed. */
static __always_inline bool is_taken_list(u64 address)
{
	struct scm_fp_list *list = (void *)address;
	bool is_moved = bpf_core_field_exists(list->inflight);
	struct file *file;
	s16 count, room;

	if (!is_kernel_address(address) || address & (is_moved ? LIST_ALIGNMENT - 1 : sizeof(u64) - 1))
		return false;
	count = BPF_CORE_READ(list, count);
	room = BPF_CORE_READ(list, max);
	if (count <= 0 || count > FDTRAIL_MAX_FDS || (room != FDTRAIL_MAX_FDS && room != count) ||
	    (is_moved && BPF_CORE_READ(list, inflight)) || !is_kernel_address((u64)BPF_CORE_READ(list, user)))
		return false;
	file = (struct file *)file_at(list, 0);
	return is_kernel_address((u64)file) && is_kernel_address((u64)BPF_CORE_READ(file, f_inode));
}

#define WORDS_TO(member) \
	((bpf_core_field_offset(struct scm_cookie, member) - bpf_core_field_offset(struct scm_cookie, fp)) / (s32)sizeof(u64))

/* A cookie has no credentials, or the message's for a receiver with SO_PASSCRED. In one that is done the list is cleared. */
static __always_inline bool is_in_cookie(struct splice_search *search, u32 turn)
{
	u64 pid = search->own->words[masked(turn + WORDS_TO(pid), 0xff)];
	u64 ids = search->own->words[masked(turn + WORDS_TO(creds), 0xff)];

	return (!pid && !ids) || (pid == search->pid && ids >> 32 == search->uid);
}

static long look_for_taken(u32 turn, struct splice_search *search)
{
	u64 word;

	if (turn >= search->end)
		return 1;
	word = search->own->words[masked(turn, 0xff)];
	if (!is_taken_list(word) || !is_in_cookie(search, turn))
		return 0;
	if (transfer_in(search->skb, (void *)word)) {
		search->list = word;
		return 1;
	}
	if (!search->list)
		search->list = word;
	return 0;
}

/* The list that this thread's splice has taken from the skb, 0 none. */
GLOBAL u64 spliced_list(u64 stack, u64 skb)
{
	struct own_message *own = own_message_of(SLOT_RECEIVE);
	struct splice_search search = { .own = own, .skb = (struct sk_buff *)skb };
	u64 end = as_number(user_registers());

	if (!own || !read_stack(own, stack, end))
		return 0;
	search.pid = (u64)pid_in(search.skb);
	search.uid = BPF_CORE_READ(parms_of((struct sk_buff *)skb), uid.val);
	search.end = (end - stack) / sizeof(u64);
	bpf_loop(SPLICE_WORDS, look_for_taken, &search, 0);
	return search.list;
}

/* The sock that splice reads from. */
static __always_inline struct sock *spliced_sock(struct copy *copy)
{
	u64 called = calling_sock();
	struct sock *peer;

	if (called)
		return (struct sock *)called;
	peer = peer_of((struct sock *)copy->transfer.sender);
	return peer ? peer : (struct sock *)copy->transfer.receiver;
}

static __always_inline int on_spliced(struct sk_buff *skb, u64 stack)
{
	struct draft *draft = draft_of(SLOT_RECEIVE);
	struct copy *copy = copy_draft_of(SLOT_RECEIVE);
	u64 sender = (u64)BPF_CORE_READ(skb, sk), list;
	struct sock *receiver;

	if (!draft || !copy)
		return 0;
	list = spliced_list(stack, as_number(skb));
	if (!list) {
		count_spliced(as_number(skb)); /* it went with an earlier part */
		return 0;
	}
	name_message(copy, skb, (struct scm_fp_list *)list);
	name_pairing(SLOT_RECEIVE, sender);
	if (meet(copy))
		*awaited_on((u64)spliced_sock(copy)) = AWAITED_SENDS;
	meet_again(copy);
	receiver = untrusted(spliced_sock(copy));
	describe_received(draft, copy, receiver, false);
	drop_rest(draft, copy, 0, FDTRAIL_NOCONTROL);
	forget(copy);
	return 0;
}

#endif
