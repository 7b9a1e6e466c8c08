// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "image.h"

#define IMAGES 32
#define ROOTS 8 /* in which a file is looked for */

#if defined(__x86_64__)
#define REGISTERS 17
#define STACK_POINTER 7
#else
#define REGISTERS 32
#define STACK_POINTER 31
#define PC 32
#endif

static struct image images[IMAGES];
static struct image *opened; /* whose files libdw asks for */
static uint64_t uses;
struct stack *unwound;

/* Where files of a process may be: what it sees, if it lives, else what others of its mount namespace see, and what we see. */
static int open_some_root(const struct image *image, unsigned int turn)
{
	switch (turn) {
	case 0: return open_root(image->pid, image->recorded.mount_namespace);
	case 1: return open_own_root(0);
	case 2:
		return image->recorded.mappings_parent
			       ? open_root(image->recorded.mappings_parent, image->recorded.mount_namespace)
			       : -1;
	default: return open_root(member_of(image->recorded.mount_namespace, turn - 3), image->recorded.mount_namespace);
	}
}

struct wanted {
	const struct mapping *mapping; /* NULL: a debug file */
	const unsigned char *id;
	int id_size;
};

static int open_wanted(const struct image *image, const struct wanted *wanted)
{
	const unsigned int turns = image->recorded.mappings_number ? ROOTS : 2;
	int fd = -1;

	for (unsigned int turn = 0; turn < turns && fd < 0; turn++) {
		int root = open_some_root(image, turn);

		if (root < 0)
			continue;
		fd = wanted->mapping ? open_recorded(root, wanted->mapping)
				     : open_debug_file(root, wanted->id, wanted->id_size);
		close(root);
	}
	return fd;
}

/* Whoever replaces a file after its process's end may write into it. */
static bool watch(struct image *image, int fd)
{
	struct read_file *file = &image->files[image->file_count];
	struct stat status;

	if (image->file_count == FILES || fstat(fd, &status))
		return false;
	file->changed = status.st_ctim;
	file->fd = dup(fd);
	image->file_count += file->fd >= 0;
	return file->fd >= 0;
}

/* By its mapping and not by its name: that may be another namespace's, or gone. Only of a process that has ended by its name. */
static int find_elf(Dwfl_Module *module, void **data, const char *name, Dwarf_Addr base, char **path, Elf **elf)
{
	const struct mapping *mapping = opened ? find_mapping(opened->mappings, opened->mapping_count, base) : NULL;
	bool is_recorded;
	int fd;

	if (!mapping || mapping->start != base)
		return -1;
	is_recorded = opened->recorded.mappings_number;
	fd = open_mapped(opened->pid, mapping, is_recorded);
	if (fd < 0 && is_recorded) {
		fd = open_wanted(opened, &(struct wanted){ .mapping = mapping });
		opened->is_missing |= fd < 0;
	}
	if (fd >= 0 && is_recorded && !watch(opened, fd)) {
		close(fd);
		return -1;
	}
	if (fd < 0)
		return -1;
	*path = strdup(name);
	return fd;
}

/* Not libdw's own search: that follows names from the file, and may ask servers. */
static int find_debug_file(Dwfl_Module *module, void **data, const char *name, Dwarf_Addr base, const char *path,
			   const char *link, GElf_Word checksum, char **debug_path)
{
	const unsigned char *id;
	GElf_Addr address;
	int size = dw.dwfl_module_build_id(module, &id, &address);
	int fd = opened && size > 0 ? open_wanted(opened, &(struct wanted){ .id = id, .id_size = size }) : -1;

	if (fd < 0)
		return -1;
	*debug_path = strdup(name);
	return fd;
}

static pid_t next_thread(Dwfl *dwfl, void *data, void **thread)
{
	if (*thread)
		return 0;
	*thread = data;
	return opened->pid;
}

static bool read_memory(Dwfl *dwfl, Dwarf_Addr address, Dwarf_Word *word, void *data)
{
	uint64_t at = address - unwound->pointer;

	if (address < unwound->pointer || at >= unwound->size || unwound->size - at < sizeof(*word)) {
		unwound->is_cut = true;
		return false;
	}
	memcpy(word, unwound->bytes + at, sizeof(*word));
	return true;
}

static bool set_registers(Dwfl_Thread *thread, void *data)
{
	const Dwarf_Word *registers = (const Dwarf_Word *)unwound->head->stack_registers;

	unwound->pointer = registers[STACK_POINTER];
#ifdef PC
	dw.dwfl_thread_state_register_pc(thread, registers[PC]);
#endif
	return dw.dwfl_thread_state_registers(thread, 0, REGISTERS, registers);
}

static void drop(struct image *image)
{
	if (image->dwfl)
		dw.dwfl_end(image->dwfl);
	while (image->file_count)
		close(image->files[--image->file_count].fd);
	free(image->mappings);
	free(image->maps);
	*image = (struct image){};
}

bool is_intact(struct image *image)
{
	for (unsigned int i = 0; i < image->file_count; i++) {
		const struct read_file *file = &image->files[i];
		struct stat status;

		if (fstat(file->fd, &status) || status.st_ctim.tv_sec != file->changed.tv_sec ||
		    status.st_ctim.tv_nsec != file->changed.tv_nsec) {
			drop(image);
			return false;
		}
	}
	return true;
}

static Dwfl *open_dwfl(struct image *image)
{
	static const Dwfl_Callbacks files = { .find_elf = find_elf, .find_debuginfo = find_debug_file };
	static const Dwfl_Thread_Callbacks threads = {
		.next_thread = next_thread,
		.memory_read = read_memory,
		.set_initial_registers = set_registers,
	};
	FILE *maps = fmemopen(image->maps, image->maps_size, "r");
	Dwfl *dwfl = maps ? dw.dwfl_begin(&files) : NULL;

	if (dwfl) {
		dw.dwfl_report_begin(dwfl);
		dw.dwfl_linux_proc_maps_report(dwfl, maps);
		dw.dwfl_report_end(dwfl, NULL, NULL);
		if (!dw.dwfl_attach_state(dwfl, NULL, image->pid, &threads, image)) {
			dw.dwfl_end(dwfl);
			dwfl = NULL;
		}
	}
	if (maps)
		fclose(maps);
	return dwfl;
}

static bool is_of(const struct image *image, const struct fdtrail_stack *head)
{
	return image->maps && image->pid == (pid_t)head->stack_pid && image->start_code == head->start_code &&
	       image->start_stack == head->start_stack;
}

static struct image *place_for(const struct fdtrail_stack *head)
{
	struct image *oldest = images;

	for (struct image *image = images; image < images + IMAGES; image++) {
		if (is_of(image, head))
			return image;
		if (image->last_use < oldest->last_use)
			oldest = image;
	}
	return oldest;
}

static const char *why_unread(ssize_t error)
{
	static char why[64];

	if (!error || error == -ENOENT || error == -ESRCH)
		return "the process had ended before its mappings were read";
	snprintf(why, sizeof(why), "cannot read its mappings: %s", strerror(-error));
	return why;
}

/* After an execve, or in another process with its number, what is mapped now is not what the stack refers to. */
static bool is_same_program(const struct fdtrail_stack *head)
{
	uint64_t code = 0, stack = 0;

	return !read_starts(head->stack_pid, &code, &stack) && code == head->start_code && stack == head->start_stack;
}

static struct image *use(struct image *image)
{
	image->last_use = ++uses;
	opened = image;
	return image;
}

/* Of a process that is gone: as it was at an earlier act, if there was one. A library may have been unloaded since. */
static struct image *earlier(struct image *image, const struct fdtrail_stack *head, const char *problem, const char **why)
{
	if (!is_of(image, head)) {
		*why = problem;
		return NULL;
	}
	*why = "by what was mapped at an earlier act: the process has ended";
	return use(image);
}

/* Takes the maps. */
static struct image *renewed(struct image *image, const struct fdtrail_stack *head, const struct recorded *recorded, char *maps,
			     size_t size, const char **why)
{
	bool was_recorded = image->recorded.mappings_number;

	if (is_of(image, head) && was_recorded == !!recorded && image->maps_size == size && !memcmp(image->maps, maps, size)) {
		free(maps);
	} else {
		drop(image);
		*image = (struct image){ .pid = head->stack_pid,
					 .start_code = head->start_code,
					 .start_stack = head->start_stack,
					 .maps = maps,
					 .maps_size = size };
		image->mappings = parse_maps(maps, &image->mapping_count);
	}
	if (recorded)
		image->recorded = recorded->head;
	use(image);
	if (!image->dwfl && image->mappings)
		image->dwfl = open_dwfl(image); /* asks for files at once */
	if (image->dwfl)
		return image;
	*why = image->mappings ? dw.dwfl_errmsg(-1) : "there is no memory for what was mapped";
	drop(image);
	return NULL;
}

static struct image *by_recorded(struct image *image, const struct fdtrail_stack *head, const struct recorded *recorded,
				 const char **why)
{
	size_t size;
	char *maps = lines_of(recorded, &size);

	if (maps)
		return renewed(image, head, recorded, maps, size, why);
	*why = "there is no memory for what was mapped";
	return NULL;
}

static struct image *by_proc(struct image *image, const struct fdtrail_stack *head, const char **why)
{
	char *maps;
	ssize_t size = read_maps(head->stack_pid, &maps);

	if (size <= 0)
		return earlier(image, head, why_unread(size), why);
	if (!is_same_program(head)) {
		free(maps);
		return earlier(image, head, "the process runs another program by now, or has ended", why);
	}
	return renewed(image, head, NULL, maps, size, why);
}

struct image *image_of(const struct fdtrail_stack *head, const char **why)
{
	struct image *image = place_for(head), *found = NULL;
	struct recorded *recorded;

	if (is_of(image, head) && head->stack_mappings && head->stack_mappings == image->recorded.mappings_number)
		return use(image);
	recorded = recorded_by(head->stack_mappings);
	if (!recorded || recorded->head.mappings_cut)
		found = by_proc(image, head, why);
	if (!found && recorded) {
		*why = NULL;
		found = by_recorded(image, head, recorded, why);
	}
	return found;
}
