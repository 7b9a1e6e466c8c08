/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * What the system call of this thread says about its messages, and the control buffer in the caller's memory. The kernel
 * touched the pages a moment ago, so a fault is unlikely.
 */
#ifndef FDTRAIL_USER_CONTROL_BPF_H
#define FDTRAIL_USER_CONTROL_BPF_H

#include "record.bpf.h"

#define SCM_PIDFD 4                /* 6.5 */
#define MSG_CMSG_COMPAT 0x80000000 /* the caller has 32 bits */
#define SYS_CONNECT 3              /* calls of socketcall(2), <linux/net.h> */
#define SYS_SEND 9
#define SYS_SENDTO 11
#define SYS_SENDMSG 16
#define SYS_RECVMSG 17
#define SYS_RECVMMSG 19
#define SYS_SENDMMSG 20

/* struct user_msghdr, struct cmsghdr and their 32-bit forms as user space lays them out: no CO-RE. */
struct user_message {
	u64 name, name_size, parts, part_count, control, control_size, flags;
};
struct user_message32 {
	u32 name, name_size, parts, part_count, control, control_size, flags;
};
struct user_cmsg32 {
	u32 size;
	s32 level, type;
};

/* What the system call of this thread says about its messages. */
struct call_messages {
	u64 address; /* of the first struct msghdr or mmsghdr */
	u32 count;   /* 0: the call has none */
	u32 stride;
	bool is_compat;
	bool is_send;
};

/* Of a 64-bit caller. */
static __always_inline struct call_messages native_messages(struct pt_regs *regs)
{
	struct call_messages call = { .stride = 64 };
#if defined(__TARGET_ARCH_x86)
	u64 nr = READ_TASK(regs, orig_ax), address = READ_TASK(regs, si), count = READ_TASK(regs, dx);
#else
	u64 nr = READ_TASK(regs, syscallno), address = READ_TASK(regs, regs[1]), count = READ_TASK(regs, regs[2]);
#endif

	call.is_send = nr == NR_SENDMSG || nr == NR_SENDMMSG;
	if (!call.is_send && nr != NR_RECVMSG && nr != NR_RECVMMSG)
		return call;
	call.address = address;
	call.count = nr == NR_SENDMMSG || nr == NR_RECVMMSG ? count : 1;
	return call;
}

#if defined(__TARGET_ARCH_x86)
/* Of a 32-bit caller, in socketcall(2), whose arguments are in memory. */
static __always_inline struct call_messages socketcall_messages(struct pt_regs *regs)
{
	struct call_messages call = { .stride = 32, .is_compat = true };
	u32 which = READ_TASK(regs, bx), arguments[3];

	call.is_send = which == SYS_SENDMSG || which == SYS_SENDMMSG;
	if ((!call.is_send && which != SYS_RECVMSG && which != SYS_RECVMMSG) ||
	    bpf_probe_read_user(arguments, sizeof(arguments), (void *)(u64)(u32)READ_TASK(regs, cx)))
		return call;
	call.address = arguments[1];
	call.count = which == SYS_SENDMMSG || which == SYS_RECVMMSG ? arguments[2] : 1;
	return call;
}

/* Of a 32-bit caller. */
static __always_inline struct call_messages compat_messages(struct pt_regs *regs)
{
	struct call_messages call = { .stride = 32, .is_compat = true };
	u64 nr = READ_TASK(regs, orig_ax);
	bool is_many = nr == NR_COMPAT_SENDMMSG || nr == NR_COMPAT_RECVMMSG || nr == NR_COMPAT_RECVMMSG_TIME64;

	if (nr == NR_COMPAT_SOCKETCALL)
		return socketcall_messages(regs);
	call.is_send = nr == NR_COMPAT_SENDMSG || nr == NR_COMPAT_SENDMMSG;
	if (!call.is_send && nr != NR_COMPAT_RECVMSG && !is_many)
		return call;
	call.address = (u32)READ_TASK(regs, cx);
	call.count = is_many ? (u32)READ_TASK(regs, dx) : 1;
	return call;
}
#endif

static __always_inline struct call_messages call_messages(void)
{
	struct task_struct *task = current_task();

	if (!has_registers(task))
		return (struct call_messages){};
#if defined(__TARGET_ARCH_x86)
	if (READ_TASK(task, thread_info.status) & TS_COMPAT)
		return compat_messages(user_registers());
#endif
	return native_messages(user_registers());
}

/* Whether this thread is in a call that sends (or receives) messages with control buffers. */
GLOBAL int is_message_call(u32 is_send)
{
	struct call_messages call = call_messages();

	return call.count && call.is_send == is_send;
}

/* Whether this thread is in a call that sends data alone; for a 32-bit caller this is assumed. */
static __always_inline bool is_plain_send(void)
{
	struct system_call call = system_call();

	return call.is_compat || call.number == NR_WRITE || call.number == NR_WRITEV || call.number == NR_SENDTO ||
	       call.number == NR_SENDFILE;
}

/* Whether this thread is in connect(2), or in a call that sends: to a peer that has gone, that disconnects too. */
static __always_inline bool may_disconnect(void)
{
	struct system_call call = system_call();
	s32 nr = call.number;

#if defined(__TARGET_ARCH_x86)
	if (call.is_compat) {
		u64 which = READ_TASK(user_registers(), bx);

		if (nr == NR_COMPAT_SOCKETCALL)
			return which == SYS_CONNECT || which == SYS_SEND || which == SYS_SENDTO || which == SYS_SENDMSG ||
			       which == SYS_SENDMMSG;
		return nr == NR_COMPAT_CONNECT || nr == NR_COMPAT_SENDTO || nr == NR_COMPAT_SENDMSG ||
		       nr == NR_COMPAT_SENDMMSG || nr == NR_COMPAT_WRITE || nr == NR_COMPAT_WRITEV;
	}
#endif
	return nr == NR_CONNECT || nr == NR_SENDTO || nr == NR_SENDMSG || nr == NR_SENDMMSG || nr == NR_WRITE ||
	       nr == NR_WRITEV;
}

/* Whether this thread's call may send control messages: any may, except a 64-bit caller's with one message without any. */
static __always_inline bool may_send_control(void)
{
	struct call_messages call = call_messages();
	struct user_message message;

	if (!call.count || !call.is_send)
		return false;
	return call.count > 1 || call.is_compat || bpf_probe_read_user(&message, sizeof(message), (void *)call.address) ||
	       message.control_size;
}

/* Whether this thread is in a system call of its own, other than io_uring_enter, which acts for requests. */
static __always_inline bool has_user_call(void)
{
	return has_registers(current_task()) && system_call().number != NR_IO_URING_ENTER;
}

static __always_inline bool user_control_at(struct call_messages *call, u32 index, u64 *control, u64 *size)
{
	u64 address = call->address + (u64)index * call->stride;

	if (index >= call->count)
		return false;
	if (call->is_compat) {
		struct user_message32 message;

		if (bpf_probe_read_user(&message, sizeof(message), (void *)address))
			return false;
		*control = message.control;
		*size = message.control_size;
	} else {
		struct user_message message;

		if (bpf_probe_read_user(&message, sizeof(message), (void *)address))
			return false;
		*control = message.control;
		*size = message.control_size;
	}
	return true;
}

/* Whether this thread receives without a control buffer: read, recv, or recvmsg with none. */
GLOBAL int receives_no_control(void)
{
	struct call_messages call = call_messages();
	u64 control, size;

	if (!call.count)
		return has_user_call();
	return call.count == 1 && user_control_at(&call, 0, &control, &size) && (!control || !size);
}

/* Whether it receives one message, with a control buffer. */
GLOBAL int receives_control(void)
{
	struct call_messages call = call_messages();
	u64 control, size;

	return call.count == 1 && !call.is_send && user_control_at(&call, 0, &control, &size) && control && size;
}

/* How many descriptors fit into a control buffer. */
static __always_inline u32 room_in(u64 size, bool is_compat)
{
	u32 header = is_compat ? sizeof(struct user_cmsg32) : sizeof(struct cmsghdr);

	if (size < header)
		return 0;
	size = (size - header) / sizeof(s32);
	return size < FDTRAIL_MAX_FDS ? size : FDTRAIL_MAX_FDS;
}

struct user_control {
	struct draft *draft;
	u64 base;
	u64 size;
	u64 rights; /* where the descriptors begin, or would: the kernel puts credentials first, and pidfds last */
	bool is_compat;
	bool is_unreadable; /* another thread has unmapped the memory */
};

/* The header of a control message at this address, as the caller's machine has it. */
struct control_header {
	u64 size; /* with the header */
	s32 level, type;
};

/* Returns 0 if it cannot be read. */
static __always_inline bool read_header(struct control_header *header, u64 at, bool is_compat)
{
	struct user_cmsg32 cmsg32;
	struct cmsghdr cmsg;

	if (is_compat) {
		if (bpf_probe_read_user(&cmsg32, sizeof(cmsg32), (void *)at))
			return false;
		header->size = cmsg32.size;
		header->level = cmsg32.level;
		header->type = cmsg32.type;
		return true;
	}
	if (bpf_probe_read_user(&cmsg, sizeof(cmsg), (void *)at))
		return false;
	header->size = cmsg.cmsg_len;
	header->level = cmsg.cmsg_level;
	header->type = cmsg.cmsg_type;
	return true;
}

/* Adds as many numbers as are known to fit; returns 0 if they cannot be read. */
static __always_inline bool add_numbers(struct draft *draft, u64 at, u64 count)
{
	u64 known = draft->fd_count;

	if (known >= FDTRAIL_MAX_FDS)
		return true;
	if (count > FDTRAIL_MAX_FDS - known)
		count = FDTRAIL_MAX_FDS - known;
	if (bpf_probe_read_user(&draft->fds[masked(known, 0xff)], masked(count, 0xff) * sizeof(s32), (void *)at))
		return false;
	draft->fd_count = known + count;
	return true;
}

static long parse_user_control(u32 turn, struct user_control *control)
{
	struct draft *draft = control->draft;
	u64 offset = draft->offset, at = control->base + offset, next;
	u32 size = control->is_compat ? sizeof(struct user_cmsg32) : sizeof(struct cmsghdr);
	struct control_header header;

	if (offset + size > control->size)
		return 1;
	control->is_unreadable = !read_header(&header, at, control->is_compat);
	if (control->is_unreadable || header.size < size || header.size > control->size - offset)
		return 1;
	next = offset + (control->is_compat ? (header.size + 3) & ~3ULL : (header.size + 7) & ~7ULL);
	if (header.level != SOL_SOCKET || (header.type != SCM_RIGHTS && header.type != SCM_PIDFD))
		control->rights = next;
	else if (header.type == SCM_RIGHTS)
		control->is_unreadable = !add_numbers(draft, at + size, (header.size - size) / sizeof(s32));
	else
		control->is_unreadable = bpf_probe_read_user(&draft->pidfd, sizeof(draft->pidfd), (void *)(at + size));
	draft->offset = next;
	return control->is_unreadable;
}

/*
 * Reads the numbers that the kernel wrote into a receiver's control buffer, size bytes of it, into a draft. Returns how
 * far from base the descriptors begin, or would; less than 0 when it cannot be read.
 */
GLOBAL int read_user_control(u32 slot, u64 base, u64 size, u32 is_compat)
{
	struct draft *draft = draft_of(slot);
	struct user_control control = { .draft = draft, .base = base, .size = size, .is_compat = is_compat };

	if (!draft)
		return 0;
	draft->fd_count = 0;
	draft->offset = 0;
	draft->pidfd = NO_PIDFD;
	bpf_loop(256, parse_user_control, &control, 0);
	return control.is_unreadable ? -1 : control.rights;
}

#endif
