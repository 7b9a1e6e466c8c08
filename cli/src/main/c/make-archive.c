// SPDX-License-Identifier: Apache-2.0
/*
 * make-archive: makes the archive of loaded classes that halves the start-up time, in its own directory. The archive works
 * only for the JVM that made it, and in this place. Everything works without it. Run this again after moving the distribution
 * or updating Java.
 *
 * Classes are listed as they are loaded: by help, by traces if they are permitted, and by taking a descriptor. The traces
 * show what the demo passes, and nothing from other programs; nothing that they print is kept.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "archive_sum.h"
#include "java.h"

#define MOST_ARGUMENTS 16

static struct java java;
static const char *home;
static int said; /* the last output of a JVM that failed */

/* Runs a JVM with these flags, and the command after "--" among them. Returns whether it succeeded. */
static bool run(const char *const *arguments)
{
	const char *line[JAVA_LINE_SIZE + MOST_ARGUMENTS + 4];
	size_t count = begin_java_line(&java, home, line);
	pid_t child;
	int status;

	line[count++] = "-XX:TieredStopAtLevel=1";
	line[count++] = "-Dfdtrail.lists.classes=true"; /* as Signals.java says */
	for (; *arguments && strcmp(*arguments, "--"); arguments++)
		line[count++] = *arguments;
	line[count++] = main_class;
	if (*arguments)
		for (arguments++; *arguments; arguments++)
			line[count++] = *arguments;
	line[count] = NULL;
	if (ftruncate(said, 0))
		fail(text("cannot empty a file: %s", strerror(errno)));
	child = fork();
	if (child == 0) {
		int null = open("/dev/null", O_RDWR);

		dup2(null, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
		dup2(said, STDERR_FILENO);
		execve(java.program, (char **)line, (char *[]){ JAVA_LOCALE, NULL });
		_exit(127);
	}
	return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

/* The command, in all its uses. "PID" stands for a process that passes nothing. */
static const char *const uses[][10] = {
	{ "--help" },
	{ "demo" },
	{ "demo", "-o", "json" },
	{ "-d", "0.1", "-p", "PID" },
	{ "-d", "0.1", "-o", "json", "-p", "PID", "--metrics", "0" },
	{ "grab", "PID", "0" },
};

struct line {
	const char *text;
	unsigned file;    /* the last that has it, counted from 1 */
	unsigned here;    /* how often it is in that file */
	unsigned written; /* how often it is in the list */
};

static int compare(const void *left, const void *right)
{
	return strcmp(((const struct line *)left)->text, ((const struct line *)right)->text);
}

static struct line *find_line(void **known, const char *content)
{
	struct line *line = calloc(1, sizeof(*line)), **found;

	if (!line)
		fail("no memory");
	line->text = text("%s", content);
	found = tsearch(line, known, compare);
	if (!found)
		fail("no memory");
	return *found;
}

/*
 * Appends the lines of a file that are not known yet: the JVM aborts at some lines that appear twice. But each of several
 * lambdas that look the same has its own line and takes its own class from the archive, so there are as many of such a line
 * as in the file that has most.
 */
static void add_lines(FILE *to, void **known, const char *path)
{
	static const char lambda[] = "@lambda-proxy ";
	static unsigned file;
	FILE *from = fopen(path, "re");
	char *content = NULL;
	size_t room = 0;

	file++;
	while (from && getline(&content, &room, from) > 0) {
		struct line *line = find_line(known, content);

		if (line->file != file)
			line->here = 0;
		line->file = file;
		line->here++;
		if (line->here > line->written && (line->written == 0 || strncmp(content, lambda, strlen(lambda)) == 0)) {
			line->written++;
			fputs(content, to);
		}
	}
	free(content);
	if (from)
		fclose(from);
}

/* Before Java 24: a list of classes, and a dump of them. */
static bool make_classic(const char *classes)
{
	char *one = text("%s.one", classes), *self = text("%d", getpid());
	FILE *all = fopen(classes, "we");
	void *known = NULL;
	bool made;

	if (!all)
		return false;
	for (size_t use = 0; use < COUNT(uses); use++) {
		const char *arguments[COUNT(uses[0]) + 3] = { text("-XX:DumpLoadedClassList=%s", one), "--" };

		for (size_t i = 0; i < COUNT(uses[0]) && uses[use][i]; i++)
			arguments[2 + i] = strcmp(uses[use][i], "PID") ? uses[use][i] : self;
		run(arguments); /* perhaps not permitted here: then there are fewer classes */
		add_lines(all, &known, one);
		unlink(one);
	}
	if (fclose(all))
		return false;
	made = run((const char *[]){ "-Xshare:dump", text("-XX:SharedClassListFile=%s", classes),
				     text("-XX:SharedArchiveFile=%s", java.archive), NULL });
	unlink(classes);
	return made;
}

/* Since Java 24: one run is recorded, with everything that it loads (JEP 483). */
static bool make_cache(const char *classes)
{
	char *configuration = text("-XX:AOTConfiguration=%s", classes);
	bool made;

	run((const char *[]){ "-XX:AOTMode=record", configuration, "--", "demo", "-o", "json", NULL });
	made = run((const char *[]){ "-XX:AOTMode=create", configuration, text("-XX:AOTCache=%s", java.archive), NULL });
	unlink(classes);
	return made;
}

static bool write_sum(const char *archive)
{
	FILE *note = fopen(text("%s.sum", archive), "we");
	uint64_t sum;
	bool written;

	if (!note)
		return false;
	written = archive_sum(archive, &sum) && fprintf(note, "%016" PRIx64 "\n", sum) > 0;
	return fclose(note) == 0 && written;
}

static void forget(const char *kind)
{
	unlink(text("%s/lib/fdtrail.%s", home, kind));
	unlink(text("%s/lib/fdtrail.%s.sum", home, kind));
}

static void tell_what_was_said(void)
{
	char bytes[4096];
	off_t at = 0;
	ssize_t size;

	while ((size = pread(said, bytes, sizeof(bytes), at)) > 0 && write(STDERR_FILENO, bytes, size) == size)
		at += size;
}

int main(void)
{
	char *classes;
	bool cache;

	umask(022);
	home = home_directory();
	require_safe(text("%s/lib", home)); /* files are made and removed there */
	java = find_java(home);
	said = memory_file("fdtrail-said");
	fcntl(said, F_SETFL, O_APPEND);
	forget("jsa");
	forget("aot");
	classes = text("%s/lib/fdtrail.classes", home);
	cache = strcmp(strrchr(java.archive, '.'), ".aot") == 0;
	if (!((cache ? make_cache(classes) : make_classic(classes)) && write_sum(java.archive))) {
		forget("jsa");
		forget("aot");
		dprintf(STDERR_FILENO, "fdtrail: no class archive could be made (start-up is slower)\n");
		tell_what_was_said();
	}
	return 0;
}
