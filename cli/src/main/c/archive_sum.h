/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The checksum of a class archive. The JVM maps an archive without checking its bytes: a damaged one could crash it anywhere.
 * Its own check (-XX:+VerifySharedSpaces) takes five times as long.
 */
#ifndef FDTRAIL_ARCHIVE_SUM_H
#define FDTRAIL_ARCHIVE_SUM_H

#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define ARCHIVE_SUM_LANES 4 /* so that one multiplication need not wait for another */

/* False if the file cannot be read. */
static inline bool archive_sum(const char *path, uint64_t *sum)
{
	uint64_t lanes[ARCHIVE_SUM_LANES] = {};
	const unsigned char *bytes;
	struct stat status;
	int file = open(path, O_RDONLY | O_CLOEXEC);
	size_t words;
	void *mapped;

	if (file < 0)
		return false;
	mapped = fstat(file, &status) || status.st_size == 0
			 ? MAP_FAILED
			 : mmap(NULL, status.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
	close(file);
	if (mapped == MAP_FAILED)
		return false;
	bytes = mapped;
	words = status.st_size / sizeof(uint64_t);
	for (size_t i = 0; i < words; i++) {
		uint64_t *lane = &lanes[i % ARCHIVE_SUM_LANES];

		*lane = (*lane ^ ((const uint64_t *)mapped)[i]) * 0x9e3779b97f4a7c15;
		*lane ^= *lane >> 32;
	}
	*sum = status.st_size;
	for (size_t i = words * sizeof(uint64_t); i < (size_t)status.st_size; i++)
		*sum = (*sum ^ bytes[i]) * 0x9e3779b97f4a7c15;
	for (int i = 0; i < ARCHIVE_SUM_LANES; i++)
		*sum = (*sum ^ lanes[i]) * 0x9e3779b97f4a7c15;
	munmap(mapped, status.st_size);
	return true;
}

#endif
