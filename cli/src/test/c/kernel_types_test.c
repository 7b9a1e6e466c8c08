// SPDX-License-Identifier: Apache-2.0
/* Which of a kernel's types libbpf gets to see. */
#include "../../../../bpf/src/main/jni/kernel_types.c"

#include <stdio.h>

#include "expect.h"

enum {
	INT = 1, /* the numbers of the types below, in the order in which they are added */
	OTHER,
	POINTER,
	INNER,
	ARRAY,
	ALIAS,
	TASK,
	SECOND,
	TAIL,
	UNIX_SOCK,
	LAST
};

/* A struct task that has a number, a pointer to a struct other, and an array of an alias of a struct inner. */
static struct btf *kernel_with(const char *socket)
{
	struct btf *kernel = btf__new_empty();

	EXPECT(btf__add_int(kernel, "int", 4, BTF_INT_SIGNED) == INT);
	EXPECT(btf__add_struct(kernel, "other", 4) == OTHER);
	EXPECT(btf__add_field(kernel, "field", INT, 0, 0) == 0);
	EXPECT(btf__add_ptr(kernel, OTHER) == POINTER);
	EXPECT(btf__add_struct(kernel, "inner", 4) == INNER);
	EXPECT(btf__add_field(kernel, "deep", INT, 0, 0) == 0);
	EXPECT(btf__add_array(kernel, INT, ALIAS, 2) == ARRAY);
	EXPECT(btf__add_typedef(kernel, "alias", INNER) == ALIAS);
	EXPECT(btf__add_struct(kernel, "task", 24) == TASK);
	EXPECT(btf__add_field(kernel, "number", INT, 0, 0) == 0);
	EXPECT(btf__add_field(kernel, "next", POINTER, 64, 0) == 0);
	EXPECT(btf__add_field(kernel, "inners", ARRAY, 128, 0) == 0);
	EXPECT(btf__add_struct(kernel, "task", 0) == SECOND);
	EXPECT(btf__add_struct(kernel, "tail", 4) == TAIL);
	EXPECT(btf__add_field(kernel, "pad", INT, 0, 0) == 0);
	EXPECT(btf__add_struct(kernel, socket, 0) == UNIX_SOCK);
	EXPECT(btf__add_struct(kernel, "last", 0) == LAST);
	return kernel;
}

static struct btf *object_with(const char *name)
{
	struct btf *object = btf__new_empty();

	EXPECT(btf__add_struct(object, name, 0) == 1);
	return object;
}

/* What is in the file for an object that names this type; NULL if libbpf has to look through the kernel's. */
static struct btf *types_for(struct btf *kernel, const char *name)
{
	struct btf *object = object_with(name), *types = NULL;
	int file = types_file();
	char path[64];

	EXPECT(file >= 0);
	keep_kernel_types(kernel);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	if (fill_types_file(file, object) == 0) {
		types = btf__parse(path, NULL);
		EXPECT(types);
	}
	close(file);
	btf__free(object);
	return types;
}

static const char *name_of(const struct btf *types, __u32 id)
{
	return btf__name_by_offset(types, btf__type_by_id(types, id)->name_off);
}

static void named_types_have_their_numbers(void)
{
	struct btf *types = types_for(kernel_with("unix_sock"), "task");

	EXPECT(types && btf__type_cnt(types) == SECOND + 1);
	EXPECT_TEXT(name_of(types, TASK), "task");
	EXPECT_TEXT(name_of(types, SECOND), "task");
	EXPECT(btf_vlen(btf__type_by_id(types, TASK)) == 3);
	EXPECT_TEXT(btf__name_by_offset(types, btf_members(btf__type_by_id(types, TASK))[2].name_off), "inners");
	EXPECT(btf__resolve_size(types, TASK) == 24);
	btf__free(types);
}

static void what_they_consist_of_is_there(void)
{
	struct btf *types = types_for(kernel_with("unix_sock"), "task");

	EXPECT_TEXT(name_of(types, INNER), "inner");
	EXPECT_TEXT(btf__name_by_offset(types, btf_members(btf__type_by_id(types, INNER))[0].name_off), "deep");
	EXPECT(btf_array(btf__type_by_id(types, ARRAY))->type == ALIAS);
	EXPECT(btf__type_by_id(types, ALIAS)->type == INNER);
	EXPECT_TEXT(name_of(types, INT), "int");
	btf__free(types);
}

static void what_they_point_to_is_not(void)
{
	struct btf *types = types_for(kernel_with("unix_sock"), "task");

	EXPECT(btf_is_ptr(btf__type_by_id(types, POINTER)));
	EXPECT(btf__type_by_id(types, POINTER)->type == 0);
	EXPECT(btf_is_volatile(btf__type_by_id(types, OTHER)));
	btf__free(types);
}

static void a_flavor_names_the_type_itself(void)
{
	struct btf *types = types_for(kernel_with("unix_sock"), "last___of_6_12");

	EXPECT(types && btf__type_cnt(types) == LAST + 1);
	EXPECT_TEXT(name_of(types, LAST), "last");
	EXPECT(btf_is_volatile(btf__type_by_id(types, TASK)));
	btf__free(types);
}

static void types_of_a_module_are_left_to_libbpf(void)
{
	EXPECT(!types_for(kernel_with("netlink_sock"), "task"));
}

int main(void)
{
	named_types_have_their_numbers();
	what_they_consist_of_is_there();
	what_they_point_to_is_not();
	a_flavor_names_the_type_itself();
	types_of_a_module_are_left_to_libbpf();
	return 0;
}
