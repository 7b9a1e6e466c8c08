/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* The draft of a record, and the current task in it. */
#ifndef FDTRAIL_DRAFT_BPF_H
#define FDTRAIL_DRAFT_BPF_H

#include "compat.bpf.h"
#include "fdtrail.h"

#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 10
#define IPPROTO_TCP 6
#define IPPROTO_UDP 17
#define TCP_CLOSE 7
#define SOL_SOCKET 1
#define SCM_RIGHTS 1
#define COMPONENT_SIZE 256 /* NAME_MAX and a NUL */

#ifdef FDTRAIL_BOUNDED_LOOPS
#define MAX_COMPONENTS 256
#else
#define MAX_COMPONENTS 2100 /* PATH_MAX has room for 2048 one-letter names, and mounts are crossed on the way */
#endif

#define ANON_INODE_FS_MAGIC 0x09041934
#define NSFS_MAGIC 0x6e736673
#define OVERLAYFS_MAGIC 0x794c7630
#define PIDFS_MAGIC 0x50494446
#define SOCKFS_MAGIC 0x534F434B

const volatile __u64 fdtrail_file_key; /* the key of file_id, so that it never reveals an address */
const volatile __u8 fdtrail_follow;    /* mark what the processes in followed do */
const volatile __u8 fdtrail_exits;     /* tell what the processes in receivers have when they end */
const volatile __u8 fdtrail_cmdline;   /* report the command line of each process */
const volatile __u8 fdtrail_ancestors; /* report its ancestors */
const volatile __u8 fdtrail_stacks;    /* report the user stack of acts: FDTRAIL_STACKS_* */
const volatile __u8 fdtrail_preempted; /* a thread may be preempted, and moved, between two programs */

struct fdtrail_counters fdtrail_counters;

#define count_loss(counter) __sync_fetch_and_add(&fdtrail_counters.counter, 1)

/*
 * A program did not run although it should have. The kernel counts that, but for kprobes, which do not run while any other
 * is running on the CPU, only since 6.7 (dd8657894c11).
 */
static __always_inline void count_skipped_run(void)
{
#ifdef FDTRAIL_KPROBE
	count_loss(skipped_runs);
#endif
}

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 8 << 20);
} ring SEC(".maps");

/* The command being traced and its descendants: tgid to start_boottime, 0 if that is not known. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, u32);
	__type(value, u64);
} followed SEC(".maps");

/* Parts that are written from the end of the front backwards may begin a little behind it: masks allow twice its size. */
#define FRONT_SIZE 2048

#define EEXIST 17
#define O_CLOEXEC 02000000
#define NO_PIDFD (-4096) /* neither a number nor an error */

/*
 * The draft of a record: the members of all parts. The parts that nearly every record has come after the front, and the ring
 * takes them from there; put() puts the others into the front, backwards, and the head before them.
 */
struct fdtrail_record {
	struct fdtrail_head;
	struct fdtrail_process;
	struct fdtrail_sender;
	struct fdtrail_batch;
	struct fdtrail_refusal;
	struct fdtrail_namespace;
	struct fdtrail_peer;
	struct fdtrail_pairing;
	struct fdtrail_identity;
	char front[FRONT_SIZE];
	struct fdtrail_socket;
	struct fdtrail_act;
	struct fdtrail_file;
};
#define AT(member) __builtin_offsetof(struct fdtrail_record, member)
_Static_assert(AT(act_tag) == AT(socket_tag) + sizeof(struct fdtrail_socket), "no gap");
_Static_assert(AT(file_tag) == AT(act_tag) + sizeof(struct fdtrail_act), "no gap");
_Static_assert(sizeof(struct fdtrail_record) == AT(file_tag) + sizeof(struct fdtrail_file), "the name follows");

/* What a process is known by: if any of this changes, it is reported again, under another number. */
struct process_key {
	u64 started; /* start_boottime of its leader, which distinguishes it from an earlier one with its pid */
	u64 exec_id; /* self_exec_id, which each execve increments */
	u64 cgroup_id;
	u32 pid;
	u32 parent;
	char comm[FDTRAIL_COMM_SIZE]; /* of its leader */
};

/* A process that acted on this CPU before: that a draft of it has this number saves the search for it. */
struct known_process {
	struct process_key key;
	u64 number;     /* 0: none yet */
	u64 introduced; /* processes when it was found */
};
#define KNOWN_PROCESSES 8 /* chosen by the pid: those of a dialogue have neighbouring ones */

/* What is reported of a process on demand: parts, but for their tags. A size is 0 if there is nothing to report. */
struct details {
	struct fdtrail_cmdline;
	char cmdline[FDTRAIL_CMDLINE_SIZE];
	char beyond[12]; /* 0: the last word of the part may go beyond it */
	struct fdtrail_ancestors;
	struct fdtrail_ancestor ancestors[FDTRAIL_MAX_ANCESTORS];
};

/*
 * The name may exceed its limit by one component. The state of a loop is here and not in registers: it reads back as an
 * unknown scalar, so the verifier sees all iterations of a bounded loop as one.
 */
struct draft {
	struct fdtrail_record record;
	char name[FDTRAIL_NAME_SIZE + COMPONENT_SIZE];
	struct process_key process; /* whose number is looked up */
	struct known_process known[KNOWN_PROCESSES];
	s32 fds[512]; /* the sender's numbers: 253, and what the verifier thinks may follow */
	u32 fd_count;
	u32 end;        /* of the name */
	u32 address_at; /* in the front: where the socket's address begins, which is its last part */
	u32 start;      /* in the front: of the parts that put() has put there so far */
	u64 offset;     /* in the control block */
	s32 pidfd;      /* that the receiver got, an error, or NO_PIDFD */
	u32 walked;     /* the walk reached a root */
	u32 slot;       /* its own: a global function takes no pointer to it */
	const void *pointer;
	struct details details;
	struct fdtrail_caller caller; /* of the act; used only if stacks are reported */
	u64 reported_stack;           /* of the next act, 0 not reported yet */
	u64 mapped_file;              /* of the mapping that was reported last */
	u32 mapped;                   /* bytes of the mappings that are in the stack's draft */
};

/*
 * A program may be preempted by another on its CPU (trampolines disable migration only), but never by itself: the kernel
 * skips and counts that. So each program that drafts a record has its own slot.
 */
enum slot {
	SLOT_SEND,
	SLOT_QUEUE,
	SLOT_RECEIVE,
	SLOT_DESTROY,
	SLOT_GRAB,
	SLOT_INSTALL,
	SLOT_REPLACE,
	SLOT_SEQPACKET,
	SLOT_FOREIGN,
	SLOT_PIDFD,
	SLOT_SUPERVISE,
	SLOT_EXIT,
	SLOT_DETACH,
	SLOTS
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SLOTS);
	__type(key, u32);
	__type(value, struct draft);
} drafts SEC(".maps");

static __always_inline struct draft *draft_of(u32 slot)
{
	struct draft *draft = bpf_map_lookup_elem(&drafts, &slot);

	if (draft)
		draft->slot = slot;
	return draft;
}

/* Before 5.12 (5ca419f2864a) no atomic addition returns a value: one counter for each CPU. */
enum numbered { MESSAGES, PROCESSES, STACKS, MAPPINGS };

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, u64);
} numbers_given SEC(".maps");

static __always_inline u64 next_number(u32 of)
{
	u64 *count = bpf_map_lookup_elem(&numbers_given, &of);

	return count ? (u64)(bpf_get_smp_processor_id() + 1) << 48 | ++*count : 0;
}

/* An address as a number: a global function takes no pointer whose type the verifier knows. */
static __always_inline u64 as_number(const void *pointer)
{
	u64 number = 0;

	bpf_probe_read_kernel(&number, sizeof(number), &pointer);
	return number;
}

/* The same without a helper call: the verifier forgets what it knows about a value that goes through a map. */
static __always_inline u64 number_by(struct draft *draft, const void *pointer)
{
	*(const void *volatile *)&draft->pointer = pointer;
	return *(volatile u64 *)&draft->pointer;
}

static __always_inline bool is_followed(u32 tgid)
{
	return fdtrail_follow && bpf_map_lookup_elem(&followed, &tgid);
}

/* The same for the current process; an earlier process with its number is another one. */
static __always_inline bool are_we_followed(u32 tgid)
{
	u64 *started = fdtrail_follow ? bpf_map_lookup_elem(&followed, &tgid) : NULL;

	return started && (!*started || *started == READ_TASK(current_task(), group_leader, start_boottime));
}

/* The file that a number of the current task refers to, 0 if none. */
GLOBAL u64 file_of(u32 fd)
{
	struct fdtable *table = READ_TASK(current_task(), files, fdt);
	u64 files = (u64)READ_TASK(table, fd);

	return fd < READ_TASK(table, max_fds) ? word_at(files + fd * sizeof(u64)) : 0;
}

/* The pid in its own namespace, 0 in the initial one. */
static __always_inline u32 namespace_pid(struct task_struct *task)
{
	u32 level = READ_TASK(task, thread_pid, level);
	struct upid upid = {};
	struct pid *pid;

	if (!level)
		return 0;
	pid = READ_TASK(task, group_leader, thread_pid);
	bpf_core_read(&upid.nr, sizeof(upid.nr),
		      (void *)as_number(pid) + bpf_core_field_offset(struct pid, numbers) +
			      level * bpf_core_type_size(struct upid) + bpf_core_field_offset(struct upid, nr));
	return upid.nr;
}

/* The inode of its pid namespace; 0 if it has none any more. */
static __always_inline u32 pid_namespace_of(struct task_struct *task)
{
	struct pid *pid = BPF_CORE_READ(task, group_leader, thread_pid);
	u32 level = BPF_CORE_READ(pid, level);
	struct pid_namespace *namespace = NULL;

	bpf_core_read(&namespace, sizeof(namespace),
		      (void *)as_number(pid) + bpf_core_field_offset(struct pid, numbers) +
			      level * bpf_core_type_size(struct upid) + bpf_core_field_offset(struct upid, ns));
	return BPF_CORE_READ(namespace, ns.inum);
}

/* The first word of a part: its tag, nothing, its size, and a number (-1: what is unknown). */
#define FIRST_WORD(tag, size, number) ((tag) | (u64)(size) << 16 | (u64)(u32)(number) << 32)
#define put_first_word(member, number, tag, type) (*(u64 *)&(member) = FIRST_WORD((tag), sizeof(type), (number)))

static __always_inline void blank_socket(struct fdtrail_record *record)
{
	put_first_word(record->socket_tag, -1, FDTRAIL_PART_SOCKET, struct fdtrail_socket);
	*(u64 *)&record->socket_inode = 0; /* and peer_inode */
}

/*
 * Makes the record empty. What follows the first word of the peer, the pairing and the identity stays: who adds one of these
 * parts sets all of it.
 */
static __always_inline void blank(struct draft *draft)
{
	struct fdtrail_record *record = &draft->record;

	__builtin_memset(record, 0, AT(batch_tag));
	__builtin_memset(&record->file_tag, 0, sizeof(struct fdtrail_file));
	record->version = FDTRAIL_VERSION;
	record->kind = FDTRAIL_KIND_EVENT;
	record->process_tag = FDTRAIL_PART_PROCESS;
	put_first_word(record->sender_tag, -1, FDTRAIL_PART_SENDER, struct fdtrail_sender);
	put_first_word(record->batch_tag, 0, FDTRAIL_PART_BATCH, struct fdtrail_batch);
	put_first_word(record->refusal_tag, 0, FDTRAIL_PART_REFUSAL, struct fdtrail_refusal);
	put_first_word(record->namespace_tag, 0, FDTRAIL_PART_NAMESPACE, struct fdtrail_namespace);
	put_first_word(record->peer_tag, 0, FDTRAIL_PART_PEER, struct fdtrail_peer);
	put_first_word(record->pairing_tag, 0, FDTRAIL_PART_PAIRING, struct fdtrail_pairing);
	put_first_word(record->act_tag, -1, FDTRAIL_PART_ACT, struct fdtrail_act);
	record->message = 0;
	record->file_tag = FDTRAIL_PART_FILE;
	blank_socket(record);
	draft->address_at = FRONT_SIZE;
}

/* Whether the number is close-on-exec, by the flags that the kernel's functions take. Another thread may change it at once. */
static __always_inline void describe_number_flags(struct fdtrail_record *record, u32 flags)
{
	record->flags |= flags & O_CLOEXEC ? FDTRAIL_F_CLOEXEC : FDTRAIL_F_INHERITABLE;
}

/* A keyed hash: identifies the open file description, and does not reveal its address. */
static __always_inline u64 hashed(u64 value)
{
	value ^= fdtrail_file_key;
	value = (value ^ value >> 33) * 0xff51afd7ed558ccdULL;
	value = (value ^ value >> 29) * (fdtrail_file_key | 1);
	return value ^ value >> 32;
}

#endif
