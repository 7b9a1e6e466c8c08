/* SPDX-License-Identifier: Apache-2.0 */
/* The programs that processes run: what is mapped, and libdw's view of it. */
#ifndef FDTRAIL_UNWIND_IMAGE_H
#define FDTRAIL_UNWIND_IMAGE_H

#include <linux/types.h>
#include <time.h>

#include <fdtrail.h>

#include "libdw.h"
#include "process.h"
#include "recorded.h"

#define FILES 64 /* of one program: those that its stacks lead through */

/* A file that libdw reads, and when it was changed: it must not change while it is read. */
struct read_file {
	int fd;
	struct timespec changed;
};

struct image {
	uint64_t start_code, start_stack;
	char *maps; /* NULL: the place is free */
	size_t maps_size;
	struct mapping *mappings; /* the same, by ascending address */
	size_t mapping_count;
	Dwfl *dwfl;
	uint64_t last_use;
	struct fdtrail_mappings recorded; /* what maps are from; without a number: from /proc */
	struct read_file files[FILES];
	pid_t pid;
	unsigned int file_count;
	bool is_missing; /* a file that was mapped was not found any more */
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

/* Whether the files that were read for it are still what was mapped; if not, it is forgotten. */
bool is_intact(struct image *image);

/* What the callbacks of libdw's threads read: set it before dwfl_getthread_frames. */
extern struct stack *unwound;

#endif
