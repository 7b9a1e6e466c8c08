// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image.h"

#define IMAGES 32

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

/* By its mapping and not by its name: that may be another namespace's, or gone. */
static int find_elf(Dwfl_Module *module, void **data, const char *name, Dwarf_Addr base, char **path, Elf **elf)
{
	struct mapping mapping;
	int fd;

	if (!opened || !find_mapping_at(opened->maps, base, &mapping))
		return -1;
	fd = open_mapped(opened->pid, &mapping);
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
	int fd = opened && size > 0 ? open_debug_file(opened->pid, id, size) : -1;

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
	free(image->maps);
	*image = (struct image){};
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

/* Of a process that is gone: as it was at an earlier act, if there was one. A library may have been unloaded since. */
static struct image *earlier(struct image *image, const struct fdtrail_stack *head, const char *problem, const char **why)
{
	if (!is_of(image, head)) {
		*why = problem;
		return NULL;
	}
	*why = "by what was mapped at an earlier act: the process has ended";
	image->last_use = ++uses;
	opened = image;
	return image;
}

struct image *image_of(const struct fdtrail_stack *head, const char **why)
{
	struct image *image = place_for(head);
	char *maps;
	ssize_t size = read_maps(head->stack_pid, &maps);

	if (size <= 0)
		return earlier(image, head, why_unread(size), why);
	if (!is_same_program(head)) {
		free(maps);
		return earlier(image, head, "the process runs another program by now, or has ended", why);
	}
	image->last_use = ++uses;
	opened = image;
	if (is_of(image, head) && image->maps_size == (size_t)size && !memcmp(image->maps, maps, size)) {
		free(maps);
		return image;
	}
	drop(image);
	*image = (struct image){ head->stack_pid, head->start_code, head->start_stack, maps, size, NULL, uses };
	image->dwfl = open_dwfl(image);
	if (image->dwfl)
		return image;
	*why = dw.dwfl_errmsg(-1);
	drop(image);
	return NULL;
}
