// SPDX-License-Identifier: Apache-2.0
/* The launcher: what it hands to the JVM, and when it refuses. */
#define main launcher_main
#include "../../main/c/fdtrail.c"
#undef main

#include <sys/resource.h>
#include <sys/stat.h>

#include "expect.h"

static void open_only(const int *numbers, size_t count)
{
	int null;

	close_range(3, ~0U, 0);
	null = open("/dev/null", O_RDWR);
	for (size_t i = 0; i < count; i++)
		dup2(null, numbers[i]);
	close(null);
}

static void inherited_descriptors(void)
{
	open_only(NULL, 0);
	EXPECT_TEXT(inherited(), "0-2");
	open_only((int[]){ 5 }, 1);
	EXPECT_TEXT(inherited(), "0-2,5");
	open_only((int[]){ 4, 6, 7, 40, 41, 42 }, 6);
	EXPECT_TEXT(inherited(), "0-2,4,6-7,40-42");
	EXPECT(STATUS_OF({
		       close(0);
		       EXPECT_TEXT(inherited(), "1-2,4,6-7,40-42");
	       }) == 0);
	open_only(NULL, 0);
}

static void long_runs(void)
{
	EXPECT(!is_long_run((char *[]){ NULL }));
	EXPECT(is_long_run((char *[]){ "-v", LONG_RUN, NULL }));
	EXPECT(!is_long_run((char *[]){ "-v", "--", LONG_RUN, NULL }));
	EXPECT(!is_long_run((char *[]){ LONG_RUN "er", NULL }));
}

static void environment(void)
{
	char kept[16] = {};
	int file;

	environ = (char *[]){ "A=1", "EMPTY=", NULL };
	EXPECT(environment_size() == 11);
	file = environment_file();
	EXPECT(pread(file, kept, sizeof(kept), 0) == 11);
	EXPECT(memcmp(kept, "A=1\0EMPTY=\0", 11) == 0);
	close(file);
	EXPECT_TEXT(environment_of_java()[0], JAVA_LOCALE);
	EXPECT(!environment_of_java()[1]);
	environ = (char *[]){ "NO_COLOR=yes", NULL };
	EXPECT_TEXT(environment_of_java()[1], "NO_COLOR=1");
	EXPECT(!environment_of_java()[2]);
}

static void lost_directory(void)
{
	const char *line[1] = {};
	char *directory = enter_directory();

	EXPECT(leave_lost_directory(line) == 0);
	EXPECT(rmdir(directory) == 0);
	EXPECT(leave_lost_directory(line) == 1);
	EXPECT(strncmp(line[0], "-Dfdtrail.directory=", 20) == 0);
	EXPECT(atoi(line[0] + 20) > 2);
	free(directory);
}

static void safe_files(void)
{
	char *directory = enter_directory(), *file = text("%s/file", directory);

	EXPECT(STATUS_OF(require_safe("/proc/self/exe/none")) == EXIT_IMPOSSIBLE);
	EXPECT(STATUS_OF(require_safe("/usr/bin/env")) == 0);
	put("file", "", 0);
	/* everybody may write into /tmp */
	EXPECT(STATUS_OF(require_safe(file)) == EXIT_IMPOSSIBLE);
	leave_directory(directory);
}

static void limits(void)
{
	EXPECT(STATUS_OF(require_file_size(1 << 20)) == 0);
	EXPECT(STATUS_OF({
		       setrlimit(RLIMIT_FSIZE, &(struct rlimit){ 10, 10 });
		       require_file_size(10);
	       }) == 0);
	EXPECT(STATUS_OF({
		       setrlimit(RLIMIT_FSIZE, &(struct rlimit){ 10, 10 });
		       require_file_size(11);
	       }) == EXIT_IMPOSSIBLE);
	EXPECT(STATUS_OF({
		       setrlimit(RLIMIT_NOFILE, &(struct rlimit){ 20, 20 });
		       require_limits();
	       }) == EXIT_IMPOSSIBLE);
}

int main(void)
{
	inherited_descriptors();
	long_runs();
	environment();
	lost_directory();
	safe_files();
	limits();
	return 0;
}
