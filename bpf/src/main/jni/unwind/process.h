/* SPDX-License-Identifier: Apache-2.0 */
/* What /proc shows of a process that may be hostile, and the files that it sees. Functions return -errno. */
#ifndef FDTRAIL_UNWIND_PROCESS_H
#define FDTRAIL_UNWIND_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stddef.h>
#include <sys/types.h>

#define MAPS_LIMIT (4 << 20)

/* A line of /proc/PID/maps about a file. */
struct mapping {
	uint64_t start, end, offset, inode;
	const char *name; /* up to its newline */
	size_t name_length;
};

/*
 * Reads the lines of /proc/PID/maps that are about files: all others change with each allocation. Ended by a NUL; the caller
 * frees them. Returns their length.
 */
ssize_t read_maps(pid_t pid, char **maps);

/* Finds the mapping that has the address; from there on, so that the caller can go through all. */
bool find_mapping(const char *maps, uint64_t address, struct mapping *found);

/* The same for the one that begins at the address. */
bool find_mapping_at(const char *maps, uint64_t start, struct mapping *found);

/* Where the code of its program and its stack begin: they tell one program of the process from another. */
int read_starts(pid_t pid, uint64_t *code, uint64_t *stack);

/* Opens the file that is mapped, whatever has become of its name. */
int open_mapped(pid_t pid, const struct mapping *mapping);

/* Opens the file with debug information that the process's own mount namespace, or ours, has for a build id. */
int open_debug_file(pid_t pid, const unsigned char *id, int size);

/*
 * Finds the name that a just-in-time compiler has written for the address into /tmp/perf-PID.map of its own mount namespace.
 * Returns whether there is one.
 */
bool find_compiled(pid_t pid, uint64_t address, char *name, size_t size, uint64_t *offset);

#endif
