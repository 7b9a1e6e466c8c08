/* SPDX-License-Identifier: Apache-2.0 */
/* elfutils' libdw, loaded when it is needed: fdtrail works without it, but for stacks. */
#ifndef FDTRAIL_LIBDW_H
#define FDTRAIL_LIBDW_H

#include <elfutils/libdwfl.h>
#include <stdbool.h>
#include <stddef.h>

#define LIBDW(X)                         \
	X(dwfl_begin)                    \
	X(dwfl_end)                      \
	X(dwfl_report_begin)             \
	X(dwfl_report_end)               \
	X(dwfl_linux_proc_maps_report)   \
	X(dwfl_attach_state)             \
	X(dwfl_getthread_frames)         \
	X(dwfl_thread_state_registers)   \
	X(dwfl_thread_state_register_pc) \
	X(dwfl_frame_pc)                 \
	X(dwfl_addrmodule)               \
	X(dwfl_module_addrinfo)          \
	X(dwfl_module_build_id)          \
	X(dwfl_module_getelf)            \
	X(dwfl_module_eh_cfi)            \
	X(dwfl_module_dwarf_cfi)         \
	X(dwarf_cfi_addrframe)           \
	X(dwfl_errmsg)

struct libdw {
#define MEMBER(name) typeof(&name) name;
	LIBDW(MEMBER)
#undef MEMBER
};

extern struct libdw dw;

/* libstdc++'s; NULL: it is not there, and the names of C++ stay as they are in the files. */
extern char *(*demangle)(const char *name, char *buffer, size_t *size, int *status);

/* Returns NULL, or why it cannot be loaded. */
const char *load_libdw(void);

#endif
