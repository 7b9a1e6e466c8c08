// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "process.h"

#define PERF_MAP_LIMIT (64 << 20)

static int open_proc(pid_t pid, const char *name, int flags)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	fd = open(path, flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* Reads a file of /proc, and ends it with a NUL. */
static ssize_t read_proc(pid_t pid, const char *name, char *to, size_t room)
{
	int fd = open_proc(pid, name, O_RDONLY);
	size_t size = 0;
	ssize_t count = 0;

	if (fd < 0)
		return fd;
	while (size < room - 1 && (count = read(fd, to + size, room - 1 - size)) > 0)
		size += count;
	if (count < 0)
		count = -errno;
	close(fd);
	to[size] = 0;
	return count < 0 ? count : (ssize_t)size;
}

static const char *end_of_line(const char *line)
{
	const char *end = strchr(line, '\n');

	return end ? end + 1 : line + strlen(line);
}

static bool parse_mapping(const char *line, struct mapping *mapping)
{
	unsigned long start, end, offset, inode;
	int name = 0;

	if (sscanf(line, "%lx-%lx %*4s %lx %x:%x %lu %n", &start, &end, &offset, &mapping->changed_ns, &mapping->changed_s,
		   &inode, &name) != 6 ||
	    !name)
		return false;
	mapping->start = start;
	mapping->end = end;
	mapping->offset = offset;
	mapping->inode = inode;
	mapping->name = line + name;
	mapping->name_length = end_of_line(line) - mapping->name;
	if (mapping->name_length && mapping->name[mapping->name_length - 1] == '\n')
		mapping->name_length--;
	return true;
}

/* Moves the lines about files to the front. */
static size_t keep_files(char *maps)
{
	struct mapping mapping;
	char *to = maps;

	for (const char *line = maps, *next; *line; line = next) {
		next = end_of_line(line);
		if (!parse_mapping(line, &mapping) || !mapping.inode)
			continue;
		memmove(to, line, next - line);
		to += next - line;
	}
	*to = 0;
	return to - maps;
}

ssize_t read_maps(pid_t pid, char **maps)
{
	ssize_t size = -ENOMEM;

	*maps = malloc(MAPS_LIMIT);
	if (*maps)
		size = read_proc(pid, "maps", *maps, MAPS_LIMIT);
	if (size == MAPS_LIMIT - 1)
		size = -E2BIG;
	if (size > 0)
		size = keep_files(*maps);
	if (size <= 0) {
		free(*maps);
		*maps = NULL;
	}
	return size;
}

struct mapping *parse_maps(const char *maps, size_t *count)
{
	struct mapping *mappings;
	size_t lines = 1;

	for (const char *line = maps; *line; line = end_of_line(line))
		lines++;
	mappings = calloc(lines, sizeof(*mappings));
	*count = 0;
	for (const char *line = maps; mappings && *line; line = end_of_line(line))
		if (parse_mapping(line, &mappings[*count]))
			(*count)++;
	return mappings;
}

static int compare(const void *key, const void *item)
{
	const uint64_t address = *(const uint64_t *)key;
	const struct mapping *mapping = item;

	return address < mapping->start ? -1 : address >= mapping->end;
}

const struct mapping *find_mapping(const struct mapping *mappings, size_t count, uint64_t address)
{
	return bsearch(&address, mappings, count, sizeof(*mappings), compare);
}

/* The name of the program, field 2, may contain anything. */
int read_starts(pid_t pid, uint64_t *code, uint64_t *stack)
{
	char stat[2048], *field;
	ssize_t size = read_proc(pid, "stat", stat, sizeof(stat));
	int number = 2;

	if (size < 0)
		return size;
	field = strrchr(stat, ')');
	while (field && number < 26) {
		field = strchr(field + 1, ' ');
		number++;
	}
	if (!field)
		return -EINVAL;
	*code = strtoull(field, &field, 10);
	strtoull(field, &field, 10); /* endcode */
	*stack = strtoull(field, &field, 10);
	return 0;
}

static bool is_mapped(const struct stat *status, const struct mapping *mapping, bool recorded)
{
	return S_ISREG(status->st_mode) && status->st_ino == mapping->inode &&
	       (!recorded ||
		(status->st_ctim.tv_nsec == mapping->changed_ns && (unsigned int)status->st_ctim.tv_sec == mapping->changed_s));
}

int open_mapped(pid_t pid, const struct mapping *mapping, bool recorded)
{
	char name[64];
	struct stat status;
	int fd;

	snprintf(name, sizeof(name), "map_files/%lx-%lx", (unsigned long)mapping->start, (unsigned long)mapping->end);
	fd = open_proc(pid, name, O_RDONLY | O_NONBLOCK);
	if (fd < 0)
		return fd;
	if (fstat(fd, &status) || !is_mapped(&status, mapping, recorded)) {
		close(fd);
		return -ESTALE;
	}
	return fd;
}

/* Symbolic links cannot lead out of the root, and those of /proc nowhere at all. Only a plain file is opened. */
static int open_below(int root, const char *path, struct stat *status)
{
	struct open_how how = {
		.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};
	int fd = syscall(__NR_openat2, root, path, &how, sizeof(how));

	if (fd < 0)
		return -errno;
	if (fstat(fd, status) || !S_ISREG(status->st_mode)) {
		close(fd);
		return -EINVAL;
	}
	return fd;
}

static bool is_in(const char *process, unsigned int mount_namespace)
{
	struct stat status;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%s/ns/mnt", process);
	return !mount_namespace || (!stat(path, &status) && status.st_ino == mount_namespace);
}

/* It is opened first: a process whose number another one took is then seen to be of another namespace. */
static int open_root_at(const char *path, const char *process, unsigned int mount_namespace)
{
	int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0 && !is_in(process, mount_namespace)) {
		close(fd);
		return -ESTALE;
	}
	return fd < 0 ? -errno : fd;
}

int open_root(pid_t pid, unsigned int mount_namespace)
{
	char process[16], path[32];

	snprintf(process, sizeof(process), "%d", pid);
	snprintf(path, sizeof(path), "/proc/%d/root", pid);
	return open_root_at(path, process, mount_namespace);
}

int open_own_root(unsigned int mount_namespace)
{
	return open_root_at("/", "self", mount_namespace);
}

int open_recorded(int root, const struct mapping *mapping)
{
	char path[4096];
	struct stat status = {};
	int fd;

	if (mapping->name_length >= sizeof(path))
		return -ENAMETOOLONG;
	memcpy(path, mapping->name, mapping->name_length);
	path[mapping->name_length] = 0;
	fd = open_below(root, path, &status);
	if (fd >= 0 && !is_mapped(&status, mapping, true)) {
		close(fd);
		return -ESTALE;
	}
	return fd;
}

int open_debug_file(int root, const unsigned char *id, int size)
{
	char path[256] = "usr/lib/debug/.build-id/";
	size_t at = strlen(path);
	struct stat status;

	if (size < 2 || size > 64)
		return -EINVAL;
	for (int i = 0; i < size; i++)
		at += snprintf(path + at, sizeof(path) - at, i == 0 ? "%02x/" : "%02x", id[i]);
	snprintf(path + at, sizeof(path) - at, ".debug");
	return open_below(root, path, &status);
}

/* The number that the process has for itself, in its own pid namespace: the last one. */
static pid_t own_number(pid_t pid)
{
	char status[4096], *line, *last;

	if (read_proc(pid, "status", status, sizeof(status)) < 0)
		return -1;
	line = strstr(status, "\nNSpid:");
	if (!line)
		return pid;
	line += strlen("\nNSpid:");
	line[strcspn(line, "\n")] = 0;
	last = strrchr(line, '\t');
	return last ? atoi(last) : -1;
}

/* Whoever else may write into the process's /tmp must not name its code: as perf does. */
static FILE *open_perf_map(pid_t pid)
{
	struct stat status = {}, owner = {};
	char path[64], proc[32];
	FILE *file = NULL;
	int root, fd = -1;

	snprintf(path, sizeof(path), "tmp/perf-%d.map", own_number(pid));
	snprintf(proc, sizeof(proc), "/proc/%d", pid);
	root = open_proc(pid, "root", O_PATH | O_DIRECTORY);
	if (root >= 0) {
		fd = open_below(root, path, &status);
		close(root);
	}
	if (fd >= 0 && !stat(proc, &owner) && (status.st_uid == owner.st_uid || status.st_uid == 0) &&
	    status.st_size <= PERF_MAP_LIMIT)
		file = fdopen(fd, "r");
	if (!file && fd >= 0)
		close(fd);
	return file;
}

/* A line: START SIZE NAME, in hexadecimal. The last one about an address is true. What is too long for a line is cut. */
bool find_compiled(pid_t pid, uint64_t address, char *name, size_t size, uint64_t *offset)
{
	FILE *map = open_perf_map(pid);
	bool is_found = false, is_begin = true;
	char line[512];

	while (map && fgets(line, sizeof(line), map)) {
		unsigned long start, length;
		bool was_begin = is_begin;
		int at = 0;

		is_begin = strchr(line, '\n');
		if (!was_begin || sscanf(line, "%lx %lx %n", &start, &length, &at) != 2 || !at || address < start ||
		    address - start >= length)
			continue;
		line[strcspn(line, "\n")] = 0;
		snprintf(name, size, "%s", line + at);
		*offset = address - start;
		is_found = true;
	}
	if (map)
		fclose(map);
	return is_found;
}
