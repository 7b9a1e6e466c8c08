/* SPDX-License-Identifier: Apache-2.0 */
/* The JVM that runs fdtrail: which one, with which flags, jars and archive of classes. */
#ifndef FDTRAIL_JAVA_H
#define FDTRAIL_JAVA_H

#include <stdbool.h>
#include <stddef.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

#define EXIT_IMPOSSIBLE 3

/* What a JVM needs in its environment: libc reads the character set of file names from it. */
#define JAVA_LOCALE "LC_ALL=C.UTF-8"

/* Prints a message and exits with status 1. */
__attribute__((noreturn)) void fail(const char *message);

/* Like sprintf(3), into newly allocated memory. */
__attribute__((format(printf, 1, 2))) char *text(const char *format, ...);

/* A file that has no name, open for reading and writing, and inherited by programs that are run. */
int memory_file(const char *name);

/*
 * Exits with EXIT_IMPOSSIBLE unless the file, and every directory above it, belongs to root or to the owner of this
 * program and nobody else may write to it. A sticky directory is no exception: there, whoever comes first makes the file.
 */
void require_safe(const char *path);

/* The parent of this program's directory. */
char *home_directory(void);

struct java {
	const char *program; /* absolute path */
	int version;         /* such as 17; 0 unknown */
	const char *archive; /* where the archive of loaded classes is, or would be */
};

/* Ours, Debian's of the version that we are built for, or the system's; safe, and new enough. */
struct java find_java(const char *home);

#define JAVA_LINE_SIZE 64 /* at most as many arguments as begin_java_line adds */

/* Starts a JVM's command line: program, flags, properties and class path. Returns how many arguments there are. */
size_t begin_java_line(const struct java *java, const char *home, const char **line);

extern const char *const main_class;

/*
 * A shell without job control makes programs that it starts in the background ignore SIGINT and SIGQUIT, and a JVM does not
 * catch a signal that is ignored at its start. SIGHUP stays as it is (nohup).
 */
void end_by_signals(void);

#endif
