/* SPDX-License-Identifier: Apache-2.0 */
/* The programs that processes run: what is mapped, and libdw's view of it. */
#ifndef FDTRAIL_UNWIND_IMAGE_H
#define FDTRAIL_UNWIND_IMAGE_H

#include <linux/types.h>

#include <fdtrail.h>

#include "libdw.h"
#include "process.h"

struct image {
	pid_t pid;
	uint64_t start_code, start_stack;
	char *maps; /* NULL: the place is free */
	size_t maps_size;
	Dwfl *dwfl;
	uint64_t last_use;
};

/* A stack that is being unwound. */
struct stack {
	const struct fdtrail_stack *head;
	const char *bytes;
	size_t size;
	uint64_t pointer;
	bool is_cut; /* bytes were needed that are not there */
};

/* The image of the stack's process; NULL and why, if there is none. If there is one, why it may differ from that of the act. */
struct image *image_of(const struct fdtrail_stack *head, const char **why);

/* What the callbacks of libdw's threads read: set it before dwfl_getthread_frames. */
extern struct stack *unwound;

#endif
