/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Which numbers the files of a message have in the current task: from the caller's control buffer, each one verified
 * against its descriptor table, so that a buffer rewritten meanwhile can hide a number but never invent one; or, where
 * there is no buffer to read, by a search of the table.
 */
#ifndef FDTRAIL_COPY_BPF_H
#define FDTRAIL_COPY_BPF_H

#include "transfers.bpf.h"
#include "user_control.bpf.h"

#define TABLE_SIZE 4096 /* descriptors searched for a file, and remembered as open before a receive */
#define NOT_OPEN (-1)

/* A message as its receiver found it in the queue: kept while its descriptors are installed and the list is freed. */
struct copy {
	u64 list;
	struct transfer transfer;
	u64 files[256];
	u64 open[TABLE_SIZE / 64]; /* numbers in use before the install; of a send: none */
};
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, u64); /* pid_tgid */
	__type(value, struct copy);
} copies SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SLOTS);
	__type(key, u32);
	__type(value, struct copy);
} copy_drafts SEC(".maps");

static __always_inline struct copy *copy_draft_of(u32 slot)
{
	return bpf_map_lookup_elem(&copy_drafts, &slot);
}

/*
 * What is known of the list that the skb carries. With tracepoints a list is forgotten only after the kernel freed it, and
 * its address may be another message's by then: the skb, and the sock that it was sent from, must be the same too.
 */
static __always_inline struct transfer *transfer_in(struct sk_buff *skb, struct scm_fp_list *list)
{
	struct transfer *transfer = transfer_of(list, false);

	return transfer && transfer->carrier == (u64)skb ? transfer : NULL;
}

static __always_inline void take_files(struct copy *copy, struct scm_fp_list *list)
{
	copy->list = (u64)list;
	copy->transfer.first_file = file_at(list, 0);
	copy->transfer.count = BPF_CORE_READ(list, count);
	bpf_probe_read_kernel(copy->files, FDTRAIL_MAX_FDS * sizeof(u64), list->fp);
}

/* The copy of the message that this thread sends, or receives. */
static __always_inline struct copy *copy_of(bool is_send)
{
	u64 thread = bpf_get_current_pid_tgid();

	return is_send ? copy_draft_of(SLOT_QUEUE) : bpf_map_lookup_elem(&copies, &thread);
}

/* The draft of the program that works on it. */
static __always_inline u32 slot_of(bool is_send)
{
	return is_send ? SLOT_QUEUE : SLOT_RECEIVE;
}

/* Whether a number was in use before the install; a sender's copy says that none was. */
static __always_inline bool was_open(struct copy *copy, u32 fd)
{
	return fd < TABLE_SIZE && copy->open[masked(fd >> 6, 0x3f)] >> (fd & 63) & 1;
}

struct search {
	struct copy *copy;
	u64 file;
	u32 from;
	s32 found;
};

static long look_at(u32 turn, struct search *search)
{
	u32 fd = search->from + turn;

	if (fd >= TABLE_SIZE)
		return 1;
	if (was_open(search->copy, fd) || file_of(fd) != search->file)
		return 0;
	search->found = fd;
	return 1;
}

/* The lowest number, from one on, of a file of the message; after a receive, the lowest new one. */
GLOBAL int find_number(u32 is_send, u32 index, u32 from)
{
	struct search search = { .copy = copy_of(is_send), .from = from, .found = NOT_OPEN };

	if (!search.copy)
		return NOT_OPEN;
	search.file = search.copy->files[masked(index, 0xff)];
	bpf_loop(TABLE_SIZE, look_at, &search, 0);
	return search.found;
}

struct match {
	struct draft *draft;
	struct copy *copy;
	u32 is_send;
	u32 count; /* of numbers found, from the first on */
	s32 from;
};

static long find_one(u32 turn, struct match *match)
{
	s32 found;

	if (turn >= match->copy->transfer.count)
		return 1;
	found = find_number(match->is_send, turn, match->from);
	match->draft->fds[masked(turn, 0xff)] = found;
	if (!match->is_send) { /* installs take the lowest free number: they ascend */
		if (found < 0)
			return 1;
		match->from = found + 1;
	}
	match->count = turn + 1;
	return 0;
}

/* The numbers of the message's files, where there is no control buffer to read (io_uring). Returns how many were found. */
GLOBAL int find_numbers(u32 is_send)
{
	struct match match = { .draft = draft_of(slot_of(is_send)), .copy = copy_of(is_send), .is_send = is_send };

	if (!match.draft || !match.copy)
		return 0;
	bpf_loop(FDTRAIL_MAX_FDS, find_one, &match, 0);
	return match.count;
}

static long match_one(u32 turn, struct match *match)
{
	s32 fd = match->draft->fds[masked(turn, 0xff)];

	if (turn >= match->draft->fd_count || turn >= match->copy->transfer.count || fd < 0 || was_open(match->copy, fd) ||
	    file_of(fd) != match->copy->files[masked(turn, 0xff)])
		return 1;
	match->count = turn + 1;
	return 0;
}

/* How many of the draft's numbers are, in order, those of the message's files in this task. */
GLOBAL int match_numbers(u32 is_send)
{
	struct match match = { .draft = draft_of(slot_of(is_send)), .copy = copy_of(is_send) };

	if (!match.draft || !match.copy)
		return 0;
	bpf_loop(FDTRAIL_MAX_FDS, match_one, &match, 0);
	return match.count;
}

/* The numbers of one message of the call, if they are this list's. */
static long try_message(u32 turn, struct match *match)
{
	u32 count;

	if (!read_user_control(slot_of(match->is_send), match->is_send, turn))
		return 1;
	if (!match->draft->fd_count)
		return 0;
	count = match_numbers(match->is_send);
	if (match->is_send ? count != match->copy->transfer.count || match->draft->fd_count != count : !count)
		return 0;
	match->count = count;
	return 1;
}

/* The numbers by the control buffers of the system call. Returns how many were found. */
GLOBAL int numbers_in_call(u32 is_send)
{
	struct match match = { .draft = draft_of(slot_of(is_send)), .copy = copy_of(is_send), .is_send = is_send };

	if (!match.draft || !match.copy)
		return 0;
	bpf_loop(MAX_CALL_MESSAGES, try_message, &match, 0);
	return match.count;
}

struct emission {
	struct draft *draft;
	struct copy *copy;
	struct numbers *numbers;
	u32 slot;
	u32 from;
	u32 count;
};

static long emit_copied(u32 turn, struct emission *emission)
{
	struct fdtrail_record *record = &emission->draft->record;
	u32 index = emission->from + turn;

	if (index >= emission->count)
		return 1;
	record->index = index;
	if (record->action != FDTRAIL_DROP)
		record->fd = emission->draft->fds[masked(index, 0xff)];
	if (record->action != FDTRAIL_SEND && record->flags & FDTRAIL_F_SENDER)
		record->sender_fd = sender_number(&emission->copy->transfer, emission->numbers, index);
	emit(emission->slot, emission->copy->files[masked(index, 0xff)]);
	return 0;
}

static __always_inline void emit_copy(u32 slot, struct draft *draft, struct copy *copy, u32 from, u32 count)
{
	struct emission emission = {
		.draft = draft,
		.copy = copy,
		.numbers = numbers_of(&copy->transfer),
		.slot = slot,
		.from = from,
		.count = count,
	};

	draft->record.message = copy->transfer.message;
	draft->record.count = copy->transfer.count;
	bpf_loop(FDTRAIL_MAX_FDS, emit_copied, &emission, 0);
}

#endif
