/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * The kernel's types as far as fdtrail reads them. Only names count: CO-RE takes every offset and size from the running
 * kernel's BTF, so a structure holds just the members that are used, in any order.
 */
#ifndef __VMLINUX_H__
#define __VMLINUX_H__

typedef unsigned char __u8;
typedef short __s16;
typedef unsigned short __u16;
typedef int __s32;
typedef unsigned int __u32;
typedef long long __s64;
typedef unsigned long long __u64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;
typedef __u8 u8;
typedef __s16 s16;
typedef __u16 u16;
typedef __s32 s32;
typedef __u32 u32;
typedef __s64 s64;
typedef __u64 u64;
typedef _Bool bool;
#define true 1
#define false 0

enum bpf_map_type {
	BPF_MAP_TYPE_HASH = 1,
	BPF_MAP_TYPE_ARRAY = 2,
	BPF_MAP_TYPE_PERCPU_ARRAY = 6,
	BPF_MAP_TYPE_LRU_HASH = 9,
	BPF_MAP_TYPE_RINGBUF = 27,
};

enum {
	BPF_ANY = 0,
	BPF_NOEXIST = 1,
	BPF_EXIST = 2,
};

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

/* uapi; asked for by value: does the kernel have the helper? */
enum bpf_func_id {
	BPF_FUNC_task_pt_regs = 175,
};

enum skb_drop_reason {
	SKB_DROP_REASON_SOCKET_CLOSE = 4, /* 6.14, as the others */
	SKB_DROP_REASON_UNIX_DISCONNECT = 7,
	SKB_DROP_REASON_UNIX_SKIP_OOB = 8,
};

#if defined(__TARGET_ARCH_x86)
struct pt_regs {
	unsigned long r15, r14, r13, r12, bp, bx, r11, r10, r9, r8, ax, cx, dx, si, di, orig_ax, ip, cs, flags, sp, ss;
};
struct thread_info {
	u32 status;
};
#elif defined(__TARGET_ARCH_arm64)
struct user_pt_regs {
	u64 regs[31];
	u64 sp, pc, pstate;
};
struct pt_regs {
	u64 regs[31];
	u64 sp, pc, pstate, orig_x0;
	s32 syscallno;
};
struct thread_info {
	unsigned long flags;
};
#else
#error "fdtrail knows the registers of x86-64 and arm64"
#endif

struct bpf_subprog_info {
	bool might_sleep;
};

struct list_head {
	struct list_head *next;
	struct list_head *prev;
};

struct hlist_node {
	struct hlist_node *next;
	struct hlist_node **pprev;
};

struct hlist_head {
	struct hlist_node *first;
};

struct upid {
	int nr;
	struct pid_namespace *ns;
};

struct pid {
	unsigned int level;
	struct hlist_head tasks[4]; /* by enum pid_type: the thread, its group ... */
	struct upid numbers[1];
};

typedef struct {
	int counter;
} atomic_t;

typedef struct {
	atomic_t refs;
} refcount_t;

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
	unsigned long *open_fds;
};

struct files_struct {
	atomic_t count;
	struct fdtable *fdt;
	unsigned int next_fd;
};

struct user_namespace {
	int level;
};

typedef struct {
	u32 val;
} kuid_t;

struct user_struct {
	unsigned long unix_inflight;
	kuid_t uid;
};

typedef struct {
	u64 val; /* two u32 until 6.3 */
} kernel_cap_t;

struct cred {
	kuid_t uid;
	kernel_cap_t cap_effective;
	struct user_struct *user;
	struct user_namespace *user_ns;
};

struct rlimit {
	unsigned long rlim_cur;
	unsigned long rlim_max;
};

typedef struct {
	unsigned long sig[1];
} sigset_t;

struct sigpending {
	sigset_t signal;
};

struct sigaction {
	void *sa_handler;
	unsigned long sa_flags;
};

struct k_sigaction {
	struct sigaction sa;
};

struct sighand_struct {
	struct k_sigaction action[64];
};

struct signal_struct {
	atomic_t live;
	int nr_threads;
	struct sigpending shared_pending;
	struct rlimit rlim[16];
};

struct notification {
	struct list_head notifications;
};

struct seccomp_filter {
	struct notification *notif;
	struct seccomp_filter *prev;
};

struct seccomp_knotif {
	struct task_struct *task;
	u64 id;
	struct list_head list;
};

struct seccomp {
	struct seccomp_filter *filter;
};

struct io_uring_sqe {
	s32 fd;
};

struct io_ring_ctx {
	u32 *sq_array; /* NULL with IORING_SETUP_NO_SQARRAY (6.6) */
	u32 cached_sq_head;
	u32 sq_entries;
	struct io_uring_sqe *sq_sqes;
	struct socket *ring_sock; /* whose queue keeps registered files, until 6.8 (6e5e6d274956) */
};

struct io_uring_task {
	struct file *registered_rings[16]; /* 5.18 */
};

struct timespec64 {
	long tv_sec;
	long tv_nsec;
};

struct proc_ns_operations {
	const char *name;
};

struct ns_common {
	const struct proc_ns_operations *ops;
	unsigned int inum;
};

struct mnt_namespace {
	struct ns_common ns;
};

struct nsproxy {
	struct net *net_ns;
	struct mnt_namespace *mnt_ns;
};

struct mm_struct {
	struct file *exe_file;
	unsigned long start_code;
	unsigned long start_stack;
	unsigned long arg_start;
	unsigned long arg_end;
	int mm_lock_seq; /* 6.4 */
};

struct seqcount {
	unsigned int sequence;
};

struct mm_struct___6_14 {
	struct seqcount mm_lock_seq;
};

struct bpf_iter_task_vma {
	__u64 __opaque[1];
} __attribute__((aligned(8)));

struct kernfs_node {
	u64 id;
};

struct cgroup {
	struct kernfs_node *kn;
};

struct css_set {
	struct cgroup *dfl_cgrp;
};

struct task_struct {
	struct thread_info thread_info;
	void *stack;
	unsigned int flags;
	s32 pid;
	s32 tgid;
	struct task_struct *real_parent;
	struct list_head children;
	struct list_head sibling;
	struct task_struct *group_leader;
	struct pid *thread_pid;
	struct hlist_node pid_links[4];
	char comm[16];
	struct seccomp seccomp;
	u64 start_boottime;
	const struct cred *cred;
	struct files_struct *files;
	struct nsproxy *nsproxy;
	struct signal_struct *signal;
	struct sighand_struct *sighand;
	sigset_t blocked;
	struct sigpending pending;
	unsigned long jobctl;
	void *worker_private;
	struct io_uring_task *io_uring; /* NULL: no request of it has ever been made */
	struct mm_struct *mm;           /* NULL: a kernel thread, or it has exited */
	u64 self_exec_id;
	struct css_set *cgroups;
};

struct super_block {
	u32 s_dev;
	unsigned long s_magic;
};

struct inode {
	long i_ctime_sec; /* 6.11; before in a timespec64 */
	u32 i_ctime_nsec;
	u16 i_mode;
	u32 i_rdev;
	unsigned long i_ino;
	struct super_block *i_sb;
	void *i_private;
};

struct inode___before_6_11 {
	struct timespec64 __i_ctime;
};

struct pid_namespace {
	struct ns_common ns;
};

struct qstr {
	u32 len;
	const unsigned char *name;
};

struct hlist_bl_node {
	struct hlist_bl_node **pprev;
};

struct dentry;

struct dentry_operations {
	char *(*d_dname)(struct dentry *, char *, int);
};

struct dentry {
	struct hlist_bl_node d_hash;
	struct dentry *d_parent;
	struct qstr d_name;
	const struct dentry_operations *d_op;
	struct super_block *d_sb;
	struct inode *d_inode;
};

struct vfsmount {
	struct dentry *mnt_root;
};

struct mount {
	struct mount *mnt_parent;
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
};

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};

typedef struct {
	long counter;
} atomic_long_t;

typedef struct {
	atomic_long_t refcnt;
} file_ref_t;

struct file {
	file_ref_t f_ref;      /* 6.13: one less than there are */
	atomic_long_t f_count; /* before */
	struct path f_path;
	struct inode *f_inode;
	unsigned int f_flags;
	void *private_data;
};

struct backing_file { /* of overlayfs, 6.5 */
	struct path user_path; /* 6.7 */
};

struct in6_addr {
	u8 any;
};

struct unix_table {
	struct hlist_head *buckets;
};

struct netns_unix {
	struct unix_table table;
};

struct net {
	struct list_head list;
	struct ns_common ns;
	struct netns_unix unx;
};

typedef struct {
	struct net *net;
} possible_net_t;

struct sock_common {
	struct hlist_node skc_node;
	possible_net_t skc_net;
	u32 skc_daddr;
	u32 skc_rcv_saddr;
	u16 skc_dport;
	u16 skc_num;
	u16 skc_family;
	u8 skc_state;
	struct in6_addr skc_v6_daddr;
	struct in6_addr skc_v6_rcv_saddr;
	unsigned long skc_flags;
};

struct sk_buff_head {
	struct sk_buff *prev;
	u32 qlen;
};

struct sock {
	struct sock_common __sk_common;
	struct sk_buff_head sk_receive_queue;
	struct socket *sk_socket;
	struct pid *sk_peer_pid;
	struct sk_filter *sk_filter;
	refcount_t sk_wmem_alloc;
	int sk_sndbuf;
	u32 sk_max_ack_backlog;
	u8 sk_shutdown;
	u8 sk_scm_pidfd : 1; /* 6.16 */
	u8 sk_scm_rights : 1;
	int sk_err;
	long sk_sndtimeo;
	u16 sk_protocol;
	u16 sk_type;
};

typedef enum { SS_CONNECTED = 3 } socket_state;

struct socket {
	socket_state state;
	short type;
	unsigned long flags;
	struct file *file;
	struct sock *sk;
};

struct scm_stat {
	atomic_t nr_fds;
};

struct sockaddr_un {
	u16 sun_family;
	char sun_path[108];
};

struct unix_address {
	int len;
	struct sockaddr_un name[];
};

struct unix_sock {
	struct sock sk;
	struct unix_address *addr;
	struct sock *peer;
	struct scm_stat scm_stat;
	unsigned long gc_flags; /* until 6.10 */
	struct sk_buff *oob_skb; /* 5.15 */
};

struct iov_iter {
	unsigned long count;
};

struct msghdr {
	void *msg_name;
	int msg_namelen;
	unsigned int msg_flags;
	void *msg_control;
	bool msg_control_is_user : 1;
	unsigned long msg_controllen;
	struct iov_iter msg_iter;
	void *msg_iocb; /* until 7.1 */
	void *msg_ubuf; /* 6.0 */
};

struct io_wq_work {
	int cancel_seq;
};

struct io_worker {
	struct task_struct *task;
	struct io_wq_work *cur_work;
};

struct io_kiocb {
	struct file *file;
	u8 opcode;
	void *async_data;
	struct io_wq_work work;
};

struct io_sr_msg { /* at the beginning of a struct io_kiocb */
	u32 msg_flags; /* of the request; the attempts have MSG_DONTWAIT besides */
};

struct io_async_msghdr {
	struct msghdr msg;
};

struct vm_area_struct {
	unsigned long vm_start;
	unsigned long vm_end;
	unsigned long vm_pgoff;
	unsigned long vm_flags;
	struct file *vm_file;
};

struct scm_fp_list {
	s16 count;
	s16 max;
	struct user_struct *user;
	bool inflight; /* 6.10 */
	bool dead;
	struct file *fp[253];
};

struct scm_creds {
	u32 pid;
	kuid_t uid;
};

struct scm_cookie {
	struct pid *pid;
	struct scm_fp_list *fp;
	struct scm_creds creds;
};

struct unix_skb_parms {
	struct pid *pid;
	kuid_t uid;
	struct scm_fp_list *fp;
	u32 consumed; /* bytes that a stream has read */
};

struct sk_buff {
	struct sk_buff *next;
	struct sk_buff *prev;
	struct sock *sk;
	u16 alloc_cpu;
	char cb[48];
};

struct trace_event_raw_sk_data_ready {
	const void *skaddr;
};

struct trace_event_raw_sock_msg_length {
	void *sk;
	int ret;
	int flags;
};

struct trace_event_raw_skb_copy_datagram_iovec {
	const void *skbaddr;
};

struct trace_event_raw_task_newtask {
	s32 pid;
	unsigned long clone_flags;
};

struct trace_event_raw_consume_skb {
	void *skbaddr;
};

struct trace_event_raw_kfree_skb {
	void *skbaddr;
	enum skb_drop_reason reason;
};

struct bpf_iter__task_file {
	struct task_struct *task;
	u32 fd;
	struct file *file;
};

struct bpf_iter__task_vma {
	struct task_struct *task;
	struct vm_area_struct *vma;
};

struct bpf_iter__unix {
	struct unix_sock *unix_sk;
};

#pragma clang attribute pop

/* uapi, the layout of the kernel's copy of the control block for 64-bit and 32-bit callers alike */
struct cmsghdr {
	u64 cmsg_len;
	s32 cmsg_level;
	s32 cmsg_type;
};

#endif
