/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FDTRAIL_UNWIND_FRAMES_H
#define FDTRAIL_UNWIND_FRAMES_H

#include <stddef.h>

#define ANSWER_SIZE 65536

/*
 * Takes a record of FDTRAIL_KIND_MAPPINGS, and answers nothing. Unwinds the stack in a record of FDTRAIL_KIND_STACK. The answer is fields, each ended by a NUL: why there are no more frames
 * (empty: there are none), and for each frame, from the innermost one, the file that is mapped, its build id, the offset in
 * it, the symbol and the offset from that; numbers are hexadecimal, and what is not known is empty. Returns its size.
 */
size_t unwind(const char *record, size_t size, char *answer);

#endif
