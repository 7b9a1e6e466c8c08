/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * The kernel's own struct msghdr of the message that this thread sends or receives, for tracepoints, whose arguments do
 * not lead there.
 *
 * The functions between the system call and the tracepoint keep a pointer to it in their frames. These are on the kernel
 * stack, from the program's context up to the user's registers. The pointer is the lowest word that points further up, to
 * something that is a msghdr: higher words that look like it may be left over from an earlier call. Requests of io_uring
 * have theirs on the heap, and the struct io_kiocb leads to it.
 */
#ifndef FDTRAIL_OWN_MESSAGE_BPF_H
#define FDTRAIL_OWN_MESSAGE_BPF_H

#include "transfers.bpf.h"
#include "refusal.bpf.h"

#define STACK_WORDS 512            /* 4 KiB: deeper than the frames of any send or receive */
#define MAX_OPTIONS_SIZE (1 << 20) /* no control buffer is larger: sysctl_optmem_max is less */
#define STACK_SIZE 16384

#define IORING_OP_RECVMSG 10
#define IORING_OP_SEND 26
#define IORING_OP_RECV 27
#define IORING_OP_URING_CMD 46

/* The tracepoint that searches: the frames below it differ. */
enum hook { HOOK_QUEUE, HOOK_SENT, HOOK_RECEIVE, HOOK_PIDFD };

#define NO_HEADER 1 /* the request is found, but has none */

/* A message's struct msghdr, 0: there is none, or it is not found; and the sock that it is sent or received on, 0 unknown. */
struct header {
	u64 at;
	u64 sock;
};

/* A search for the header among the words between base and end, and what it has found so far. */
struct stack_search {
	struct header found;
	u64 base;
	u64 end;
	u32 place; /* of the word that led to it */
	bool is_send;
	bool is_request;
	bool is_pidfd; /* requests for a socket's option count too */
};

/*
 * The call that a thread is in, and its message. A receive by a thread that uses io_uring may have two: that of the call, and
 * that of a request that runs at its end. The one that was written to is the right one.
 */
struct own_message {
	u64 words[STACK_WORDS];
	struct stack_search search;
	struct header own;
	struct header request;
	u32 place;    /* of the word that led to the header, 0: none did */
	bool is_call; /* a system call of this thread's own, not a request of io_uring */
};
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SLOT_DESTROY + 1); /* the later slots need none */
	__type(key, u32);
	__type(value, struct own_message);
} own_messages SEC(".maps");

static __always_inline struct own_message *own_message_of(u32 slot)
{
	return bpf_map_lookup_elem(&own_messages, &slot);
}

/*
 * The word that held the pointer last time, by hook, type of socket and kind of call. The frames of one path are always
 * alike, and the random offset of the stack is above them.
 */
u32 own_message_places[64];

/*
 * The kernel's copy of what a sender gave begins with a control message, in the native layout for every caller. It may be of
 * any level: __scm_send skips those that are not of SOL_SOCKET.
 */
static __always_inline bool is_sent_control(u64 control, u64 size)
{
	struct cmsghdr first;

	return is_kernel_address(control) && !bpf_probe_read_kernel(&first, sizeof(first), (void *)control) &&
	       first.cmsg_len >= sizeof(first) && first.cmsg_len <= size;
}

/* Whether a word of the stack points to the header of a message of this kind. */
static __always_inline bool is_header(struct stack_search *search, u64 word, u64 at)
{
	struct msghdr *header = (void *)word;
	u64 name, control, size;
	bool is_user;

	if (word <= at || word + bpf_core_type_size(struct msghdr) > search->end || word & 7)
		return false;
	size = BPF_CORE_READ(header, msg_controllen);
	if (size > MAX_OPTIONS_SIZE || BPF_CORE_READ(header, msg_ubuf) ||
	    (bpf_core_field_exists(header->msg_iocb) && BPF_CORE_READ(header, msg_iocb)))
		return false;
	name = (u64)BPF_CORE_READ(header, msg_name);
	control = (u64)BPF_CORE_READ(header, msg_control);
	is_user = BPF_CORE_READ_BITFIELD_PROBED(header, msg_control_is_user);
	if (search->is_send)
		return !is_user && (!name || (name > search->base && name < search->end)) && is_sent_control(control, size);
	return is_user && name > search->base && name < word && !(control >> 56); /* the name's buffer is in a frame below */
}

/* The header in a request of this kind, 0 if there is no such request at the address. */
static __always_inline u64 header_in_request(struct stack_search *search, u64 address)
{
	struct io_kiocb *request = (void *)address;
	u64 data;
	u8 operation;

	if (!is_kernel_address(address) || address & (REQUEST_ALIGNMENT - 1) || address - search->base < STACK_SIZE)
		return 0;
	operation = BPF_CORE_READ(request, opcode);
	if (search->is_pidfd && operation == IORING_OP_URING_CMD) {
		search->found.sock = sock_of(BPF_CORE_READ(request, file));
		return search->found.sock ? NO_HEADER : 0;
	}
	if (search->is_send ? operation != IORING_OP_SENDMSG && operation != IORING_OP_SENDMSG_ZC && operation != IORING_OP_SEND
			    : operation != IORING_OP_RECVMSG && operation != IORING_OP_RECV)
		return 0;
	data = (u64)BPF_CORE_READ(request, async_data);
	if (!is_kernel_address(data))
		return 0;
	search->found.sock = sock_of(BPF_CORE_READ(request, file));
	return search->found.sock ? data + bpf_core_field_offset(struct io_async_msghdr, msg) : 0;
}

/* Whether the word at this place leads to a header, which the search of the slot's own_message then has found. */
GLOBAL int try_word(u32 slot, u64 word, u32 place)
{
	struct own_message *own = own_message_of(slot);
	struct stack_search *search;

	if (!own)
		return 0;
	search = &own->search;
	if (search->is_request)
		search->found.at = header_in_request(search, word);
	else if (is_header(search, word, search->base + 8 * place))
		search->found.at = word;
	search->place = place;
	return search->found.at != 0;
}

struct word_walk {
	struct own_message *own;
	u32 slot;
};

static long look_at_word(u32 turn, struct word_walk *walk)
{
	if (walk->own->search.base + 8 * turn >= walk->own->search.end)
		return 1;
	return try_word(walk->slot, walk->own->words[masked(turn, 0x1ff)], turn) != 0;
}

/* Reads the frames between base and end, as far as there is room. */
static __always_inline bool read_stack(struct own_message *own, u64 base, u64 end)
{
	u64 size = end - base;

	if (size > sizeof(own->words))
		size = sizeof(own->words);
	size = masked(size, 0x1fff);
	return size <= sizeof(own->words) && !bpf_probe_read_kernel(own->words, size, (void *)base);
}

static __always_inline void search_stack(struct own_message *own, u32 slot, u32 path)
{
	struct stack_search *search = &own->search;
	struct word_walk walk = { .own = own, .slot = slot };
	u32 *place = &own_message_places[masked(path | (search->is_request ? 32 : 0), 0x3f)], last = *place;
	u64 word = 0;

	own->place = last;
	if (last && !bpf_probe_read_kernel(&word, sizeof(word), (void *)(search->base + 8 * last)) &&
	    try_word(slot, word, last))
		return;
	if (!read_stack(own, search->base, search->end))
		return;
	bpf_loop(STACK_WORDS, look_at_word, &walk, 0);
	if (search->found.at)
		*place = own->place = search->place;
}

/* Whether this is a worker of io_uring, and its request, 0 none. The thread that polls a submission queue is no such worker. */
static __always_inline bool is_worker_for(struct task_struct *task, u64 *request)
{
	struct io_worker *worker = READ_TASK(task, worker_private);
	u64 work;

	if (!(READ_TASK(task, flags) & PF_IO_WORKER) || !worker || (u64)BPF_CORE_READ(worker, task) != as_number(task))
		return false;
	work = (u64)BPF_CORE_READ(worker, cur_work);
	*request = work ? work - bpf_core_field_offset(struct io_kiocb, work) : 0;
	return true;
}

/*
 * Whether the call is on the socket of the message, and not a request of io_uring that runs at its end. other: the sock at
 * the other end; for HOOK_SENT, the message's own.
 */
static __always_inline bool is_call_on(u64 called, struct sock *other, u32 hook)
{
	struct sock *sock = (void *)called;

	if (sock == other)
		return called;
	if (!called || hook == HOOK_SENT || BPF_CORE_READ(sock, __sk_common.skc_family) != AF_UNIX)
		return false;
	return peer_of(sock) == other || BPF_CORE_READ(sock, sk_type) == SOCK_DGRAM;
}

static __always_inline void find_request(struct own_message *own, u32 slot, struct task_struct *task, u32 path)
{
	struct stack_search *search = &own->search;
	u64 request;

	search->is_request = true;
	search->found.at = 0;
	search->found.sock = 0;
	if (is_worker_for(task, &request))
		search->found.at = header_in_request(search, request);
	else
		search_stack(own, slot, path);
}

/* stack: where the program's context is. */
static __always_inline void begin_search(struct own_message *own, u64 stack)
{
	__builtin_memset(&own->search, 0, sizeof(own->search));
	own->search.base = stack;
	own->search.end = as_number(user_registers());
}

/*
 * Finds the message of this thread; other is its sock, or the one at the other end. The result is in the slot's own_message.
 */
GLOBAL int find_own_message(u32 slot, u64 stack, u32 hook, u64 other)
{
	struct task_struct *task = current_task();
	struct own_message *own = own_message_of(slot);
	u64 called = calling_sock();
	const bool is_send = hook != HOOK_RECEIVE;
	u32 path;

	if (!own)
		return 0;
	begin_search(own, stack);
	own->search.is_send = is_send;
	__builtin_memset(&own->request, 0, sizeof(own->request));
	own->is_call = is_call_on(called, (struct sock *)other, hook);
	path = hook * 8 + (BPF_CORE_READ((struct sock *)other, sk_type) & 7);
	own->place = 0;
	if (own->is_call) {
		own->search.found.sock = called;
		if (is_message_call(is_send))
			search_stack(own, slot, path);
		own->own = own->search.found;
		if (!has_requests(task) || (is_send && (own->own.at || is_plain_send())))
			return own->own.at != 0;
	}
	find_request(own, slot, task, path);
	if (!own->is_call || (is_send && own->search.found.at)) {
		own->is_call = false;
		own->own = own->search.found;
	} else {
		own->request = own->search.found;
	}
	return own->own.at != 0;
}

#endif
