// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kernel_types.h"

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 8U /* Linux 6.3; vm.memfd_noexec=2 demands it */
#endif

#define FLAVOR "___" /* libbpf ignores what follows: a name of ours for another version of a type */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct btf *kept;

struct choice {
	const struct btf *kernel;
	bool *needed; /* by number */
	__u32 last;
};

static struct btf *replace_kept(struct btf *kernel)
{
	struct btf *before;

	pthread_mutex_lock(&lock);
	before = kept;
	kept = kernel;
	pthread_mutex_unlock(&lock);
	return before;
}

void keep_kernel_types(struct btf *kernel)
{
	btf__free(replace_kept(kernel));
}

static struct btf *take_kernel_types(void)
{
	struct btf *kernel = replace_kept(NULL);

	return kernel ? kernel : btf__load_vmlinux_btf();
}

/* Chooses the type, and all that it consists of: what it points to may be anything. */
static void choose(struct choice *choice, __u32 id)
{
	while (id && !choice->needed[id]) {
		const struct btf_type *type = btf__type_by_id(choice->kernel, id);

		choice->needed[id] = true;
		if (id > choice->last)
			choice->last = id;
		switch (btf_kind(type)) {
		case BTF_KIND_STRUCT:
		case BTF_KIND_UNION:
			for (int i = 0; i < btf_vlen(type); i++)
				choose(choice, btf_members(type)[i].type);
			return;
		case BTF_KIND_ARRAY:
			choose(choice, btf_array(type)->index_type);
			id = btf_array(type)->type;
			break;
		case BTF_KIND_TYPEDEF:
		case BTF_KIND_CONST:
		case BTF_KIND_VOLATILE:
		case BTF_KIND_RESTRICT:
		case BTF_KIND_TYPE_TAG: id = type->type; break;
		default: return;
		}
	}
}

/* The object's names, in a BTF of their own because libbpf makes a hash table of those that it may change. */
static struct btf *names_of(const struct btf *object)
{
	__u32 size;
	const void *bytes = btf__raw_data(object, &size);
	struct btf *names = bytes ? btf__new(bytes, size) : NULL;

	for (__u32 id = 1; names && id < btf__type_cnt(object); id++) {
		const char *name = btf__name_by_offset(object, btf__type_by_id(object, id)->name_off);
		const char *flavor = strstr(name, FLAVOR);
		char *plain = flavor ? strndup(name, flavor - name) : NULL;

		if (flavor && (!plain || btf__add_str(names, plain) < 0)) {
			btf__free(names);
			names = NULL;
		}
		free(plain);
	}
	return names;
}

static bool may_be_named(const struct btf_type *type)
{
	return btf_is_composite(type) || btf_is_any_enum(type) || btf_is_typedef(type) || btf_is_int(type);
}

/* False if the kernel has no Unix sockets of its own: libbpf then finds their types in a module. */
static bool choose_all(struct choice *choice, struct btf *names)
{
	for (__u32 id = 1; id < btf__type_cnt(choice->kernel); id++) {
		const struct btf_type *type = btf__type_by_id(choice->kernel, id);

		if (type->name_off && may_be_named(type) &&
		    btf__find_str(names, btf__name_by_offset(choice->kernel, type->name_off)) > 0)
			choose(choice, id);
	}
	return btf__find_by_name_kind(choice->kernel, "unix_sock", BTF_KIND_STRUCT) > 0;
}

static struct btf *chosen_types(const struct choice *choice)
{
	struct btf *types = btf__new_empty();
	int error = types ? 0 : -ENOMEM;

	for (__u32 id = 1; !error && id <= choice->last; id++) {
		const struct btf_type *type = btf__type_by_id(choice->kernel, id);
		int added = choice->needed[id] ? btf__add_type(types, choice->kernel, type) : btf__add_volatile(types, 0);

		if (added < 0)
			error = added;
		else if (choice->needed[id] && btf_is_ptr(type))
			((struct btf_type *)btf__type_by_id(types, id))->type = 0; /* what it pointed to may not be there */
	}
	if (!error)
		return types;
	btf__free(types);
	return NULL;
}

int types_file(void)
{
	int file = memfd_create("fdtrail-types", MFD_CLOEXEC | MFD_NOEXEC_SEAL);

	return file < 0 && errno == EINVAL ? memfd_create("fdtrail-types", MFD_CLOEXEC) : file;
}

static int write_all(int file, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t written = write(file, bytes, size);

		if (written < 0)
			return -errno;
		bytes += written;
		size -= written;
	}
	return 0;
}

int fill_types_file(int file, const struct btf *object)
{
	struct btf *kernel = take_kernel_types(), *names = names_of(object), *types = NULL;
	struct choice choice = { .kernel = kernel };
	const void *bytes;
	__u32 size;
	int result;

	if (kernel)
		choice.needed = calloc(btf__type_cnt(kernel), sizeof(*choice.needed));
	if (names && choice.needed && choose_all(&choice, names))
		types = chosen_types(&choice);
	bytes = types ? btf__raw_data(types, &size) : NULL;
	result = bytes ? write_all(file, bytes, size) : -ENOENT;
	btf__free(types);
	btf__free(names);
	free(choice.needed);
	btf__free(kernel);
	return result;
}
