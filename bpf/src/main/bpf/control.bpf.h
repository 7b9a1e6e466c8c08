/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* The sender's numbers, from the kernel's own copy of the control messages. */
#ifndef FDTRAIL_CONTROL_BPF_H
#define FDTRAIL_CONTROL_BPF_H

#include "record.bpf.h"

struct control {
	u64 slot;
	u64 base;
	u64 size;
};

#define RIGHTS (SOL_SOCKET | (u64)SCM_RIGHTS << 32) /* level and type */

/* Without a branch: each one would double the paths that the verifier walks through. */
static __always_inline u64 lesser(u64 one, u64 other)
{
	s64 beyond = (s64)(other - one) >> 63;

	asm volatile("" : "+r"(beyond));
	return one + ((other - one) & beyond);
}

/* Reads one control message of the kernel's own copy: native layout for every caller, and no process can change it any more. */
static __always_inline int parse_control(struct draft *draft, u64 base, u64 size)
{
	u64 offset = *(volatile u64 *)&draft->offset, at = base + offset, length;

	if (offset + sizeof(struct cmsghdr) > size)
		return 1;
	length = word_at(at); /* 0 ends it */
	if (length < sizeof(struct cmsghdr) || length > size - offset)
		return 1;
	if (word_at(at + sizeof(u64)) == RIGHTS) {
		u64 count = (length - sizeof(struct cmsghdr)) / sizeof(s32);
		u64 said = *(volatile u32 *)&draft->fd_count;
		u64 known = lesser(said, FDTRAIL_MAX_FDS), room = FDTRAIL_MAX_FDS - known;

		if (count == 1 && room) /* as most messages have; the rest of the word is not used */
			draft->fds[masked(known, 0xff)] = word_at(at + sizeof(struct cmsghdr));
		else
			bpf_probe_read_kernel(&draft->fds[masked(known, 0xff)], masked(lesser(count, room), 0xff) * sizeof(s32),
					      (void *)(at + sizeof(struct cmsghdr)));
		*(volatile u32 *)&draft->fd_count = said + count;
	}
	*(volatile u64 *)&draft->offset = offset + ((length + 7) & ~7ULL);
	return 0;
}

/* Most sends have one number, in one control message of the usual size. Returns whether this one has. */
static __always_inline bool read_single(u64 base, u64 size, s32 *fd)
{
	struct rlimit *words = untrusted((struct rlimit *)base); /* see word_at() */

	if (!CASTS || size != sizeof(struct cmsghdr) + sizeof(u64) || words->rlim_cur != sizeof(struct cmsghdr) + sizeof(s32) ||
	    words->rlim_max != RIGHTS)
		return false;
	*fd = word_at(base + sizeof(struct cmsghdr));
	return true;
}

/* For a loop, however often the verifier walks through it. */
GLOBAL int parse_next_control(u32 slot, u64 base, u64 size)
{
	struct draft *draft = draft_of(slot);

	return draft ? parse_control(draft, base, size) : 1;
}

STEP parse_controls(u32 turn, struct control *control)
{
	return parse_next_control(control->slot, control->base, control->size) != 0; /* the verifier wants 0 or 1 */
}

/*
 * Reads the sender's numbers from a control block into a draft; returns how many there are, even if only 253 of them are
 * kept.
 */
GLOBAL int read_control(u32 slot, u64 base, u64 size)
{
	struct control control = { .slot = slot, .base = base, .size = size };
	struct draft *draft = draft_of(slot);

	if (!draft)
		return 0;
	draft->fd_count = 0;
	draft->offset = 0;
	/* most sends have one control message, and need no loop */
	if (!parse_control(draft, base, size) && draft->offset < size)
		repeat(255, parse_controls, &control);
	return draft->fd_count;
}

#endif
