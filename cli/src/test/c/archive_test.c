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

/* The JVM aborts at some lines that appear twice. */
static void lists_have_each_line_once(void)
{
	static const char first[] = "a\nb\na\n", second[] = "b\nc\nlast";
	char all[64] = {};
	void *known = NULL;
	FILE *list = fopen("all", "w");

	put("first", first, sizeof(first) - 1);
	put("second", second, sizeof(second) - 1);
	EXPECT(list);
	add_lines(list, &known, "first");
	add_lines(list, &known, "second");
	add_lines(list, &known, "missing");
	fclose(list);
	list = fopen("all", "r");
	EXPECT(fread(all, 1, sizeof(all) - 1, list) == 10);
	fclose(list);
	EXPECT_TEXT(all, "a\nb\nc\nlast");
}

int main(void)
{
	char *directory = enter_directory();

	sums();
	notes();
	lists_have_each_line_once();
	leave_directory(directory);
	return 0;
}
