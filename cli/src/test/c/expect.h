/* SPDX-License-Identifier: Apache-2.0 */
/* What a test of C functions expects; the first thing that is otherwise ends it. */
#ifndef FDTRAIL_EXPECT_H
#define FDTRAIL_EXPECT_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define EXPECT(condition)                                                               \
	do {                                                                            \
		if (!(condition)) {                                                     \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
			exit(EXIT_FAILURE);                                             \
		}                                                                       \
	} while (0)

#define EXPECT_TEXT(actual, expected)                                                                                    \
	do {                                                                                                             \
		const char *is = (actual);                                                                               \
                                                                                                                         \
		if (strcmp(is, expected)) {                                                                              \
			fprintf(stderr, "%s:%d: %s is \"%s\", not \"%s\"\n", __FILE__, __LINE__, #actual, is, expected); \
			exit(EXIT_FAILURE);                                                                              \
		}                                                                                                        \
	} while (0)

/* The status with which a child ends that does this, -1 if by a signal. What it prints is lost. */
#define STATUS_OF(does)                                         \
	({                                                      \
		pid_t child = fork();                           \
		int status = -1;                                \
                                                                \
		if (child == 0) {                               \
			int null = open("/dev/null", O_WRONLY); \
                                                                \
			dup2(null, STDERR_FILENO);              \
			close(null);                            \
			does;                                   \
			_exit(0);                               \
		}                                               \
		waitpid(child, &status, 0);                     \
		WIFEXITED(status) ? WEXITSTATUS(status) : -1;   \
	})

/* A file in the current directory. */
static inline void put(const char *name, const void *bytes, size_t size)
{
	int file = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	EXPECT(write(file, bytes, size) == (ssize_t)size);
	close(file);
}

/* An empty current directory; removed by leave_directory. */
static inline char *enter_directory(void)
{
	char *name = strdup("/tmp/fdtrail-units-XXXXXX");

	EXPECT(mkdtemp(name) && chdir(name) == 0);
	return name;
}

static inline void leave_directory(char *name)
{
	char *const remove[] = { "rm", "-r", name, NULL };

	EXPECT(chdir("/") == 0);
	EXPECT(STATUS_OF(execvp("rm", remove)) == 0);
	free(name);
}

#endif
