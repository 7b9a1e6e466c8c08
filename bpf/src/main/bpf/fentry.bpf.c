// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* The backend on BPF trampolines: the cheapest, and exact. */
#define FDTRAIL_TYPED
#include "destroy.bpf.h"
#include "pidfd.bpf.h"
#include "follow.bpf.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

SEC("fexit/__scm_send")
int BPF_PROG(scm_send, struct socket *socket, struct msghdr *msg, struct scm_cookie *scm, int error)
{
	return UNPREEMPTED(on_scm_send(untrusted(socket), untrusted(msg), untrusted(scm), error));
}

static __always_inline int on_seqpacket_end(struct socket *socket, struct msghdr *msg, int error)
{
	if (!READ(msg, msg_controllen) || is_answered() || error >= 0)
		return 0;
	return on_refused_early(socket, msg, error);
}

SEC("fexit/unix_seqpacket_sendmsg")
int BPF_PROG(unix_seqpacket_sendmsg, struct socket *socket, struct msghdr *msg, u64 size, int error)
{
	return UNPREEMPTED(on_seqpacket_end(untrusted(socket), untrusted(msg), error));
}

SEC("fexit/unix_find_other")
int BPF_PROG(unix_find_other, void *net, void *address, int size, int type, struct sock *found)
{
	return UNPREEMPTED(on_find(as_number(found)));
}

/* 6.16 (a9194f88782a): with flags, for coredumps */
SEC("fexit/unix_find_other")
int BPF_PROG(unix_find_other_flags, void *net, void *address, int size, int type, int flags, struct sock *found)
{
	return UNPREEMPTED(on_find(as_number(found)));
}

/* for each control message of level SOL_SOCKET on a socket of another family; this one with the message, as in 6.1 */
SEC("fentry/__sock_cmsg_send")
int BPF_PROG(sock_cmsg_send_msg, struct sock *sock, struct msghdr *msg, struct cmsghdr *control)
{
	return UNPREEMPTED(on_foreign(untrusted(sock), control));
}

/* without the message, as in 6.12 */
SEC("fentry/__sock_cmsg_send")
int BPF_PROG(sock_cmsg_send, struct sock *sock, struct cmsghdr *control)
{
	return UNPREEMPTED(on_foreign(untrusted(sock), control));
}

SEC("fexit/scm_fp_dup")
int BPF_PROG(scm_fp_dup, struct scm_fp_list *list, struct scm_fp_list *copy)
{
	return UNPREEMPTED(on_scm_fp_dup(untrusted(list), untrusted(copy)));
}

/* 6.10 and backports: called for each message with descriptors, just before it is queued */
SEC("fentry/unix_add_edges")
int BPF_PROG(unix_add_edges, struct scm_fp_list *list, struct sock *receiver)
{
	return UNPREEMPTED(on_queue(untrusted(list), untrusted(receiver), TYPED));
}

/* before 6.10: gives the list to the skb; the queue comes next, unless the send still fails */
SEC("fexit/unix_attach_fds")
int BPF_PROG(unix_attach_fds, struct scm_cookie *scm, struct sk_buff *skb, int error)
{
	return UNPREEMPTED(on_attach(untrusted(scm), untrusted(skb), error));
}

SEC("fentry/scm_detach_fds")
int BPF_PROG(scm_detach_fds, struct msghdr *msg, struct scm_cookie *scm)
{
	return UNPREEMPTED(on_detach(untrusted(msg), untrusted(scm)));
}

/* 5.10: __receive_fd(int fd, struct file *, int __user *, unsigned int) */
SEC("fexit/__receive_fd")
int BPF_PROG(receive_fd_v510, int at, struct file *file, int *user, unsigned int flags, int fd)
{
	return UNPREEMPTED(on_receive(untrusted(file), flags, fd));
}

/* 5.12 (42eb0d54c08a): the number to replace moved to receive_fd_replace */
SEC("fexit/__receive_fd")
int BPF_PROG(receive_fd_v512, struct file *file, int *user, unsigned int flags, int fd)
{
	return UNPREEMPTED(on_receive(untrusted(file), flags, fd));
}

/* 6.8 (4e94ddfe2aab): __receive_fd is receive_fd */
SEC("fexit/receive_fd")
int BPF_PROG(receive_fd_v68, struct file *file, int *user, unsigned int flags, int fd)
{
	return UNPREEMPTED(on_receive(untrusted(file), flags, fd));
}

/* 5.12 to 6.7: what no message brought; in other versions the function above sees it too */
SEC("fexit/receive_fd")
int BPF_PROG(install_fd_v512, struct file *file, unsigned int flags, int fd)
{
	return UNPREEMPTED(on_install(SLOT_INSTALL, untrusted(file), flags, fd));
}

/* 5.12: a file that replaces one of the target's */
SEC("fexit/receive_fd_replace")
int BPF_PROG(receive_fd_replace, int at, struct file *file, unsigned int flags, int fd)
{
	return UNPREEMPTED(on_install(SLOT_REPLACE, untrusted(file), flags, fd));
}

SEC("fexit/pidfd_getfd")
int BPF_PROG(pidfd_getfd, struct pid *pid, int number, int fd)
{
	return UNPREEMPTED(on_pidfd_getfd(untrusted(pid), number, fd));
}

static __always_inline int on_pidfd_getfd_call(struct pt_regs *regs, int fd)
{
	struct pid *pid = asked_pid(regs);

	return pid ? on_pidfd_getfd(pid, call_argument(regs, 1), fd) : 0;
}

/* arm64, where the compiler inlines pidfd_getfd into its only caller */
SEC("fexit/__arm64_sys_pidfd_getfd")
int BPF_PROG(pidfd_getfd_call, struct pt_regs *regs, long fd)
{
	return UNPREEMPTED(on_pidfd_getfd_call(untrusted(regs), fd));
}

/* 6.4; the kernel plants pidfds since 6.5 */
SEC("fexit/pidfd_prepare")
int BPF_PROG(pidfd_prepare, struct pid *pid, unsigned int flags, struct file **unread, int fd)
{
	u64 made = 0;

	bpf_get_func_arg(ctx, 2, &made); /* a pointer to a pointer, which the verifier does not let programs load */
	return UNPREEMPTED(on_pidfd(untrusted(pid), (struct file **)made, fd, as_number(ctx)));
}

SEC("fentry/seccomp_notify_ioctl")
int BPF_PROG(supervise, struct file *listener, unsigned int command, unsigned long argument)
{
	return UNPREEMPTED(on_supervise(untrusted(listener), command, argument));
}

SEC("fentry/__scm_destroy")
int BPF_PROG(scm_destroy, struct scm_cookie *scm)
{
	return UNPREEMPTED(on_destroy(untrusted(scm)));
}
