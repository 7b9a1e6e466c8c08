// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "java.h"
#include "limits.h"

/* What a JVM uses of each before it can report in one line that there is not enough. */
#define FREE_DESCRIPTORS 32
#define FREE_THREADS 20
#define ADDRESS_SPACE_MB 2200 /* mapped, hardly used: the heap, classes, code */
#define DATA_MB 128
#define STACK_KB 64 /* of the first thread; the JVM chooses those of the others itself */

__attribute__((noreturn, format(printf, 1, 2))) static void lacks(const char *format, ...)
{
	va_list arguments;

	dprintf(STDERR_FILENO, "fdtrail: ");
	va_start(arguments, format);
	vdprintf(STDERR_FILENO, format, arguments);
	va_end(arguments);
	exit(EXIT_IMPOSSIBLE);
}

static void require_open_files(void)
{
	int opened[FREE_DESCRIPTORS], count = 0;
	struct rlimit limit = {};

	while (count < FREE_DESCRIPTORS && (opened[count] = open("/", O_PATH | O_CLOEXEC)) >= 0)
		count++;
	if (count < FREE_DESCRIPTORS) {
		getrlimit(RLIMIT_NOFILE, &limit);
		lacks("only %d more files may be opened (ulimit -n is %ju), and a JVM needs %d; raise the limit\n", count,
		      (uintmax_t)limit.rlim_cur, FREE_DESCRIPTORS);
	}
	while (count > 0)
		close(opened[--count]);
}

/* With less, a JVM ends with several lines, or by SIGABRT. */
static void require_memory(int resource, const char *option, rlim_t needed)
{
	struct rlimit limit = { .rlim_cur = RLIM_INFINITY };

	getrlimit(resource, &limit);
	if (limit.rlim_cur >> 20 < needed)
		lacks("only %ju MB of memory may be mapped (ulimit %s), and a JVM needs %ju; raise the limit\n",
		      (uintmax_t)limit.rlim_cur >> 20, option, (uintmax_t)needed);
}

static void require_stack(void)
{
	struct rlimit limit = { .rlim_cur = RLIM_INFINITY };

	getrlimit(RLIMIT_STACK, &limit);
	if (limit.rlim_cur >> 10 < STACK_KB)
		lacks("only %ju KB may be on the stack (ulimit -s), and a JVM needs %d; raise the limit\n",
		      (uintmax_t)limit.rlim_cur >> 10, STACK_KB);
}

static void *wait_for_end(void *end)
{
	pthread_barrier_wait(end);
	return NULL;
}

/* A JVM that cannot start a thread ends with pages of text, in the middle of whatever it is doing. */
static void require_threads(void)
{
	pthread_t threads[FREE_THREADS];
	pthread_attr_t small;
	pthread_barrier_t end;
	int error = 0;

	pthread_barrier_init(&end, NULL, FREE_THREADS + 1);
	pthread_attr_init(&small);
	pthread_attr_setstacksize(&small, PTHREAD_STACK_MIN);
	for (int i = 0; i < FREE_THREADS && !error; i++) {
		error = pthread_create(&threads[i], &small, wait_for_end, &end);
		if (error)
			lacks("only %d threads can be started, and a JVM needs %d: %s; raise ulimit -u, or pids.max of the "
			      "cgroup\n",
			      i, FREE_THREADS, strerror(error));
	}
	pthread_barrier_wait(&end);
	for (int i = 0; i < FREE_THREADS; i++)
		pthread_join(threads[i], NULL);
}

void require_file_size(size_t size)
{
	struct rlimit limit = { .rlim_cur = RLIM_INFINITY };

	getrlimit(RLIMIT_FSIZE, &limit);
	if (limit.rlim_cur < size)
		lacks("only %ju bytes may be in a file (ulimit -f), and the environment takes %zu; raise the limit\n",
		      (uintmax_t)limit.rlim_cur, size);
}

void require_limits(void)
{
	require_stack();
	require_open_files();
	require_memory(RLIMIT_AS, "-v", ADDRESS_SPACE_MB);
	require_memory(RLIMIT_DATA, "-d", DATA_MB);
	require_threads();
}
