// SPDX-License-Identifier: Apache-2.0
/*
 * Starts fdtrail in a JVM. The JVM gets nothing of the caller's environment, because libc, the loader and the JVM obey many
 * variables, some of which name what to load. It does not get the current directory either, if that has been deleted. Both are
 * passed separately: the environment in a memfd, whose number is a property, for the commands that fdtrail runs. This program
 * is linked statically, because the dynamic loader obeys the environment before main begins.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "archive_sum.h"
#include "java.h"
#include "limits.h"

/* Our own option that changes how the JVM is started; the parser of the command line accepts it too. */
#define LONG_RUN "--long-run"

extern char **environ;

/* The number of a closed one would be used for something else, and rows or messages would go there. */
static void open_standard_files(void)
{
	if (fcntl(STDIN_FILENO, F_GETFD) < 0)
		open("/dev/null", O_RDONLY);
	if (fcntl(STDERR_FILENO, F_GETFD) < 0) {
		int null = open("/dev/null", O_WRONLY);

		if (null != STDERR_FILENO) {
			dup2(null, STDERR_FILENO);
			close(null);
		}
	}
	if (fcntl(STDOUT_FILENO, F_GETFD) < 0)
		fail("standard output is closed");
}

/* Whether there is a class archive, and it is as make-archive made it. */
static bool is_sound(const char *archive)
{
	FILE *note = fopen(text("%s.sum", archive), "re");
	uint64_t expected = 0, sum;
	bool sound;

	if (!note)
		return false;
	sound = fscanf(note, "%16" SCNx64, &expected) == 1 && archive_sum(archive, &sum) && sum == expected;
	fclose(note);
	if (!sound)
		dprintf(STDERR_FILENO, "fdtrail: ignores %s, which is damaged, and starts slower; run make-archive beside it\n",
			archive);
	return sound;
}

/* The JVM's flags for the archive of loaded classes; a missing one would also disable the JDK's own. */
static size_t add_archive(const char **line, const struct java *java)
{
	const char *cache = strrchr(java->archive, '.');

	if (access(java->archive, R_OK))
		return 0;
	require_safe(java->archive);
	if (!is_sound(java->archive))
		return 0;
	line[0] = text(strcmp(cache, ".aot") ? "-XX:SharedArchiveFile=%s" : "-XX:AOTCache=%s", java->archive);
	return 1;
}

/* The descriptors that we were started with, such as "0-2,5": later they could not be distinguished from those of the JVM. */
static char *inherited(void)
{
	DIR *directory = opendir("/proc/self/fd");
	FILE *list;
	char *ranges;
	size_t size;
	struct dirent *entry;
	int last = -2, first = -1;

	list = open_memstream(&ranges, &size);
	if (!list)
		fail("no memory");
	/* in ascending order (proc_readfd_common) */
	while (directory && (entry = readdir(directory))) {
		int fd = atoi(entry->d_name);

		if (entry->d_name[0] == '.' || fd == dirfd(directory))
			continue;
		if (fd != last + 1) {
			if (last > first)
				fprintf(list, "-%d", last);
			fprintf(list, first < 0 ? "%d" : ",%d", fd);
			first = fd;
		}
		last = fd;
	}
	if (last > first)
		fprintf(list, "-%d", last);
	if (directory)
		closedir(directory);
	if (fclose(list))
		fail("no memory");
	return ranges;
}

static size_t environment_size(void)
{
	size_t size = 0;

	for (char **variable = environ; *variable; variable++)
		size += strlen(*variable) + 1;
	return size;
}

/* The whole environment, each string ended by a NUL, in a file that has no name. */
static int environment_file(void)
{
	int file = memory_file("fdtrail-environment");

	require_file_size(environment_size());
	for (char **variable = environ; *variable; variable++) {
		size_t size = strlen(*variable) + 1;

		if (write(file, *variable, size) != (ssize_t)size)
			fail(text("cannot keep the environment: %s", strerror(errno)));
	}
	return file;
}

/* The environment that the JVM gets: the names that it needs, with our values. */
static char **environment_of_java(void)
{
	static char *variables[3] = { JAVA_LOCALE };
	const char *no_color = getenv("NO_COLOR"); /* for the help texts */

	if (no_color && *no_color)
		variables[1] = "NO_COLOR=1";
	return variables;
}

/*
 * A JVM does not start if it cannot find the name of the current directory, because that is deleted. Then it starts in /,
 * and the property brings it back. Returns how many arguments are added.
 */
static size_t leave_lost_directory(const char **line)
{
	char name[PATH_MAX];
	int directory;

	if (getcwd(name, sizeof(name)) && *name == '/')
		return 0;
	directory = open(".", O_PATH | O_DIRECTORY);
	if (directory < 0 || chdir("/"))
		fail(text("cannot leave the current directory: %s", strerror(errno)));
	line[0] = text("-Dfdtrail.directory=%d", directory);
	return 1;
}

/* Whether to use both compilers of the JVM, which cost memory, and time to become fast. */
static bool is_long_run(char **arguments)
{
	for (; *arguments && strcmp(*arguments, "--"); arguments++)
		if (strcmp(*arguments, LONG_RUN) == 0)
			return true;
	return false;
}

int main(int argc, char **argv)
{
	const char **line = calloc(JAVA_LINE_SIZE + argc + 10, sizeof(*line));
	char *open_files = inherited(), *home;
	struct java java;
	size_t count;

	if (!line)
		fail("no memory");
	open_standard_files();
	require_limits();
	home = home_directory();
	java = find_java(home);
	count = begin_java_line(&java, home, line);
	count += add_archive(line + count, &java);
	count += leave_lost_directory(line + count);
	line[count++] = is_long_run(argv + 1) ? "-XX:TieredStopAtLevel=4" : "-XX:TieredStopAtLevel=1";
	line[count++] = text("-Dfdtrail.inherited=%s", open_files);
	line[count++] = text("-Dfdtrail.environment=%d", environment_file());
	line[count++] = main_class;
	for (int i = 1; i < argc; i++)
		line[count++] = argv[i];
	end_by_signals();
	execve(java.program, (char **)line, environment_of_java());
	fail(text("cannot run %s: %s", java.program, strerror(errno)));
}
