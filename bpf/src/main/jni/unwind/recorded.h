/* SPDX-License-Identifier: Apache-2.0 */
/* What the kernel side has recorded of what processes have mapped: it is there also when they have ended. */
#ifndef FDTRAIL_UNWIND_RECORDED_H
#define FDTRAIL_UNWIND_RECORDED_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

#include <fdtrail.h>

struct recorded {
	struct fdtrail_mappings head;
	size_t size; /* of the mappings */
	__u64 last_use;
};

/* Before the first fork: a worker that crashes must not take with it what was recorded. Returns false if there is no memory. */
bool share_recorded(void);

/* Takes a record of FDTRAIL_KIND_MAPPINGS. */
void learn_mappings(const char *record, size_t size);

/* NULL: it was not recorded, or forgotten. */
struct recorded *recorded_by(__u64 number);

/*
 * As lines like those of /proc/PID/maps, but for the device, in whose place is when the inode was changed: its nanoseconds, and
 * the low half of its seconds. The caller frees them.
 */
char *lines_of(const struct recorded *recorded, size_t *size);

/* A process that was in this mount namespace, other than the first SKIP; 0: there is no further one. */
int member_of(__u32 mount_namespace, unsigned int skip);

#endif
