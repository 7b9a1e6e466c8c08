// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>

#include "libdw.h"

struct libdw dw;

const char *load_libdw(void)
{
	void *library = dlopen("libdw.so.1", RTLD_NOW | RTLD_LOCAL);

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
