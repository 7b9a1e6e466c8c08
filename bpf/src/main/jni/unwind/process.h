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
	unsigned int changed_ns,
		changed_s; /* of the inode; a line of /proc/PID/maps has the device there, which nobody needs */
	const char *name;  /* up to its newline */
	size_t name_length;
};

/*
 * Reads the lines of /proc/PID/maps that are about files: all others change with each allocation. Ended by a NUL; the caller
 * frees them. Returns their length.
 */
ssize_t read_maps(pid_t pid, char **maps);

/* Reads the lines; the names stay in them. The caller frees what is returned; NULL: there is no memory. */
struct mapping *parse_maps(const char *maps, size_t *count);

/* Finds the mapping that has the address; NULL: none. */
const struct mapping *find_mapping(const struct mapping *mappings, size_t count, uint64_t address);

/* Where the code of its program and its stack begin: they tell one program of the process from another. */
int read_starts(pid_t pid, uint64_t *code, uint64_t *stack);

/* Opens the file that is mapped, whatever has become of its name. recorded: it must not have changed, as in recorded.h. */
int open_mapped(pid_t pid, const struct mapping *mapping, bool recorded);

/* The root of the process, if that is in the mount namespace; 0: in any. */
int open_root(pid_t pid, unsigned int mount_namespace);

/* The root that we see, if that is in the mount namespace; 0: in any. */
int open_own_root(unsigned int mount_namespace);

/* Opens the file of a mapping that was recorded, by its path below the root. */
int open_recorded(int root, const struct mapping *mapping);

/* Opens the file with debug information for a build id below the root. */
int open_debug_file(int root, const unsigned char *id, int size);

/*
 * Finds the name that a just-in-time compiler has written for the address into /tmp/perf-PID.map of its own mount namespace.
 * Returns whether there is one.
 */
bool find_compiled(pid_t pid, uint64_t address, char *name, size_t size, uint64_t *offset);

#endif
