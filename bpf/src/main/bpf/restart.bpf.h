/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Whether a send that ended with an error is over: after a signal, or if there was no room, the kernel may make it again. */
#ifndef FDTRAIL_RESTART_BPF_H
#define FDTRAIL_RESTART_BPF_H

#include "user_control.bpf.h"

#define EINTR 4
#define EAGAIN 11
#define ERESTARTSYS 512
#define SIGNALS 64
#define SIGKILL 9
#define SIG_IGN 1
#define SA_RESTART 0x10000000
#define MSG_DONTWAIT 0x40
#define IORING_OP_SENDMSG 9
#define IORING_OP_SENDMSG_ZC 48
#define REQUEST_ALIGNMENT 64
#ifdef FDTRAIL_BOUNDED_LOOPS
#define FRAME_WORDS 192 /* of a send, from what it calls to its request */
#else
#define FRAME_WORDS 512
#endif
#define NEAR_WORDS 80
#define JOBCTL_PENDING (1 << 17 | 1 << 19 | 1 << 20 | 1 << 23) /* to stop, to be traced, to freeze */

/* The signal that this thread will take first, 0 none. */
GLOBAL u32 next_signal(void)
{
	struct task_struct *task = current_task();
	u64 blocked = READ_TASK(task, blocked.sig[0]), pending = READ_TASK(task, pending.signal.sig[0]) & ~blocked;

	if (!pending)
		pending = READ_TASK(task, signal, shared_pending.signal.sig[0]) & ~blocked;
	if (pending >> (SIGKILL - 1) & 1)
		return SIGKILL;
	for (u32 signal = 1; signal <= SIGNALS; signal++)
		if (pending >> (signal - 1) & 1)
			return signal;
	return 0;
}

/* Whether a sleeping call of this thread is woken early. */
GLOBAL int is_interrupted(void)
{
	return next_signal() || READ_TASK(current_task(), jobctl) & JOBCTL_PENDING;
}

struct frame_search {
	struct call_messages call;
	u64 at;
	u64 end;
	u64 socket_file;
	u64 header;
	u64 found;
};

/* Whether the word there points into the user's messages, after the first. */
GLOBAL int is_later(u64 at, u64 messages, u64 size, u32 stride)
{
	u64 word = 0;

	bpf_probe_read_kernel(&word, sizeof(word), (void *)at);
	word -= messages;
	return word && word < size && !(word & (stride - 1));
}

STEP look_for_later(u32 turn, struct frame_search *search)
{
	struct call_messages *call = &search->call;
	u64 at = search->at + 8 * turn;

	if (at >= search->end)
		return 1;
	search->found = is_later(at, call->address, (u64)call->count * call->stride, call->stride);
	return search->found != 0;
}

/*
 * Whether this thread's sendmmsg has sent messages before this one: then it returns their number, and is not made again. Near
 * the header, in its frame or in those of the functions that it calls, is the pointer to the message that it is about to send.
 */
GLOBAL int is_later_message(u64 header)
{
	struct frame_search search = { .call = call_messages() };

	search.at = header - NEAR_WORDS * 8;
	search.end = as_number(user_registers());
	if (search.call.count > 1 && header < search.end)
		repeat(2 * NEAR_WORDS, look_for_later, &search);
	return search.found != 0;
}

/* The request of io_uring with this message, if the word there points to it; otherwise 0. */
GLOBAL u64 request_at(u64 at, u64 header, u64 socket_file)
{
	u64 word = 0, data;
	struct io_kiocb *request;
	u8 operation;

	bpf_probe_read_kernel(&word, sizeof(word), (void *)at);
	request = (struct io_kiocb *)word;
	if (!is_kernel_address(word) || word & (REQUEST_ALIGNMENT - 1) || (u64)BPF_CORE_READ(request, file) != socket_file)
		return 0;
	operation = BPF_CORE_READ(request, opcode);
	data = (u64)BPF_CORE_READ(request, async_data);
	if ((operation != IORING_OP_SENDMSG && operation != IORING_OP_SENDMSG_ZC) ||
	    (data && data + bpf_core_field_offset(struct io_async_msghdr, msg) != header))
		return 0;
	return word;
}

STEP look_for_request(u32 turn, struct frame_search *search)
{
	u64 at = search->at + 8 * turn;

	if (at >= search->end)
		return 1;
	search->found = request_at(at, search->header, search->socket_file);
	return search->found != 0;
}

/* Whether it is a request of io_uring that is made again once there is room: all but those that asked not to wait. */
GLOBAL int is_polled(u64 stack, u64 header, u64 socket_file)
{
	struct frame_search search = { .at = stack, .header = header, .socket_file = socket_file };
	struct task_struct *task = current_task();
	u64 base = (u64)READ_TASK(task, stack), end = as_number(user_registers());
	u32 flags = 0;

	if (has_registers(task) && header - base < end - base && system_call().number != NR_IO_URING_ENTER)
		return false; /* a call's own header is on its stack; until 6.9 a request's was there too */
	search.end = end;
	repeat(FRAME_WORDS, look_for_request, &search);
	if (search.found)
		bpf_probe_read_kernel(&flags, sizeof(flags),
				      (void *)search.found + bpf_core_field_offset(struct io_sr_msg, msg_flags));
	return !(flags & MSG_DONTWAIT);
}

/*
 * What a send of this thread that ended with an error returns to the user: the errno; 0 if it does not return, because the
 * thread is killed; negative if it is made again. header: its struct msghdr; stack: below the frames of the send.
 */
GLOBAL int returned_error(int error, u64 header, u64 stack, u64 socket_file)
{
	struct task_struct *task = current_task();
	u64 action, handler = 0, flags = 0;
	u32 signal;

	if (error == EAGAIN && BPF_CORE_READ((struct msghdr *)header, msg_flags) & MSG_DONTWAIT &&
	    is_polled(stack, header, socket_file))
		return -1;
	if (error != ERESTARTSYS)
		return error;
	if (!has_registers(task)) /* a worker of io_uring, which does not make it again */
		return EINTR;
	signal = next_signal();
	if (signal == SIGKILL)
		return 0;
	if (is_later_message(header))
		return EINTR;
	action = as_number(READ_TASK(task, sighand)) + bpf_core_field_offset(struct sighand_struct, action) +
		 (u64)(signal - 1) * bpf_core_type_size(struct k_sigaction);
	bpf_core_read(&handler, sizeof(handler), &((struct k_sigaction *)action)->sa.sa_handler);
	bpf_core_read(&flags, sizeof(flags), &((struct k_sigaction *)action)->sa.sa_flags);
	return signal && handler > SIG_IGN && !(flags & SA_RESTART) ? EINTR : -1;
}

#endif
