/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Pidfds that the kernel plants in a process that receives a message (SO_PASSPIDFD) or asks who is at the other end of a
 * socket (SO_PEERPIDFD), both since 6.5. They name the sender of the message, or the peer.
 */
#ifndef FDTRAIL_PIDFD_BPF_H
#define FDTRAIL_PIDFD_BPF_H

#include "own_message.bpf.h"
#include "source.bpf.h"

#define VM_WRITE 2
#define SO_PEERPIDFD 77
#define SYS_GETSOCKOPT 15 /* of socketcall(2) */
#define SOCK_PASSPIDFD 7  /* a bit of struct socket's flags, until 6.16 (7d8d93fdde50) */

/* Whether a receiver on this socket gets a pidfd with each message. */
static __always_inline bool wants_pidfds(struct sock *sock)
{
	if (bpf_core_field_exists(sock->sk_scm_pidfd))
		return BPF_CORE_READ_BITFIELD_PROBED(sock, sk_scm_pidfd);
	return BPF_CORE_READ(sock, sk_socket, flags) >> SOCK_PASSPIDFD & 1;
}

/*
 * The current task got a number, or -errno, for a pidfd that names the process with this struct pid (which may be freed) and
 * number. file: the one at the number; another thread may have replaced it.
 */
static __always_inline void describe_pidfd(u32 slot, u64 pid, u32 process, int fd, u64 file, u64 on)
{
	struct draft *draft = draft_of(slot);
	struct sock *sock = (void *)on;
	u64 socket_file = (u64)BPF_CORE_READ(sock, sk_socket, file);
	bool is_there = BPF_CORE_READ((struct pid *)pid, numbers[0].nr) == (int)process;
	struct task_struct *named = is_there ? task_of((struct pid *)pid) : NULL;
	struct fdtrail_record *record;
	u64 source;

	if (!draft)
		return;
	source = named ? process_of(slot, draft, named) : 0;
	begin(slot, draft, FDTRAIL_PIDFD);
	record = &draft->record;
	describe_result(record, fd, O_CLOEXEC);
	record->socket_fd = socket_number(slot, socket_file);
	record->socket_inode = BPF_CORE_READ((struct file *)socket_file, f_inode, i_ino);
	record->socket_type = BPF_CORE_READ(sock, sk_type);
	record->peer_inode = inode_of(peer_of(sock));
	describe_path(slot, on, (u64)peer_of(sock));
	if (named) { /* it still exists */
		describe_source_task(record, named, -1);
		record->sender_number = source;
	}
	if (is_unwanted(record))
		return;
	describe_file(draft, (struct file *)file, file, false);
	if (record->target_pid != process)
		describe_file(draft, NULL, 0, false);
	output_record(draft);
}

static long look_at_mapping(struct task_struct *task, struct vm_area_struct *mapping, bool *is_writable)
{
	*is_writable = BPF_CORE_READ(mapping, vm_flags) & VM_WRITE;
	return 0;
}

/* Whether the kernel could not write there. */
static __always_inline bool is_unwritable(u64 address)
{
	bool is_writable = false;
	long error = bpf_find_vma(bpf_get_current_task_btf(), address, look_at_mapping, &is_writable, 0);

	return error ? error == -ENOENT : !is_writable;
}

/* Whether this thread makes a pidfd for itself, by pidfd_open(), clone(), or by reading from fanotify. */
static __always_inline bool makes_own_pidfd(void)
{
	struct system_call call = system_call();

	if (call.number == NR_PIDFD_OPEN || call.number == NR_CLONE3)
		return true;
#if defined(__TARGET_ARCH_x86)
	if (call.is_compat)
		return call.number == NR_COMPAT_READ || call.number == NR_COMPAT_CLONE;
#endif
	return call.number == NR_READ || call.number == NR_CLONE;
}

/* Whether this thread asks for a pidfd of the process at the other end of a socket. */
static __always_inline bool asks_for_peer(void)
{
	struct system_call call = system_call();
	u32 level, option;

#if defined(__TARGET_ARCH_x86)
	struct pt_regs *regs = user_registers();
	u32 arguments[3] = {};

	if (!call.is_compat) {
		if (call.number != NR_GETSOCKOPT)
			return false;
		level = READ_TASK(regs, si);
		option = READ_TASK(regs, dx);
	} else if (call.number == NR_COMPAT_GETSOCKOPT) {
		level = READ_TASK(regs, cx);
		option = READ_TASK(regs, dx);
	} else {
		if (call.number != NR_COMPAT_SOCKETCALL || (u32)READ_TASK(regs, bx) != SYS_GETSOCKOPT ||
		    bpf_probe_read_user(arguments, sizeof(arguments), (void *)(u64)(u32)READ_TASK(regs, cx)))
			return false;
		level = arguments[1];
		option = arguments[2];
	}
#else
	if (call.number != NR_GETSOCKOPT)
		return false;
	level = READ_TASK(user_registers(), regs[1]);
	option = READ_TASK(user_registers(), regs[2]);
#endif
	return level == SOL_SOCKET && option == SO_PEERPIDFD;
}

/* For a thread that makes a pidfd: the sock whose receiver gets it, or on which it was asked for; 0 if it has another use. */
GLOBAL u64 planting_sock(u64 stack)
{
	struct task_struct *task = current_task();
	struct own_message *own = own_message_of(0);
	u64 called = calling_sock();
	struct msghdr *header;

	if (!own || makes_own_pidfd())
		return 0;
	if (called && asks_for_peer())
		return called;
	begin_search(own, stack);
	own->search.is_pidfd = true;
	own->search.found.sock = called;
	if (called && is_message_call(false))
		search_stack(own, 0, HOOK_PIDFD * 8);
	if (!own->search.found.at && has_requests(task))
		find_request(own, 0, task, HOOK_PIDFD * 8);
	if (own->search.found.at == NO_HEADER)
		return own->search.found.sock;
	header = (void *)own->search.found.at;
	if (!header || !wants_pidfds((struct sock *)own->search.found.sock))
		return 0;
	if (is_unwritable((u64)BPF_CORE_READ(header, msg_control))) /* the kernel will take the number back */
		return 0;
	return own->search.found.sock;
}

/* The kernel has made a pidfd, which it installs next, as number fd; or failed, with -errno. */
static __always_inline int on_pidfd(struct pid *pid, struct file **made, int fd, u64 stack)
{
	u64 sock = planting_sock(stack), file = 0;

	if (!sock)
		return 0;
	if (fd >= 0)
		bpf_probe_read_kernel(&file, sizeof(file), made);
	describe_pidfd(SLOT_PIDFD, as_number(pid), BPF_CORE_READ(pid, numbers[0].nr), fd, file, sock);
	return 0;
}

#endif
