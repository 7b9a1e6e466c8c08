/* SPDX-License-Identifier: Apache-2.0 */
/* What the caller's limits must allow: a JVM that has too little ends with many lines. All exit with EXIT_IMPOSSIBLE. */
#ifndef FDTRAIL_LIMITS_H
#define FDTRAIL_LIMITS_H

#include <stddef.h>

/* Open files, memory and threads. */
void require_limits(void);

/* The environment is kept in one file, and the limit of a file's size also applies to a file in memory. */
void require_file_size(size_t size);

#endif
