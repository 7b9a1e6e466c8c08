/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Which socket the current task names, and the number by which it has a socket. */
#ifndef FDTRAIL_NUMBER_BPF_H
#define FDTRAIL_NUMBER_BPF_H

#include "draft.bpf.h"

#define BATCH 64 /* the size of a table is a multiple of it */

#ifdef FDTRAIL_BOUNDED_LOOPS
#define MAX_BATCHES 16
#else
#define MAX_BATCHES 256
#endif

#define IORING_ENTER_REGISTERED_RING 16 /* 5.18 */
#define REGISTERED_RINGS 16

/* The number by which the system call of this thread names the socket with this file; -1 when it does not. */
static __always_inline s32 named_number(u64 socket_file)
{
	bool is_receive;
	s32 fd = first_argument(own_task(), &is_receive);

	return socket_file && fd >= 0 && file_of(fd) == socket_file ? fd : -1;
}

/* The sock of a socket's file, 0 of any other. */
static __always_inline u64 sock_of(struct file *file)
{
	struct socket *socket;

	if (!file || BPF_CORE_READ(file, f_inode, i_sb, s_magic) != SOCKFS_MAGIC)
		return 0;
	socket = BPF_CORE_READ(file, private_data);
	return (u64)BPF_CORE_READ(socket, sk);
}

/* The sock of the socket that argument 0 of this thread's system call names, 0 when it names none. */
GLOBAL u64 calling_sock(void)
{
	bool is_receive;
	s32 fd = first_argument(own_task(), &is_receive);

	return fd < 0 ? 0 : sock_of((struct file *)file_of(fd));
}

static __always_inline u64 entered_ring(struct task_struct *task, u32 fd, u64 flags)
{
	struct io_uring_task *uring = READ_TASK(task, io_uring);
	u64 ring = 0;

	if (!(flags & IORING_ENTER_REGISTERED_RING))
		return file_of(fd);
	if (bpf_core_field_exists(uring->registered_rings) && fd < REGISTERED_RINGS)
		bpf_probe_read_kernel(&ring, sizeof(ring), &uring->registered_rings[fd]);
	return ring;
}

/* The number in the request of io_uring that this thread is submitting. It may be another one's: in a chain, the last one's. */
static __always_inline s32 submitted_number(void)
{
	struct task_struct *task = current_task();
	struct io_uring_sqe *requests;
	struct io_ring_ctx *context;
	struct file *ring;
	u32 at, *array;
	u64 flags;
	s32 fd;

	if (!enters_ring(&fd, &flags))
		return -1;
	ring = (struct file *)entered_ring(task, fd, flags);
	context = BPF_CORE_READ(ring, private_data);
	at = (BPF_CORE_READ(context, cached_sq_head) - 1) & (BPF_CORE_READ(context, sq_entries) - 1);
	array = BPF_CORE_READ(context, sq_array);
	if (array)
		bpf_probe_read_kernel(&at, sizeof(at), array + at);
	requests = BPF_CORE_READ(context, sq_sqes);
	fd = -1;
	bpf_probe_read_kernel(&fd, sizeof(fd),
			      (void *)requests + at * bpf_core_type_size(struct io_uring_sqe) +
				      bpf_core_field_offset(struct io_uring_sqe, fd));
	return fd;
}

struct table_walk {
	struct draft *draft;
	u64 files;
	u64 file;
	u32 batches;
	s32 found;
};

STEP look_at_numbers(u32 turn, struct table_walk *walk)
{
	u64 *files = (u64 *)walk->draft->name;

	if (turn >= walk->batches ||
	    bpf_probe_read_kernel(files, BATCH * sizeof(u64), (void *)(walk->files + turn * BATCH * sizeof(u64))))
		return 1;
#pragma unroll
	for (u32 i = 0; i < BATCH; i++) {
		if (files[i] == walk->file) {
			walk->found = turn * BATCH + i;
			return 1;
		}
	}
	return 0;
}

/*
 * The number of the socket with this file if the system call names none: that of the request of io_uring or, if that is not
 * known (it was posted earlier, a worker has it, it names a registered file), the lowest in the table. -1 if there is none,
 * or none up to 16384 (1024 before bpf_loop). Overwrites the draft's name.
 */
GLOBAL int other_number(u32 slot, u64 socket_file)
{
	struct draft *draft = draft_of(slot);
	struct fdtable *table = READ_TASK(current_task(), files, fdt);
	struct table_walk walk = { .draft = draft, .file = socket_file, .found = -1 };
	s32 fd = submitted_number();

	if (fd >= 0 && file_of(fd) == socket_file)
		return fd;
	if (!draft || !socket_file)
		return -1;
	walk.files = (u64)READ_TASK(table, fd);
	walk.batches = READ_TASK(table, max_fds) / BATCH;
	repeat(MAX_BATCHES, look_at_numbers, &walk);
	return walk.found;
}

/* The number by which this thread acts on the socket; -1 unknown. For a draft that has no path and no name yet. */
static __always_inline s32 socket_number(u32 slot, u64 socket_file)
{
	s32 fd = named_number(socket_file);

	return fd >= 0 ? fd : other_number(slot, as_number((void *)socket_file));
}

#endif
