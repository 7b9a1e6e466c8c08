// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "frames.h"
#include "image.h"

#define MAX_FRAMES 128
#define NAME_SIZE 256     /* of a symbol, cut if it is longer */
#define MANGLED_SIZE 4096 /* of a name in a file */
#define PATH_LIMIT 512    /* of a file; the end of a longer one */
#define BUILD_ID_SIZE 20
#define SYMBOLS 4096 /* a power of two */

/* What is known of an address in a file. To find its name takes libdw a hundred times as long as to unwind the frame. */
struct symbol {
	uint64_t address; /* in the file's own terms; 0: the place is free */
	uint64_t offset;
	char *name;
	unsigned char id[BUILD_ID_SIZE];
	bool is_covered; /* it has call frame information */
};

struct walk {
	struct image *image;
	char *answer;
	size_t size;
	unsigned int frames;
	char why[NAME_SIZE + 64];
};

static struct symbol symbols[SYMBOLS];

static void put(struct walk *walk, const char *text, size_t length)
{
	memcpy(walk->answer + walk->size, text, length);
	walk->size += length;
	walk->answer[walk->size++] = 0;
}

static void put_text(struct walk *walk, const char *text)
{
	put(walk, text, strnlen(text, NAME_SIZE - 1));
}

static void put_number(struct walk *walk, uint64_t number)
{
	char text[24];

	put(walk, text, snprintf(text, sizeof(text), "%" PRIx64, number));
}

/* Else libdw would follow frame pointers, which code that does not set them uses for something else. */
static bool has_frame_information(Dwfl_Module *module, uint64_t address)
{
	Dwarf_CFI *(*const sources[])(Dwfl_Module *, Dwarf_Addr *) = { dw.dwfl_module_eh_cfi, dw.dwfl_module_dwarf_cfi };

	for (int i = 0; i < 2; i++) {
		Dwarf_Addr bias = 0;
		Dwarf_CFI *source = sources[i](module, &bias);
		Dwarf_Frame *frame = NULL;

		if (source && !dw.dwarf_cfi_addrframe(source, address - bias, &frame)) {
			free(frame);
			return true;
		}
	}
	return false;
}

/* As strace and gdb show it: Buffer::take(int), of _ZN6Buffer4takeEi. NULL: it is no such name. */
static char *demangled(const char *name, size_t length)
{
	char *mangled, *plain = NULL;
	int status;

	if (!demangle || strncmp(name, "_Z", 2) != 0)
		return NULL;
	mangled = strndup(name, length);
	if (mangled)
		plain = demangle(mangled, NULL, NULL, &status);
	free(mangled);
	return plain;
}

/* Without the version that some symbol tables add: sendmsg@@GLIBC_2.2.5. */
static char *plain_name(const char *name)
{
	size_t length = strnlen(name, MANGLED_SIZE);
	const char *version = memmem(name, length, "@@", 2);
	char *plain;

	if (version)
		length = version - name;
	plain = demangled(name, length);
	return plain ? plain : strndup(name, length < NAME_SIZE ? length : NAME_SIZE - 1);
}

static void look_up(Dwfl_Module *module, uint64_t address, struct symbol *symbol)
{
	GElf_Off offset = 0;
	GElf_Sym entry;
	const char *name = dw.dwfl_module_addrinfo(module, address, &offset, &entry, NULL, NULL, NULL);

	free(symbol->name);
	symbol->name = name ? plain_name(name) : NULL;
	symbol->offset = offset;
	symbol->is_covered = has_frame_information(module, address);
}

/* The address without where the file is mapped, as it is the same for all processes. */
static uint64_t own_address(Dwfl_Module *module, uint64_t address)
{
	Dwarf_Addr bias = 0;

	return dw.dwfl_module_getelf(module, &bias) ? address - bias : 0;
}

static struct symbol *symbol_of(Dwfl_Module *module, uint64_t address, const unsigned char *id, int id_size)
{
	static struct symbol uncached;
	uint64_t own = own_address(module, address), hash;
	struct symbol *symbol;

	if (id_size != BUILD_ID_SIZE || !own) {
		look_up(module, address, &uncached);
		return &uncached;
	}
	memcpy(&hash, id, sizeof(hash));
	symbol = &symbols[(hash ^ own ^ own >> 12) % SYMBOLS];
	if (symbol->address != own || memcmp(symbol->id, id, BUILD_ID_SIZE)) {
		memcpy(symbol->id, id, BUILD_ID_SIZE);
		symbol->address = own;
		look_up(module, address, symbol);
	}
	return symbol;
}

static void forget_symbols(void)
{
	for (struct symbol *symbol = symbols; symbol < symbols + SYMBOLS; symbol++) {
		free(symbol->name);
		*symbol = (struct symbol){};
	}
}

static void put_build_id(struct walk *walk, const unsigned char *id, int size)
{
	char text[2 * 64 + 1] = "";
	int length = 0;

	while (length < 2 * size && length < (int)sizeof(text) - 1) {
		snprintf(text + length, 3, "%02x", id[length / 2]);
		length += 2;
	}
	put(walk, text, length);
}

static void put_mapping(struct walk *walk, const struct mapping *mapping)
{
	size_t cut = mapping->name_length > PATH_LIMIT ? mapping->name_length - PATH_LIMIT : 0;

	put(walk, mapping->name + cut, mapping->name_length - cut);
}

/* Of a just-in-time compiler, or of nobody who is known. */
static int put_unmapped(struct walk *walk, uint64_t address, uint64_t call)
{
	uint64_t offset;
	char name[NAME_SIZE];

	put_text(walk, "");
	put_text(walk, "");
	put_number(walk, address);
	if (find_compiled(walk->image->pid, call, name, sizeof(name), &offset)) {
		put_text(walk, name);
		put_number(walk, offset + (address - call));
		snprintf(walk->why, sizeof(walk->why), "code of a just-in-time compiler, without call frame information");
	} else {
		put_text(walk, "");
		put_text(walk, "");
		snprintf(walk->why, sizeof(walk->why), "%s",
			 walk->image->recorded.mappings_cut ? "the process has ended, and had more mapped than was recorded"
							    : "code that no file has, without call frame information");
	}
	return DWARF_CB_ABORT;
}

/* A return address may already be another function's, if the call never returns: what is looked up is the call before it. */
static int put_frame(struct walk *walk, uint64_t address, uint64_t call)
{
	Dwfl_Module *module = dw.dwfl_addrmodule(walk->image->dwfl, call);
	const unsigned char *id = NULL;
	const struct mapping *mapping = find_mapping(walk->image->mappings, walk->image->mapping_count, call);
	struct symbol *symbol;
	GElf_Addr id_address;
	const char *error;
	int id_size;

	if (!module || !mapping)
		return put_unmapped(walk, address, call);
	error = own_address(module, call) ? NULL : dw.dwfl_errmsg(-1);
	id_size = error ? 0 : dw.dwfl_module_build_id(module, &id, &id_address);
	put_mapping(walk, mapping);
	put_build_id(walk, id, id_size);
	put_number(walk, address - mapping->start + mapping->offset);
	if (error) {
		put_text(walk, "");
		put_text(walk, "");
		snprintf(walk->why, sizeof(walk->why), "cannot read this file: %s",
			 walk->image->is_missing ? "the process has ended, and it is not there any more" : error);
		return DWARF_CB_ABORT;
	}
	symbol = symbol_of(module, call, id, id_size);
	put_text(walk, symbol->name ? symbol->name : "");
	if (symbol->name)
		put_number(walk, symbol->offset + (address - call));
	else
		put_text(walk, "");
	if (symbol->is_covered)
		return DWARF_CB_OK;
	snprintf(walk->why, sizeof(walk->why), "code without call frame information");
	return DWARF_CB_ABORT;
}

static int on_frame(Dwfl_Frame *frame, void *data)
{
	struct walk *walk = data;
	bool is_exact = false;
	Dwarf_Addr pc;

	if (!dw.dwfl_frame_pc(frame, &pc, &is_exact))
		return DWARF_CB_ABORT;
	if (!pc)
		return DWARF_CB_OK; /* how some outermost frames end */
	if (walk->frames == MAX_FRAMES || walk->size > ANSWER_SIZE - PATH_LIMIT - 2 * NAME_SIZE - 64) {
		snprintf(walk->why, sizeof(walk->why), "only the innermost %u frames are shown", walk->frames);
		return DWARF_CB_ABORT;
	}
	walk->frames++;
	return put_frame(walk, pc, is_exact ? pc : pc - 1);
}

static void walk_frames(struct walk *walk, struct stack *stack)
{
	int result;

	unwound = stack;
	result = dw.dwfl_getthread_frames(walk->image->dwfl, walk->image->pid, on_frame, walk);
	unwound = NULL;
	if (walk->why[0])
		return;
	if (stack->is_cut)
		snprintf(walk->why, sizeof(walk->why), "the stack goes on beyond the %zu bytes that were copied", stack->size);
	else if (result < 0)
		snprintf(walk->why, sizeof(walk->why), "libdw: %s", dw.dwfl_errmsg(-1));
}

static const char *why_not_copied(unsigned int state)
{
	switch (state) {
	case FDTRAIL_STACK_COPIED:
	case FDTRAIL_STACK_DOUBTFUL: return NULL;
	case FDTRAIL_STACK_NONE: return "a thread of the kernel acted";
	case FDTRAIL_STACK_COMPAT: return "a 32-bit program acted";
	case FDTRAIL_STACK_GONE: return "the process was ending";
	default: return "the stack is not in memory";
	}
}

size_t unwind(const char *record, size_t size, char *answer)
{
	static char frames[ANSWER_SIZE];
	struct walk walk = { .answer = frames };
	struct fdtrail_stack head;
	struct stack stack = { .head = &head };
	const char *why = "not a stack";
	size_t begin;

	if (size > offsetof(struct fdtrail_head, kind) &&
	    record[offsetof(struct fdtrail_head, kind)] == FDTRAIL_KIND_MAPPINGS) {
		learn_mappings(record, size);
		why = "";
	} else if (size >= sizeof(struct fdtrail_head) + sizeof(head)) {
		memcpy(&head, record + sizeof(struct fdtrail_head), sizeof(head));
		stack.bytes = record + sizeof(struct fdtrail_head) + sizeof(head);
		stack.size = size - sizeof(struct fdtrail_head) - sizeof(head);
		why = why_not_copied(head.stack_state);
		walk.image = why ? NULL : image_of(&head, &why);
	}
	if (walk.image) {
		walk_frames(&walk, &stack);
		if (walk.why[0] || !why)
			why = walk.why;
		if (!is_intact(walk.image)) {
			forget_symbols();
			walk.size = 0;
			why = "a file of the process was written to";
		}
		if (!*why && head.stack_state == FDTRAIL_STACK_DOUBTFUL)
			why = "perhaps of another call: the thread uses io_uring";
	}
	begin = snprintf(answer, NAME_SIZE + 64, "%s", why) + 1;
	memcpy(answer + begin, frames, walk.size);
	return begin + walk.size;
}
