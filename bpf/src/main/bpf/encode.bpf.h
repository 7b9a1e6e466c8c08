/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* From a draft to the parts of a record in the ring. */
#ifndef FDTRAIL_ENCODE_BPF_H
#define FDTRAIL_ENCODE_BPF_H

#include "draft.bpf.h"

/* Copies a part, or the first words of one, in front of the parts that are there. */
static __always_inline u64 *add_part(struct draft *draft, const void *part, const u32 words, u32 size)
{
	u64 at = masked(*(volatile u32 *)&draft->start - size, 0xff8); /* read back, it is unknown; see struct draft */
	u64 *to = (u64 *)&draft->record.front[at];

	*(volatile u32 *)&draft->start = at;
	for (u32 i = 0; i < words; i++)
		to[i] = ((const u64 *)part)[i];
	return to;
}

/* The same of a part whose size is known only now. */
static __always_inline void add_detail(struct draft *draft, const void *part, u8 tag, u32 size)
{
	u64 whole = masked(size + sizeof(u64) - 1, 0x3f8);
	u64 at = masked(*(volatile u32 *)&draft->start - whole, 0xff8);
	u64 last = masked(at + whole - sizeof(u64), 0xff8);
	char *to = &draft->record.front[at];

	*(volatile u32 *)&draft->start = at;
	*(u64 *)&draft->record.front[last] = 0;
	bpf_probe_read_kernel(to, masked(size, 0x3ff), part);
	*to = tag;
}

static __always_inline void add_details(struct draft *draft)
{
	struct details *details = &draft->details;

	if (fdtrail_cmdline && details->cmdline_size)
		add_detail(draft, &details->cmdline_tag, FDTRAIL_PART_CMDLINE, details->cmdline_size);
	if (fdtrail_ancestors && details->ancestors_size)
		add_detail(draft, &details->ancestors_tag, FDTRAIL_PART_ANCESTORS, details->ancestors_size);
}

/* Omits the last word of a part if it is 0. */
static __always_inline void add_trimmed(struct draft *draft, const void *part, u16 *part_size, const u32 words)
{
	u64 last = ((const u64 *)part)[words - 1];
	u32 size = (last ? words : words - 1) * sizeof(u64);
	u64 *to;

	*part_size = size;
	to = add_part(draft, part, words - 1, size);
	if (last)
		to[words - 1] = last;
}

static __always_inline void add_parts(struct draft *draft)
{
	struct fdtrail_record *record = &draft->record;

	if (record->kind == FDTRAIL_KIND_PROCESS) {
		add_details(draft);
		add_part(draft, &record->identity_tag, sizeof(struct fdtrail_identity) / 8, sizeof(struct fdtrail_identity));
	}
	if (record->pid || record->comm[0])
		add_trimmed(draft, &record->process_tag, &record->process_size, sizeof(struct fdtrail_process) / 8);
	if (fdtrail_stacks && record->kind == FDTRAIL_KIND_EVENT && draft->caller.caller_stack)
		add_part(draft, &draft->caller, sizeof(struct fdtrail_caller) / 8, sizeof(struct fdtrail_caller));
	if (record->flags & FDTRAIL_F_SENDER)
		add_trimmed(draft, &record->sender_tag, &record->sender_size, sizeof(struct fdtrail_sender) / 8);
	if (record->flags & FDTRAIL_F_UNPAIRED)
		add_part(draft, &record->pairing_tag, sizeof(struct fdtrail_pairing) / 8, sizeof(struct fdtrail_pairing));
	if (record->other_pid)
		add_part(draft, &record->peer_tag, sizeof(struct fdtrail_peer) / 8, sizeof(struct fdtrail_peer));
	if (record->ns_pid)
		add_part(draft, &record->namespace_tag, 1, sizeof(struct fdtrail_namespace));
	if (record->count != 1 || record->index)
		add_part(draft, &record->batch_tag, 1, sizeof(struct fdtrail_batch));
	if (record->reason || record->error)
		add_part(draft, &record->refusal_tag, 1, sizeof(struct fdtrail_refusal));
}

/* Puts the draft into the ring. Returns whether there was room. */
static __always_inline bool put(struct draft *draft)
{
	const u32 act = AT(act_tag) - AT(front);
	const u32 file = AT(file_tag) - AT(front);
	struct fdtrail_record *record = &draft->record;
	u64 size = 0, at, *head;
	bool has_socket, is_put;

	has_socket = record->socket_inode || record->socket_fd >= 0 || record->socket_type;
	if (record->file_flags & FDTRAIL_FILE_KNOWN) {
		size = draft->end;
		if (size > FDTRAIL_NAME_SIZE) {
			size = FDTRAIL_NAME_SIZE;
			record->file_flags |= FDTRAIL_FILE_NAME_TRUNCATED;
		}
		size += sizeof(struct fdtrail_file);
		record->file_size = size;
	}
	draft->start = has_socket ? draft->address_at : act;
	add_parts(draft);
	at = masked(*(volatile u32 *)&draft->start - sizeof(struct fdtrail_head), 0xff8);
	size = masked(file + size - at, 0x1fff);
	record->record_size = size;
	head = (u64 *)&record->front[at]; /* a variable: without one, clang stores each byte, as for the elements of front */
	head[0] = *(u64 *)&record->record_size;
	head[1] = record->boot_ns;
	is_put = size <= FDTRAIL_RECORD_SIZE && !bpf_ringbuf_output(&ring, &record->front[at], size, 0);
	if (!has_socket) /* other parts were written in its place, and a draft may be for several descriptors */
		blank_socket(record);
	return is_put;
}

ONE_FUNCTION int put_draft(u32 slot)
{
	struct draft *draft = draft_of(slot);

	return draft && put(draft);
}

static __always_inline void output_record(struct draft *draft)
{
	if (!put_draft(draft->slot))
		count_loss(ring_full);
}

#endif
