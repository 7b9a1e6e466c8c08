// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>

#include "libdw.h"

struct libdw dw;
char *(*demangle)(const char *name, char *buffer, size_t *size, int *status);

const char *load_libdw(void)
{
	void *library = dlopen("libdw.so.1", RTLD_NOW | RTLD_LOCAL);
	void *names = dlopen("libstdc++.so.6", RTLD_NOW | RTLD_LOCAL);

	if (names)
		demangle = (typeof(demangle))dlsym(names, "__cxa_demangle");
	if (!library)
		return dlerror();
#define RESOLVE(name)                                   \
	dw.name = (typeof(&name))dlsym(library, #name); \
	if (!dw.name)                                   \
		return dlerror();
	LIBDW(RESOLVE)
#undef RESOLVE
	return NULL;
}
