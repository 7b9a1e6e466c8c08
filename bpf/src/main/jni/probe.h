/* SPDX-License-Identifier: Apache-2.0 */
/* What a handle of ProbeNative points to. */
#ifndef FDTRAIL_PROBE_H
#define FDTRAIL_PROBE_H

#include <bpf/libbpf.h>
#include <jni.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NATIVE(type, name) JNIEXPORT type JNICALL Java_io_fdtrail_bpf_ProbeNative_##name

struct probe {
	struct bpf_object *object;
	struct bpf_link **links;           /* in the order of attachment */
	const struct bpf_program **linked; /* the program of each */
	int link_count;
	int epoll;
	int wake;
	int types;      /* a file of BTF, which libbpf reads when it loads the object */
	int stats;      /* while it is open, the kernel counts the runs of programs */
	char *consumer; /* the ring's pages: the consumer's position, */
	char *producer; /* the producer's position, */
	char *window;   /* and a part of the data, which the kernel offers twice, one after the other */
	size_t window_size;
	int ring;
	char *globals; /* .bss: the counters */
	size_t globals_size;
};

static inline struct probe *probe_of(jlong handle)
{
	return (struct probe *)(uintptr_t)handle;
}

/* By name; NULL if the object has none of that name. */
struct bpf_program *program_of(JNIEnv *env, jlong handle, jstring name);
struct bpf_map *map_of(JNIEnv *env, jlong handle, jstring name);

#endif
