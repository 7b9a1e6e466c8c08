// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * The backend on kprobes and kretprobes, for kernels without trampolines. A return does not know its call's arguments, so the
 * program at the entry stores them. The kernel skips a return if the calls in progress use all its instances, of which there
 * may be one for each CPU. The next call of the same thread then finds what the return would have reported, or counts it. A
 * call that stays open is also one whose return was skipped.
 */
#define FDTRAIL_KPROBE
#ifndef FDTRAIL_TRUSTED
#define FDTRAIL_TYPED /* untrusted() gives types to the arguments, which are only numbers in the registers */
#endif
#include "calls.bpf.h"
#include "destroy.bpf.h"
#include "pidfd.bpf.h"
#include "follow.bpf.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

#define argument(call, type, index) untrusted((type *)(call).arguments[index])

static __always_inline int end_send(int error)
{
	struct call call;

	return leave(SCM_SEND, &call) ? on_scm_send(argument(call, struct socket, 0), argument(call, struct msghdr, 1),
						    argument(call, struct scm_cookie, 2), error)
				      : 0;
}

static __always_inline int end_attach(int error)
{
	struct call call;

	return leave(UNIX_ATTACH_FDS, &call)
		       ? on_attach(argument(call, struct scm_cookie, 0), argument(call, struct sk_buff, 1), error)
		       : 0;
}

static __always_inline int end_receive(int fd)
{
	struct call call;

	return leave(RECEIVE_FD, &call) ? on_receive(argument(call, struct file, 0), (u64)call.arguments[2], fd) : 0;
}

static __always_inline int end_install(enum function function, u32 slot, int fd)
{
	struct call call;

	return leave(function, &call) ? on_install(slot, argument(call, struct file, 0), (u64)call.arguments[1], fd) : 0;
}

static __always_inline int end_pidfd_getfd(int fd)
{
	struct call call;

	return leave(PIDFD_GETFD, &call) ? on_pidfd_getfd(argument(call, struct pid, 0), (u64)call.arguments[1], fd) : 0;
}

/* The next install, or the end of the list: was the return of the last install skipped? It wrote the number to its caller. */
GLOBAL int settle_receive(void)
{
	struct call call;
	s32 fd = -1;

	if (!leave(RECEIVE_FD, &call))
		return 0;
	if (!call.arguments[1] || bpf_probe_read_user(&fd, sizeof(fd), call.arguments[1]) || fd < 0 ||
	    file_of(fd) != (u64)call.arguments[0])
		count_loss(missed_returns);
	else
		on_receive(argument(call, struct file, 0), (u64)call.arguments[2], fd);
	return 0;
}

static __always_inline int begin_receive(void *file, void *user, void *flags)
{
	struct call call = { { file, user, flags } };

	if (enter_at_once(RECEIVE_FD, &call))
		return 0;
	settle_receive();
	return enter(RECEIVE_FD, file, user, flags);
}

SEC("kprobe/__scm_send")
int BPF_KPROBE(scm_send_entry, struct socket *socket, void *msg, void *scm)
{
	struct call call;

	if (READ(untrusted(socket), type) == SOCK_SEQPACKET)
		leave(SEQPACKET_SENDMSG, &call);
	return enter(SCM_SEND, socket, msg, scm);
}

SEC("kretprobe/__scm_send")
int BPF_KRETPROBE(scm_send, int error)
{
	return end_send(error);
}

/* The call is kept until __scm_send. */
SEC("kprobe/unix_seqpacket_sendmsg")
int BPF_KPROBE(unix_seqpacket_sendmsg_entry, struct socket *socket, struct msghdr *msg)
{
	return READ(untrusted(msg), msg_controllen) ? enter(SEQPACKET_SENDMSG, socket, msg, NULL) : 0;
}

SEC("kretprobe/unix_seqpacket_sendmsg")
int BPF_KRETPROBE(unix_seqpacket_sendmsg, int error)
{
	struct call call;

	return leave(SEQPACKET_SENDMSG, &call) && error < 0
		       ? on_refused_early(argument(call, struct socket, 0), argument(call, struct msghdr, 1), error)
		       : 0;
}

SEC("kretprobe/unix_find_other")
int BPF_KRETPROBE(unix_find_other, u64 found)
{
	return on_find(found);
}

SEC("kretprobe/unix_find_other")
int BPF_KRETPROBE(unix_find_other_flags, u64 found)
{
	return on_find(found);
}

SEC("kprobe/__sock_cmsg_send")
int BPF_KPROBE(sock_cmsg_send_msg, struct sock *sock, struct msghdr *msg, struct cmsghdr *control)
{
	return on_foreign(untrusted(sock), control);
}

SEC("kprobe/__sock_cmsg_send")
int BPF_KPROBE(sock_cmsg_send, struct sock *sock, struct cmsghdr *control)
{
	return on_foreign(untrusted(sock), control);
}

SEC("kprobe/scm_fp_dup")
int BPF_KPROBE(scm_fp_dup_entry, void *list)
{
	return enter(SCM_FP_DUP, list, NULL, NULL);
}

SEC("kretprobe/scm_fp_dup")
int BPF_KRETPROBE(scm_fp_dup, struct scm_fp_list *copy)
{
	struct call call;

	return leave(SCM_FP_DUP, &call) ? on_scm_fp_dup(argument(call, struct scm_fp_list, 0), untrusted(copy)) : 0;
}

SEC("kprobe/unix_add_edges")
int BPF_KPROBE(unix_add_edges, struct scm_fp_list *list, struct sock *receiver)
{
	end_send(0); /* if its return was skipped */
	return on_queue(untrusted(list), untrusted(receiver), TYPED);
}

SEC("kprobe/unix_attach_fds")
int BPF_KPROBE(unix_attach_fds_entry, void *scm, void *skb)
{
	end_send(0); /* if its return was skipped */
	return enter(UNIX_ATTACH_FDS, scm, skb, NULL);
}

SEC("kretprobe/unix_attach_fds")
int BPF_KRETPROBE(unix_attach_fds, int error)
{
	return end_attach(error);
}

/* before 6.10: unix_attach_fds calls it for each descriptor, once the skb has its list */
SEC("kprobe/unix_inflight")
int unix_inflight(void *ctx)
{
	struct call attach, dup;

	if (!leave(UNIX_ATTACH_FDS, &attach))
		return 0;
	if (leave(SCM_FP_DUP, &dup))
		on_scm_fp_dup(argument(dup, struct scm_fp_list, 0), untrusted(list_of(attach.arguments[1])));
	return on_attach(argument(attach, struct scm_cookie, 0), argument(attach, struct sk_buff, 1), 0);
}

SEC("kprobe/scm_detach_fds")
int BPF_KPROBE(scm_detach_fds, struct msghdr *msg, struct scm_cookie *scm)
{
	return on_detach(untrusted(msg), untrusted(scm));
}

SEC("kprobe/__receive_fd")
int BPF_KPROBE(receive_fd_v510_entry, int at, void *file, void *user, void *flags)
{
	return begin_receive(file, user, flags);
}

SEC("kretprobe/__receive_fd")
int BPF_KRETPROBE(receive_fd_v510, int fd)
{
	return end_receive(fd);
}

SEC("kprobe/__receive_fd")
int BPF_KPROBE(receive_fd_v512_entry, void *file, void *user, void *flags)
{
	return begin_receive(file, user, flags);
}

SEC("kretprobe/__receive_fd")
int BPF_KRETPROBE(receive_fd_v512, int fd)
{
	return end_receive(fd);
}

SEC("kprobe/receive_fd")
int BPF_KPROBE(receive_fd_v68_entry, void *file, void *user, void *flags)
{
	return begin_receive(file, user, flags);
}

SEC("kretprobe/receive_fd")
int BPF_KRETPROBE(receive_fd_v68, int fd)
{
	return end_receive(fd);
}

SEC("kprobe/__scm_destroy")
int BPF_KPROBE(scm_destroy, struct scm_cookie *scm)
{
	if (may_be_in(RECEIVE_FD))
		settle_receive();
	return on_destroy(untrusted(scm));
}

SEC("kprobe/receive_fd")
int BPF_KPROBE(install_fd_v512_entry, void *file, void *flags)
{
	return enter(INSTALL_FD, file, flags, NULL);
}

SEC("kretprobe/receive_fd")
int BPF_KRETPROBE(install_fd_v512, int fd)
{
	return end_install(INSTALL_FD, SLOT_INSTALL, fd);
}

SEC("kprobe/receive_fd_replace")
int BPF_KPROBE(receive_fd_replace_entry, int at, void *file, void *flags)
{
	return enter(RECEIVE_FD_REPLACE, file, flags, NULL);
}

SEC("kretprobe/receive_fd_replace")
int BPF_KRETPROBE(receive_fd_replace, int fd)
{
	return end_install(RECEIVE_FD_REPLACE, SLOT_REPLACE, fd);
}

SEC("kprobe/pidfd_getfd")
int BPF_KPROBE(pidfd_getfd_entry, void *pid, unsigned long number)
{
	return enter(PIDFD_GETFD, pid, (void *)number, NULL);
}

SEC("kretprobe/pidfd_getfd")
int BPF_KRETPROBE(pidfd_getfd, int fd)
{
	return end_pidfd_getfd(fd);
}

/* arm64, where the compiler inlines pidfd_getfd into its only caller */
SEC("kprobe/__arm64_sys_pidfd_getfd")
int BPF_KPROBE(pidfd_getfd_call_entry, struct pt_regs *regs)
{
	struct pid *pid = asked_pid(untrusted(regs));

	return pid ? enter(PIDFD_GETFD, pid, (void *)call_argument(regs, 1), NULL) : 0;
}

SEC("kretprobe/__arm64_sys_pidfd_getfd")
int BPF_KRETPROBE(pidfd_getfd_call, int fd)
{
	return end_pidfd_getfd(fd);
}

SEC("kprobe/pidfd_prepare")
int BPF_KPROBE(pidfd_prepare_entry, void *pid, unsigned long flags, void *made)
{
	return enter(PIDFD_PREPARE, pid, made, NULL);
}

SEC("kretprobe/pidfd_prepare")
int BPF_KRETPROBE(pidfd_prepare, int fd)
{
	struct call call;

	return leave(PIDFD_PREPARE, &call) ? on_pidfd(argument(call, struct pid, 0), call.arguments[1], fd, as_number(ctx)) : 0;
}

SEC("kprobe/seccomp_notify_ioctl")
int BPF_KPROBE(supervise, struct file *listener, unsigned int command, unsigned long argument)
{
	return on_supervise(untrusted(listener), command, argument);
}
