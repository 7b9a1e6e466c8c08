/* SPDX-License-Identifier: Apache-2.0 */
/* Files of the kernel's own file systems, mounted or not. */
#ifndef FDTRAIL_PSEUDO_H
#define FDTRAIL_PSEUDO_H

#include <stddef.h>
#include <sys/types.h>

/* Reads the beginning of a file of tracefs or debugfs as a string; returns its length, or -errno. */
ssize_t read_pseudo(const char *filesystem, const char *path, char *text, size_t size);

/* A perf event for the tracepoint "subsystem/name": a descriptor, or -errno. */
int open_tracepoint(const char *tracepoint);

#endif
