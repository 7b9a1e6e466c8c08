// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "told.h"

#define TOLD 1024        /* more than the kernel side remembers to have told */
#define OF_ONE_PROCESS 4 /* one that changes its mappings all the time leaves those of others */

static struct told *all;
static char (*contents)[FDTRAIL_STACK_SIZE]; /* of each: the mappings */
static __u64 uses;

static void *share(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

bool share_told(void)
{
	all = share(TOLD * sizeof(*all));
	contents = share(TOLD * sizeof(*contents));
	return all && contents;
}

static struct told *place_for(__u32 pid)
{
	struct told *oldest = all, *own = NULL;
	unsigned int of_pid = 0;

	for (struct told *told = all; told < all + TOLD; told++) {
		if (told->last_use < oldest->last_use)
			oldest = told;
		if (!told->last_use || told->head.mappings_pid != pid)
			continue;
		of_pid++;
		if (!own || told->last_use < own->last_use)
			own = told;
	}
	return of_pid < OF_ONE_PROCESS ? oldest : own;
}

static void use(struct told *told)
{
	for (struct told *other = all; !uses && other < all + TOLD; other++) /* in a new worker */
		if (other->last_use > uses)
			uses = other->last_use;
	told->last_use = ++uses;
}

void learn_mappings(const char *record, size_t size)
{
	const size_t before = sizeof(struct fdtrail_head) + sizeof(struct fdtrail_mappings);
	struct fdtrail_mappings head;
	struct told *told;

	if (size < before || size - before > FDTRAIL_STACK_SIZE)
		return;
	memcpy(&head, record + sizeof(struct fdtrail_head), sizeof(head));
	told = place_for(head.mappings_pid);
	told->head = head;
	told->size = size - before;
	memcpy(contents[told - all], record + before, told->size);
	use(told);
}

struct told *told_by(__u64 number)
{
	for (struct told *told = all; number && told < all + TOLD; told++)
		if (told->last_use && told->head.mappings_number == number) {
			use(told);
			return told;
		}
	return NULL;
}

/* As the kernel shows it: from the root, a newline as its number. */
static void put_name(FILE *lines, const struct fdtrail_mapping *mapping, const char *components)
{
	size_t end = mapping->mapped_name;

	if (mapping->mapped_flags & FDTRAIL_FILE_NAME_TRUNCATED)
		fputs("...", lines);
	while (end) {
		size_t begin = end - 1;

		while (begin && components[begin - 1])
			begin--;
		fputc('/', lines);
		for (size_t at = begin; at < end && components[at]; at++)
			if (components[at] == '\n')
				fputs("\\012", lines);
			else
				fputc(components[at], lines);
		end = begin;
	}
	if (mapping->mapped_flags & (FDTRAIL_FILE_DELETED | FDTRAIL_FILE_DYNAMIC_NAME))
		fputs(" (deleted)", lines);
}

/* Its name, padded; 0: there is no mapping there. */
static size_t whole_size(const struct told *told, size_t at, struct fdtrail_mapping *mapping)
{
	size_t size;

	if (told->size - at < sizeof(*mapping))
		return 0;
	memcpy(mapping, contents[told - all] + at, sizeof(*mapping));
	size = sizeof(*mapping) + ((mapping->mapped_name + 7UL) & ~7UL);
	return size <= told->size - at ? size : 0;
}

char *lines_of(const struct told *told, size_t *size)
{
	const unsigned long page = sysconf(_SC_PAGESIZE);
	struct fdtrail_mapping mapping, named = {};
	const char *components = "";
	char *text = NULL;
	FILE *lines = open_memstream(&text, size);

	for (size_t at = 0, length; lines && (length = whole_size(told, at, &mapping)); at += length) {
		if (!mapping.is_same) {
			named = mapping;
			components = contents[told - all] + at + sizeof(mapping);
		}
		fprintf(lines, "%llx-%llx r-xp %08llx %x:%x %llu ", mapping.mapped_start, mapping.mapped_end,
			mapping.mapped_page * page, mapping.changed_ns, (__u32)mapping.changed_s, mapping.mapped_inode);
		put_name(lines, &named, components);
		fputc('\n', lines);
	}
	if (lines && fclose(lines)) {
		free(text);
		text = NULL;
	}
	return text;
}

int member_of(__u32 mount_namespace, unsigned int skip)
{
	for (struct told *told = all; told < all + TOLD; told++)
		if (told->last_use && told->head.mount_namespace == mount_namespace && !skip--)
			return told->head.mappings_pid;
	return 0;
}
