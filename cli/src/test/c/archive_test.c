// SPDX-License-Identifier: Apache-2.0
/* The archive of loaded classes: its sum, which the launcher compares, and the list that it is made from. */
#define main make_archive_main
#include "../../main/c/make-archive.c"
#undef main

#include "expect.h"

static uint64_t sum_of(const void *bytes, size_t size)
{
	uint64_t sum = 0;

	put("archive", bytes, size);
	EXPECT(archive_sum("archive", &sum));
	return sum;
}

/* Each bit counts, wherever it is, and so does the size. */
static void sums(void)
{
	unsigned char bytes[77] = { 1, 2, 3 };
	uint64_t whole = sum_of(bytes, sizeof(bytes)), none;

	EXPECT(sum_of(bytes, sizeof(bytes)) == whole);
	for (size_t bit = 0; bit < sizeof(bytes) * 8; bit++) {
		bytes[bit / 8] ^= 1 << bit % 8;
		EXPECT(sum_of(bytes, sizeof(bytes)) != whole);
		bytes[bit / 8] ^= 1 << bit % 8;
	}
	for (size_t size = 1; size < sizeof(bytes); size++)
		EXPECT(sum_of(bytes, size) != whole);
	put("archive", "", 0);
	EXPECT(!archive_sum("archive", &none));
	EXPECT(!archive_sum("missing", &none));
}

static void notes(void)
{
	uint64_t noted = 0, sum = sum_of("classes", 7);
	FILE *note;

	EXPECT(write_sum("archive"));
	note = fopen("archive.sum", "r");
	EXPECT(note && fscanf(note, "%16" SCNx64, &noted) == 1);
	fclose(note);
	EXPECT(noted == sum);
	EXPECT(!write_sum("missing"));
}

static void expect_list(const char *first, const char *second, const char *expected)
{
	char all[128] = {};
	void *known = NULL;
	FILE *list = fopen("all", "w");

	EXPECT(list);
	put("one", first, strlen(first));
	add_lines(list, &known, "one");
	put("one", second, strlen(second));
	add_lines(list, &known, "one");
	add_lines(list, &known, "missing");
	fclose(list);
	list = fopen("all", "r");
	EXPECT(fread(all, 1, sizeof(all) - 1, list) == strlen(expected));
	fclose(list);
	EXPECT_TEXT(all, expected);
}

/* The JVM aborts at some lines that appear twice. */
static void lists_have_each_line_once(void)
{
	expect_list("a\nb\na\n", "b\nc\nlast", "a\nb\nc\nlast");
}

/* Each of several lambdas that look the same takes a class of its own. */
static void lists_have_lambdas_as_often_as_a_run(void)
{
	expect_list("@lambda-proxy a\n@lambda-proxy b\n@lambda-proxy a\n",
		    "@lambda-proxy a\n@lambda-proxy b\n@lambda-proxy b\n@lambda-form a\n@lambda-form a\n",
		    "@lambda-proxy a\n@lambda-proxy b\n@lambda-proxy a\n@lambda-proxy b\n@lambda-form a\n");
}

int main(void)
{
	char *directory = enter_directory();

	sums();
	notes();
	lists_have_each_line_once();
	lists_have_lambdas_as_often_as_a_run();
	leave_directory(directory);
	return 0;
}
