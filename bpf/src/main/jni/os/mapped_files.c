// SPDX-License-Identifier: Apache-2.0
/* The bridge between MappedFiles and smaps (proc_pid_smaps(5)). Natives return -errno. */
#define _GNU_SOURCE
#include <errno.h>
#include <jni.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#define NATIVE(type, name) JNIEXPORT type JNICALL Java_io_fdtrail_os_MappedFiles_##name

struct mapping {
	unsigned long from, to;
	bool is_constant; /* of a file, and never written as it is */
};

/* The first line of a mapping. The ring has no path; nobody would bring its pages back. */
static bool begins(const char *line, struct mapping *mapping)
{
	unsigned long from, to; /* A of Anonymous is a number, too */
	char rights[5], first;
	int count = sscanf(line, "%lx-%lx %4s %*x %*x:%*x %*u %c", &from, &to, rights, &first);

	if (count < 3)
		return false;
	*mapping = (struct mapping){ from, to, count == 4 && first == '/' && rights[1] == '-' };
	return true;
}

/*
 * Returns how many KiB. What was relocated, or patched by a debugger or a uprobe, is a page of our own (Anonymous), which
 * would be lost: its whole mapping stays.
 */
NATIVE(jint, release0)(JNIEnv *env, jclass class)
{
	FILE *smaps = fopen("/proc/self/smaps", "re");
	struct mapping mapping = { 0 };
	int resident = 0, own, released = 0;
	char *line = NULL;
	size_t size = 0;

	if (!smaps)
		return -errno;
	while (getline(&line, &size, smaps) > 0) {
		if (begins(line, &mapping) || sscanf(line, "Rss: %d", &resident) == 1)
			continue;
		if (sscanf(line, "Anonymous: %d", &own) == 1 && mapping.is_constant && !own &&
		    !madvise((void *)mapping.from, mapping.to - mapping.from, MADV_DONTNEED))
			released += resident;
	}
	free(line);
	fclose(smaps);
	return released;
}
