/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* The sender's numbers, from the kernel's own copy of the control messages. */
#ifndef FDTRAIL_CONTROL_BPF_H
#define FDTRAIL_CONTROL_BPF_H

#include "record.bpf.h"

struct control {
	struct draft *draft;
	u64 base;
	u64 size;
};

/* Without a branch: each one would double the paths that the verifier walks through. */
static __always_inline u64 lesser(u64 one, u64 other)
{
	s64 beyond = (s64)(other - one) >> 63;

	asm volatile("" : "+r"(beyond));
	return one + ((other - one) & beyond);
}

/* Reads one control message of the kernel's own copy: native layout for every caller, and no process can change it any more. */
STEP parse_control(u32 turn, struct control *control)
{
	struct draft *draft = control->draft;
	u64 offset = *(volatile u64 *)&draft->offset;
	struct cmsghdr header;

	if (offset + sizeof(header) > control->size ||
	    bpf_probe_read_kernel(&header, sizeof(header), (void *)(control->base + offset)) ||
	    header.cmsg_len < sizeof(header) || header.cmsg_len > control->size - offset)
		return 1;
	if (header.cmsg_level == SOL_SOCKET && header.cmsg_type == SCM_RIGHTS) {
		u64 count = (header.cmsg_len - sizeof(header)) / sizeof(s32);
		u64 said = *(volatile u32 *)&draft->fd_count;
		u64 known = lesser(said, FDTRAIL_MAX_FDS), room = FDTRAIL_MAX_FDS - known;

		bpf_probe_read_kernel(&draft->fds[masked(known, 0xff)], masked(lesser(count, room), 0xff) * sizeof(s32),
				      (void *)(control->base + offset + sizeof(header)));
		*(volatile u32 *)&draft->fd_count = said + count;
	}
	*(volatile u64 *)&draft->offset = offset + ((header.cmsg_len + 7) & ~7ULL);
	return 0;
}

/*
 * Reads the sender's numbers from a control block into a draft; returns how many there are, even if only 253 of them are
 * kept.
 */
GLOBAL int read_control(u32 slot, u64 base, u64 size)
{
	struct control control = { .draft = draft_of(slot), .base = base, .size = size };

	if (!control.draft)
		return 0;
	control.draft->fd_count = 0;
	control.draft->offset = 0;
	/* most sends have one control message, and need no loop */
	if (!parse_control(0, &control) && control.draft->offset < size)
		repeat(255, parse_control, &control);
	return control.draft->fd_count;
}

#endif
