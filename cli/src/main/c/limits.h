/* SPDX-License-Identifier: Apache-2.0 */
/* What the caller's limits must leave: a JVM that has too little of it ends in many lines. All exit with EXIT_IMPOSSIBLE. */
#ifndef FDTRAIL_LIMITS_H
#define FDTRAIL_LIMITS_H

#include <stddef.h>

/* Open files, memory and threads. */
void require_limits(void);

/* The environment is kept in one file, and memory is no exception to what a file may hold. */
void require_file_size(size_t size);

#endif
