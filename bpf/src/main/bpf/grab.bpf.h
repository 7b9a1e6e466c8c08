/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Descriptors that pass without a socket: taken by pidfd_getfd(2), or planted by the supervisor of a seccomp filter. */
#ifndef FDTRAIL_GRAB_BPF_H
#define FDTRAIL_GRAB_BPF_H

#include "report.bpf.h"
#include "source.bpf.h"

#define PIDFD_NAME 0x5d64666469705bUL /* "[pidfd]" */
#define SECCOMP_ADDFD 0x2103          /* type and number of SECCOMP_IOCTL_NOTIF_ADDFD; its size may grow */

#ifdef FDTRAIL_BOUNDED_LOOPS
#define MAX_NOTIFICATIONS 64
#else
#define MAX_NOTIFICATIONS 4096
#endif

/* What struct seccomp_notif_addfd (uapi) begins with. */
struct addfd {
	u64 id;
	u32 flags;
	u32 fd;
};

struct notification_key {
	u64 filter;
	u64 id;
};

/* A thread in the ioctl that plants a descriptor, and the number it has there. */
struct supervisor {
	u64 process_number;
	u32 pid;
	u32 tid;
	u32 uid;
	s32 fd;
	char comm[FDTRAIL_COMM_SIZE];
};

/* The install removes its entry. If entries without an install ever fill the map, the oldest one is removed. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, struct notification_key);
	__type(value, struct supervisor);
} supervisors SEC(".maps");

/* file_of() for a task that the verifier does not know. */
static __always_inline u64 file_in(struct task_struct *task, u32 fd)
{
	u64 files = (u64)BPF_CORE_READ(task, files, fdt, fd), file = 0;

	if (fd < BPF_CORE_READ(task, files, fdt, max_fds))
		bpf_probe_read_kernel(&file, sizeof(file), (void *)(files + fd * sizeof(file)));
	return file;
}

/*
 * pidfd_getfd ends. The file is reported if both tables agree on it, because each may have changed since; that of a refused
 * call, if the other process has it.
 */
static __always_inline int on_pidfd_getfd(struct pid *pid, int number, int result)
{
	struct draft *draft = draft_of(SLOT_GRAB);
	struct task_struct *target = task_of((void *)as_number(pid));
	struct fdtrail_record *record;
	u64 file = 0, source;

	if (!draft)
		return 0;
	source = target ? process_of(SLOT_GRAB, draft, target) : 0;
	begin(SLOT_GRAB, draft, FDTRAIL_GRAB);
	record = &draft->record;
	describe_result(record, result, O_CLOEXEC);
	if (target) {
		describe_source_task(record, target, number);
		record->sender_number = source;
		file = file_in(target, number);
	}
	if (result >= 0 && file != file_of(result))
		file = 0;
	report_file(draft, (void *)file, file, false);
	return 0;
}

static __always_inline u64 call_argument(struct pt_regs *regs, const int index)
{
#if defined(__TARGET_ARCH_x86)
	return index == 0 ? BPF_CORE_READ(regs, di) : index == 1 ? BPF_CORE_READ(regs, si) : BPF_CORE_READ(regs, dx);
#else
	return BPF_CORE_READ(regs, regs[index]);
#endif
}

/*
 * The process that the pidfd of a call of pidfd_getfd(2) names; NULL if the call is refused before the kernel looks for a
 * descriptor of that process.
 */
static __always_inline struct pid *asked_pid(struct pt_regs *regs)
{
	struct file *file = (void *)file_of(call_argument(regs, 0));
	struct inode *inode;
	u64 magic, name = 0;

	if (!file || (u32)call_argument(regs, 2))
		return NULL;
	inode = BPF_CORE_READ(file, f_inode);
	magic = BPF_CORE_READ(inode, i_sb, s_magic);
	if (magic == PIDFS_MAGIC)
		return BPF_CORE_READ(inode, i_private);
	bpf_probe_read_kernel(&name, sizeof(name), BPF_CORE_READ(file, f_path.dentry, d_name.name));
	return magic == ANON_INODE_FS_MAGIC && name == PIDFD_NAME ? BPF_CORE_READ(file, private_data) : NULL;
}

/* seccomp_notify_ioctl begins: a supervisor that plants a descriptor waits in there until the target has taken it. */
static __always_inline int on_supervise(struct file *listener, u32 command, u64 argument)
{
	struct notification_key key = {};
	struct supervisor supervisor = {};
	struct addfd request = {};
	u64 pid_tgid = bpf_get_current_pid_tgid();
	struct task_struct *own = own_task();
	struct draft *draft;

	if ((command & 0xffff) != SECCOMP_ADDFD || bpf_probe_read_user(&request, sizeof(request), (void *)argument) ||
	    !file_of(request.fd))
		return 0;
	draft = draft_of(SLOT_SUPERVISE);
	if (!draft)
		return 0;
	key.filter = (u64)BPF_CORE_READ(listener, private_data);
	key.id = request.id;
	supervisor.pid = pid_tgid >> 32;
	supervisor.tid = pid_tgid;
	supervisor.uid = READ_TASK(untrusted(own), cred, uid.val);
	supervisor.fd = request.fd;
	supervisor.process_number = own_process(SLOT_SUPERVISE, draft, own, pid_tgid);
	bpf_get_current_comm(supervisor.comm, sizeof(supervisor.comm));
	bpf_map_update_elem(&supervisors, &key, &supervisor, BPF_ANY); /* the oldest makes room */
	return 0;
}

/*
 * The position in the notifications that wait for a filter's supervisor. It is in a map, where the verifier assumes nothing
 * about values: before 6.7 (ab5cfac139ab) it checks only the first iteration of a loop, and would remove code that this one
 * does not run.
 */
struct search {
	struct seccomp_filter *filter;
	struct list_head *head; /* NULL: the filter has not been searched yet */
	struct list_head *at;
	struct notification_key found;
};
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SLOTS);
	__type(key, u32);
	__type(value, struct search);
} searches SEC(".maps");

/* The next notification, or the next filter. The target holds the filter's lock while it takes a descriptor. */
STEP next_notification(u32 turn, struct search **of)
{
	struct search *search = *of;
	struct seccomp_filter *filter = search->filter;
	struct list_head *at = search->at, *head = search->head;
	struct seccomp_knotif *notification;

	if (!filter)
		return 1;
	if (!head) {
		head = (void *)BPF_CORE_READ(filter, notif);
		if (head) {
			head = (void *)head + bpf_core_field_offset(struct notification, notifications);
			search->head = head;
			search->at = BPF_CORE_READ(head, next);
			return 0;
		}
	} else if (at != head) {
		notification = (void *)at - bpf_core_field_offset(struct seccomp_knotif, list);
		if ((u64)BPF_CORE_READ(notification, task) == bpf_get_current_task()) {
			search->found.filter = (u64)filter;
			search->found.id = BPF_CORE_READ(notification, id);
			return 1;
		}
		search->at = BPF_CORE_READ(at, next);
		return 0;
	}
	search->filter = BPF_CORE_READ(filter, prev);
	search->head = NULL;
	return 0;
}

/* A file was installed that no message brought: by the supervisor, if this thread's system call waits for one. */
static __always_inline int on_install(u32 slot, struct file *file, u32 flags, int fd)
{
	struct draft *draft = draft_of(slot);
	struct search *search = bpf_map_lookup_elem(&searches, &slot);
	struct task_struct *task = current_task();
	struct notification_key key;
	struct supervisor *supervisor;

	if (!draft || !search)
		return 0;
	__builtin_memset(search, 0, sizeof(*search));
	search->filter = (void *)number_by(draft, READ_TASK(task, seccomp.filter));
	repeat(MAX_NOTIFICATIONS, next_notification, &search);
	key = search->found;
	if (!key.filter) {
		if (*(struct seccomp_filter *volatile *)&search->filter) /* not searched to the end */
			count_loss(unsearched);
		return 0;
	}
	begin(slot, draft, FDTRAIL_INJECT);
	describe_result(&draft->record, fd, flags);
	supervisor = bpf_map_lookup_elem(&supervisors, &key);
	if (supervisor) {
		describe_source(&draft->record, supervisor->pid, supervisor->tid, supervisor->uid, supervisor->fd);
		__builtin_memcpy(draft->record.sender_comm, supervisor->comm, sizeof(supervisor->comm));
		draft->record.sender_number = supervisor->process_number;
		bpf_map_delete_elem(&supervisors, &key);
	}
	report_file(draft, file, number_by(draft, file), TYPED);
	return 0;
}

#endif
