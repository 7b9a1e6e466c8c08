/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * What the BPF programs and user space agree on: the record, the counters, the knobs and the limits.
 *
 * Fixed-width types only, natural alignment, explicit padding, no pointers. The build prints every offset
 * (print_layout.c) and a test compares each with Java's RecordLayout.
 */
#ifndef FDTRAIL_H
#define FDTRAIL_H

#define FDTRAIL_MAX_FDS 253         /* SCM_MAX_FD: descriptors in one message */
#define FDTRAIL_COMM_SIZE 16        /* TASK_COMM_LEN */
#define FDTRAIL_NAME_SIZE 4096      /* PATH_MAX: name bytes in one record, at most */
#define FDTRAIL_PATH_SIZE 108       /* of sun_path: bytes of a Unix socket's address, at most */
#define FDTRAIL_MAX_TRANSFERS 32768 /* messages in flight whose sender is remembered */
#define FDTRAIL_MAX_PROCESSES 8192  /* of which is remembered that they were reported */
#define FDTRAIL_CMDLINE_SIZE 512    /* bytes of a command line, at most, and a NUL */
#define FDTRAIL_MAX_ANCESTORS 32    /* of a process: the nearest */
#define FDTRAIL_MAX_CHOSEN 1024     /* numbers by which acts are chosen */
#define FDTRAIL_STACK_SIZE 16384    /* bytes of a stack are fewer */
#define FDTRAIL_STACK_REGISTERS 33

/* What happened to the descriptor. */
enum fdtrail_action {
	FDTRAIL_SEND = 1, /* queued to the receiving socket */
	FDTRAIL_RECV,     /* installed in the receiver */
	FDTRAIL_PEEK,     /* a copy, installed by MSG_PEEK; the message stays queued */
	FDTRAIL_FAIL,     /* the send was refused */
	FDTRAIL_DROP,     /* sent, but installed nowhere */
	FDTRAIL_GRAB,     /* taken by pidfd_getfd(2) */
	FDTRAIL_INJECT,   /* planted by a seccomp supervisor */
	FDTRAIL_PIDFD,    /* planted by the kernel: it names the process at the other end of a socket, in the sender's fields */
};

/* Why a descriptor was dropped. */
enum fdtrail_reason {
	FDTRAIL_REASON_NONE = 0,
	FDTRAIL_CTRUNC,       /* control buffer too small */
	FDTRAIL_EMFILE,       /* RLIMIT_NOFILE of the receiver */
	FDTRAIL_LSM,          /* refused by a security module, errno in error */
	FDTRAIL_NOCONTROL,    /* read or recv without a control buffer */
	FDTRAIL_CLOSED,       /* socket closed with the message queued */
	FDTRAIL_GC,           /* collected with a cycle of sockets in flight */
	FDTRAIL_UNSENT,       /* the send carried nothing, or failed after the list was made */
	FDTRAIL_PASSRIGHTS,   /* the receiver switched SO_PASSRIGHTS off */
	FDTRAIL_FAULT,        /* the receiver's buffers could not be written */
	FDTRAIL_IGNORED,      /* of a FAIL: the socket is not a Unix socket, and sent the data without them */
	FDTRAIL_DISCONNECTED, /* the receiving datagram socket was disconnected from its peer, which empties its queue */
	FDTRAIL_FILTER,       /* dropped by the receiver's socket filter; the send succeeds */
	FDTRAIL_OOB,          /* sent with an out-of-band byte that was read by MSG_OOB, or skipped */
};

/* By what acts are chosen: bits. Those of the chosen actions, by their numbers, come after. */
#define FDTRAIL_CHOSEN_PID 1
#define FDTRAIL_CHOSEN_UID 2
#define FDTRAIL_CHOSEN_CGROUP 4
#define FDTRAIL_CHOSEN_ACTIONS 8 /* the first of their bits is bit 8 */

enum fdtrail_flags {
	FDTRAIL_F_SENDER = 1 << 0,          /* the sender is known */
	FDTRAIL_F_FOLLOWED = 1 << 1,        /* the acting process descends from the command being traced */
	FDTRAIL_F_SENDER_FOLLOWED = 1 << 2, /* so does the sender */
	FDTRAIL_F_UNPAIRED = 1 << 3,        /* the other end is not known, but what both ends have in common is */
	FDTRAIL_F_CLOEXEC = 1 << 4,         /* the number was made close-on-exec */
	FDTRAIL_F_INHERITABLE = 1 << 5,     /* it was not; with neither flag, not known, or no number was made */
};

#define FDTRAIL_PAIRING_SHARED 1 /* in the number of an unpaired SEND: others may have sent from the same socket meanwhile */

enum fdtrail_file_flags {
	FDTRAIL_FILE_KNOWN = 1 << 0,   /* the file is known: its part is there */
	FDTRAIL_FILE_DELETED = 1 << 1, /* it is unlinked */
	FDTRAIL_FILE_DYNAMIC_NAME =
		1 << 2, /* name is the bare dentry name of a file without a path (pipe, socket, memfd ...) */
	FDTRAIL_FILE_NAME_TRUNCATED = 1 << 3, /* name is the leaf end of a path too long to walk */
};

/*
 * A record in the ring: a head, followed by parts; a part without content is omitted. A part begins at a whole word, with its
 * tag, a byte for its own use, and its size in bytes, which includes these four; the bytes between its end and the next word
 * are 0. A reader skips a part whose tag it does not know, and a part may grow at its end; it skips a record whose kind it
 * does not know, and does not read another version at all. What is unknown in a part is 0; an unknown number is -1.
 *
 * Everything about one thing (the process, the socket, the sender, the file with its name) is one part, so that user space can
 * see at once that it has met it before. No two structures have a member of the same name: the draft (draft.bpf.h) has all.
 */
#define FDTRAIL_VERSION 1

enum fdtrail_kind {
	FDTRAIL_KIND_EVENT = 1, /* one descriptor in one act */
	FDTRAIL_KIND_QUEUE,     /* a waiting message, before its descriptors; or a listening socket. Only by inflight.bpf.c */
	FDTRAIL_KIND_QUEUED,    /* one descriptor of that message, without an action. Only by inflight.bpf.c */
	FDTRAIL_KIND_OPEN, /* a descriptor that a process has now or when it ends, or a file that it has mapped, without an action. By files.bpf.c and exit.bpf.h */
	FDTRAIL_KIND_PROCESS, /* who the process with a number is, before the first event that has this number; the file is its executable */
	FDTRAIL_KIND_STACK, /* the user stack of an act, on demand, before the events of that act; only FDTRAIL_PART_STACK */
	FDTRAIL_KIND_MAPPINGS, /* what the process of stacks has mapped, before the first that has its number; only FDTRAIL_PART_MAPPINGS */
};

/* In place of a number of FDTRAIL_KIND_OPEN: */
#define FDTRAIL_MAPPED (-1) /* the file is mapped; file_id is 0 if overlayfs mapped another file for it */
/* And at the end of a process, where file_id identifies its descriptor table: */
#define FDTRAIL_ENDED (-2)        /* the records before this one have all that it had */
#define FDTRAIL_ENDED_PARTLY (-3) /* the same, but it had more numbers than were looked at */
#define FDTRAIL_ENDED_SHARED (-4) /* another process has the table, and reports it when it ends */

enum fdtrail_part {
	FDTRAIL_PART_ACT = 1,
	FDTRAIL_PART_BATCH,
	FDTRAIL_PART_REFUSAL,
	FDTRAIL_PART_PAIRING,
	FDTRAIL_PART_PROCESS,
	FDTRAIL_PART_NAMESPACE,
	FDTRAIL_PART_SOCKET,
	FDTRAIL_PART_ADDRESS,
	FDTRAIL_PART_SENDER,
	FDTRAIL_PART_FILE,
	FDTRAIL_PART_QUEUE,
	FDTRAIL_PART_IDENTITY,
	FDTRAIL_PART_CMDLINE,
	FDTRAIL_PART_ANCESTORS,
	FDTRAIL_PART_PEER,
	FDTRAIL_PART_CALLER,
	FDTRAIL_PART_STACK,
	FDTRAIL_PART_MAPPINGS,
};

struct fdtrail_head {
	__u16 record_size; /* of all of it */
	__u8 version;      /* FDTRAIL_VERSION */
	__u8 kind;         /* enum fdtrail_kind */
	__u32 flags;       /* enum fdtrail_flags */
	__u64 boot_ns;     /* of the act, CLOCK_BOOTTIME */
};

struct fdtrail_act {
	__u8 act_tag;
	__u8 action; /* enum fdtrail_action; 0 nothing happened */
	__u16 act_size;
	__s32 fd;      /* the descriptor's number in the acting process; -1 none or unknown */
	__u64 message; /* identifies the message; the same in all its records; 0 unknown */
};

/* Omitted if the message has only one descriptor. */
struct fdtrail_batch {
	__u8 batch_tag;
	__u8 batch_pad;
	__u16 batch_size;
	__u16 index; /* of the descriptor in the message, from 0 */
	__u16 count; /* descriptors in the message */
};

/* Of a FAIL or DROP. */
struct fdtrail_refusal {
	__u8 refusal_tag;
	__u8 reason; /* enum fdtrail_reason */
	__u16 refusal_size;
	__u16 error; /* errno; 0 none or unknown */
	__u16 refusal_pad;
};

/* If the other end is not known: FDTRAIL_F_UNPAIRED. */
struct fdtrail_pairing {
	__u8 pairing_tag;
	__u8 pairing_pad;
	__u16 pairing_size;
	__u32 pairing_pad2;
	__u64 pairing; /* a number that both ends have in common */
};

/* The acting process. The size omits the number if there is none. Of FDTRAIL_KIND_PROCESS, tid and comm are those of the leader. */
struct fdtrail_process {
	__u8 process_tag;
	__u8 process_pad;
	__u16 process_size;
	__u32 pid; /* as the initial pid namespace numbers it */
	__u32 tid;
	__u32 uid;       /* as the initial user namespace numbers it */
	__u64 cgroup_id; /* cgroup v2 id */
	char comm[FDTRAIL_COMM_SIZE];
	__u64 process_number; /* of its FDTRAIL_KIND_PROCESS; 0: that found no room in the ring */
};

/* Of a process that is not in the initial pid namespace. */
struct fdtrail_namespace {
	__u8 namespace_tag;
	__u8 namespace_pad;
	__u16 namespace_size;
	__u32 ns_pid; /* pid in its own pid namespace */
};

/* The socket that it acted on. */
struct fdtrail_socket {
	__u8 socket_tag;
	__u8 socket_type; /* SOCK_* */
	__u16 socket_size;
	__s32 socket_fd;    /* its number in the acting process */
	__u32 socket_inode; /* get_next_ino() numbers sockets with 32 bits */
	__u32 peer_inode;   /* of the socket at the other end */
};

/*
 * The address of that socket or, if it has none, of its peer. It follows the header: a path without its NUL, or a NUL and an
 * abstract name.
 */
struct fdtrail_address {
	__u8 address_tag;
	__u8 address_pad;
	__u16 address_size;
};

/*
 * Of what a process sends, or tries to: the process at the other end of its socket, if it lives: who connected, listened or made
 * the pair (SO_PEERCRED). Omitted if that is the acting process: whoever has the other end by now, the kernel does not know.
 */
struct fdtrail_peer {
	__u8 peer_tag;
	__u8 peer_pad;
	__u16 peer_size;
	__u32 other_pid;
	char other_comm[FDTRAIL_COMM_SIZE]; /* of its leader */
};

/* Where it came from: FDTRAIL_F_SENDER. The size omits the number if there is none. */
struct fdtrail_sender {
	__u8 sender_tag;
	__u8 sender_pad;
	__u16 sender_size;
	__s32 sender_fd;    /* the number it had there */
	__u64 in_flight_ns; /* since the send */
	__u32 sender_pid;
	__u32 sender_tid;
	__u32 sender_uid;
	char sender_comm[FDTRAIL_COMM_SIZE];
	__u8 sender_pad2[4];
	__u64 sender_number; /* as process_number */
};

/*
 * The open file, if it is known, followed by its name: for a path its components, leaf first, each ended by a NUL
 * ("null\0dev\0" is /dev/null, nothing is /); for FDTRAIL_FILE_DYNAMIC_NAME the dentry's name; but for a socket its
 * addresses: for AF_UNIX as above, for AF_INET and AF_INET6 the local and the remote port (0: not connected) as __u16 and
 * then both addresses, of 4 or of 16 bytes, as on the wire.
 */
struct fdtrail_file {
	__u8 file_tag;
	__u8 file_flags;  /* enum fdtrail_file_flags */
	__u16 file_size;  /* with the name */
	__u16 mode;       /* st_mode */
	__u16 file_type;  /* of a passed socket: SOCK_* */
	__u64 file_id;    /* identifies the open file description while it exists; a keyed hash, never an address */
	__u64 inode;      /* st_ino of the file */
	__u32 dev;        /* of the file's filesystem, major << 20 | minor */
	__u32 fs_magic;   /* s_magic: distinguishes pipes, sockets, anonymous inodes ... */
	__u32 open_flags; /* f_flags */
	union {
		__u32 rdev;                  /* of a device node: its device, as dev */
		__u32 target_pid;            /* of files other than sockets: the process that a pidfd names, 0 none */
		struct {                     /* of a passed socket (SOCKFS_MAGIC) */
			__u16 file_family;   /* AF_* */
			__u16 file_protocol; /* IPPROTO_* for the inet families */
		};
	};
};

#define FDTRAIL_PEER_LIVES 1

/*
 * A queue, and one of its messages with the user that it counts against. The ids are keyed hashes, like file_id. A connection
 * that is not accepted yet has the address of the listening socket, which the kernel does not copy: both have the same
 * address_id, and no other listening socket has it.
 */
struct fdtrail_queue {
	__u8 queue_tag;
	__u8 queue_flags; /* FDTRAIL_PEER_LIVES */
	__u16 queue_size;
	__u32 queue_uid;      /* the user it counts against */
	__u64 queue_message;  /* as in the records of its descriptors; 0: a listening socket */
	__u64 receiver_id;    /* identifies the receiving socket */
	__u64 sender_id;      /* identifies the sending socket */
	__u64 address_id;     /* identifies the receiving socket's address; 0 none */
	__u64 user_in_flight; /* all that the user has in flight */
	__u32 peer_pid;       /* who connected, listened or made the pair at the other end (SO_PEERCRED); 0 unknown */
	char peer_comm[FDTRAIL_COMM_SIZE]; /* of that process, FDTRAIL_PEER_LIVES */
	__u32 queue_pad;
};

/* Of FDTRAIL_KIND_PROCESS. */
struct fdtrail_identity {
	__u8 identity_tag;
	__u8 identity_pad;
	__u16 identity_size;
	__u32 parent_pid;
	__u64 started_ns;    /* when its leader started, CLOCK_BOOTTIME */
	__u32 pid_namespace; /* inode; 0 unknown */
	__u32 identity_pad2;
};

/*
 * Of FDTRAIL_KIND_PROCESS, on demand. Its command line follows the header, a NUL after each argument but the last.
 */
struct fdtrail_cmdline {
	__u8 cmdline_tag;
	__u8 cmdline_cut; /* it is longer */
	__u16 cmdline_size;
};

/* Of FDTRAIL_KIND_PROCESS, on demand. Its ancestors follow the header, the parent first. */
struct fdtrail_ancestors {
	__u8 ancestors_tag;
	__u8 ancestors_cut; /* it has more */
	__u16 ancestors_size;
};

struct fdtrail_ancestor {
	__u32 ancestor_pid;
	char ancestor_comm[FDTRAIL_COMM_SIZE]; /* of its leader */
};

/* On demand. */
struct fdtrail_caller {
	__u8 caller_tag;
	__u8 caller_pad;
	__u16 caller_size;
	__u32 caller_pad2;
	__u64 caller_stack; /* stack_number of the act; no such record: that found no room in the ring */
};

/* Whose stacks are reported: bits. */
#define FDTRAIL_STACKS_SEND 1
#define FDTRAIL_STACKS_RECV 2

enum fdtrail_stack_state {
	FDTRAIL_STACK_COPIED,
	FDTRAIL_STACK_DOUBTFUL, /* copied, but a request of io_uring may have acted, at the end of another call */
	FDTRAIL_STACK_NONE,     /* a thread of the kernel acted */
	FDTRAIL_STACK_COMPAT,   /* of a 32-bit call */
	FDTRAIL_STACK_GONE,     /* the process ends, and has no memory any more */
	FDTRAIL_STACK_UNMAPPED, /* the kernel would have to read it from somewhere, or there is none */
};

/*
 * Of FDTRAIL_KIND_STACK. The bytes from the stack pointer up follow the header. The registers are those of the system call, in
 * the order of DWARF: 17 on x86-64, the last one is the return address; on arm64 x0 to x30, the stack pointer and the pc.
 */
struct fdtrail_stack {
	__u8 stack_tag;
	__u8 stack_state; /* enum fdtrail_stack_state */
	__u16 stack_size;
	__u32 stack_pid;
	__u64 stack_number;
	__u64 start_code;     /* of the process's memory, as /proc/PID/stat has them: both differ after an execve */
	__u64 start_stack;    /* likewise */
	__u64 stack_mappings; /* mappings_number of what was mapped then; 0: the kernel does not tell that */
	__u64 stack_registers[FDTRAIL_STACK_REGISTERS];
};

/* Of FDTRAIL_KIND_MAPPINGS, by ascending address: of each file the first mapping, and those that may be executed. */
struct fdtrail_mappings {
	__u8 mappings_tag;
	__u8 mappings_cut; /* there are more */
	__u16 mappings_size;
	__u32 mappings_pid;
	__u64 mappings_number;
	__u32 mount_namespace; /* inode */
	__u32 mappings_parent; /* pid of the parent */
};

/*
 * One of them, followed by its file's path as in struct fdtrail_file, padded to whole words, if that is another file than the
 * one before. The inode and the time of its last change tell whether a file is that one: an inode is used again.
 */
struct fdtrail_mapping {
	__u64 mapped_start;
	__u64 mapped_end;
	__u64 mapped_page; /* of the file: where it begins */
	__u64 mapped_inode;
	__u64 changed_s;
	__u32 changed_ns;
	__u8 is_same;      /* it is of the same file as the one before */
	__u8 mapped_flags; /* enum fdtrail_file_flags */
	__u16 mapped_name; /* bytes */
};

/* Of the parts on demand, each in whole words. */
#define FDTRAIL_DETAILS_SIZE                                                                                \
	(sizeof(struct fdtrail_cmdline) + FDTRAIL_CMDLINE_SIZE + 4 + sizeof(struct fdtrail_ancestors) + 4 + \
	 FDTRAIL_MAX_ANCESTORS * sizeof(struct fdtrail_ancestor))

/* The size of a record, at most. */
#define FDTRAIL_RECORD_SIZE                                                                                                  \
	(sizeof(struct fdtrail_head) + sizeof(struct fdtrail_act) + sizeof(struct fdtrail_batch) +                           \
	 sizeof(struct fdtrail_refusal) + sizeof(struct fdtrail_pairing) + sizeof(struct fdtrail_process) +                  \
	 sizeof(struct fdtrail_namespace) + sizeof(struct fdtrail_socket) + sizeof(struct fdtrail_address) +                 \
	 FDTRAIL_PATH_SIZE + 8 + sizeof(struct fdtrail_peer) + sizeof(struct fdtrail_sender) + sizeof(struct fdtrail_file) + \
	 FDTRAIL_NAME_SIZE + sizeof(struct fdtrail_caller) + FDTRAIL_DETAILS_SIZE)

/* Facts that could not be reported since the start. They start at 0, programs only add to them, and user space maps them. */
struct fdtrail_counters {
	__u64 ring_full;        /* records that found no room in the ring */
	__u64 transfers_full;   /* messages that were not even kept while they were sent: their SEND is missing */
	__u64 descriptors_full; /* messages whose sender's numbers could not be remembered */
	__u64 receives_full;    /* receives that could not be followed: their records are missing */
	__u64 calls_full;       /* kprobe: calls whose arguments could not be kept: what they did is missing */
	__u64 unsearched;       /* installs whose notification was not found among very many: their records are missing */
	__u64 followed_full;    /* descendants of the traced command that could not be remembered */
	__u64 missed_returns;   /* kprobe: calls whose return the kernel did not report */
	__u64 skipped_runs;     /* kprobe: runs that must have been skipped: what they would have seen happened */
	__u64 unreadable;       /* tracepoint: messages that could not be found in kernel memory, or were overwritten */
	__u64 queues_moved;     /* inflight.bpf.c: queues that were emptied faster than they could be read */
	__u64 queues_long;      /* inflight.bpf.c: queues with more messages than a program may look at */
	__u64 calls_open;       /* kprobe: calls in progress now, and those whose end the kernel did not report; no loss */
	__u64 spliced;          /* tracepoint: descriptors of messages that splice took in parts: their DROPs are missing */
};

#endif
