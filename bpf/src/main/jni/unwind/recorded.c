// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "recorded.h"

#define RECORDED 1024    /* more than the kernel side remembers to have recorded */
#define OF_ONE_PROCESS 4 /* one that changes its mappings all the time leaves those of others */

static struct recorded *all;
static char (*contents)[FDTRAIL_STACK_SIZE]; /* of each: the mappings */
static __u64 uses;

static void *share(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

bool share_recorded(void)
{
	all = share(RECORDED * sizeof(*all));
	contents = share(RECORDED * sizeof(*contents));
	return all && contents;
}

static struct recorded *place_for(__u32 pid)
{
	struct recorded *oldest = all, *own = NULL;
	unsigned int of_pid = 0;

	for (struct recorded *recorded = all; recorded < all + RECORDED; recorded++) {
		if (recorded->last_use < oldest->last_use)
			oldest = recorded;
		if (!recorded->last_use || recorded->head.mappings_pid != pid)
			continue;
		of_pid++;
		if (!own || recorded->last_use < own->last_use)
			own = recorded;
	}
	return of_pid < OF_ONE_PROCESS ? oldest : own;
}

static void use(struct recorded *recorded)
{
	for (struct recorded *other = all; !uses && other < all + RECORDED; other++) /* in a new worker */
		if (other->last_use > uses)
			uses = other->last_use;
	recorded->last_use = ++uses;
}

void learn_mappings(const char *record, size_t size)
{
	const size_t before = sizeof(struct fdtrail_head) + sizeof(struct fdtrail_mappings);
	struct fdtrail_mappings head;
	struct recorded *recorded;

	if (size < before || size - before > FDTRAIL_STACK_SIZE)
		return;
	memcpy(&head, record + sizeof(struct fdtrail_head), sizeof(head));
	recorded = place_for(head.mappings_pid);
	recorded->head = head;
	recorded->size = size - before;
	memcpy(contents[recorded - all], record + before, recorded->size);
	use(recorded);
}

struct recorded *recorded_by(__u64 number)
{
	for (struct recorded *recorded = all; number && recorded < all + RECORDED; recorded++)
		if (recorded->last_use && recorded->head.mappings_number == number) {
			use(recorded);
			return recorded;
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
static size_t whole_size(const struct recorded *recorded, size_t at, struct fdtrail_mapping *mapping)
{
	size_t size;

	if (recorded->size - at < sizeof(*mapping))
		return 0;
	memcpy(mapping, contents[recorded - all] + at, sizeof(*mapping));
	size = sizeof(*mapping) + ((mapping->mapped_name + 7UL) & ~7UL);
	return size <= recorded->size - at ? size : 0;
}

char *lines_of(const struct recorded *recorded, size_t *size)
{
	const unsigned long page = sysconf(_SC_PAGESIZE);
	struct fdtrail_mapping mapping, named = {};
	const char *components = "";
	char *text = NULL;
	FILE *lines = open_memstream(&text, size);

	for (size_t at = 0, length; lines && (length = whole_size(recorded, at, &mapping)); at += length) {
		if (!mapping.is_same) {
			named = mapping;
			components = contents[recorded - all] + at + sizeof(mapping);
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
	for (struct recorded *recorded = all; recorded < all + RECORDED; recorded++)
		if (recorded->last_use && recorded->head.mount_namespace == mount_namespace && !skip--)
			return recorded->head.mappings_pid;
	return 0;
}
