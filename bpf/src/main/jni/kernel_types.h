/* SPDX-License-Identifier: Apache-2.0 */
/* What the kernel's BTF says of the types that an object names. */
#ifndef FDTRAIL_KERNEL_TYPES_H
#define FDTRAIL_KERNEL_TYPES_H

#include <bpf/btf.h>

/* Keeps the kernel's types for the next object that is opened, so that they are read once. Takes them over. */
void keep_kernel_types(struct btf *kernel);

/* A new file in memory; negative if there can be none. */
int types_file(void);

/*
 * Writes to it those of the kernel's types that the object names, and what they consist of, each with the number that it has in
 * the kernel. In the place of the others are empty ones: libbpf goes through all types for each name, which took 30 ms. Returns
 * a negative number if libbpf has to look through the kernel's instead.
 */
int fill_types_file(int file, const struct btf *object);

#endif
