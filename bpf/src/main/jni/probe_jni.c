// SPDX-License-Identifier: Apache-2.0
/*
 * The bridge between ProbeNative and libbpf. Natives return -errno and never throw; a handle is a struct probe *, owned
 * by Java. All decisions are made in Java.
 */
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <jni.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fdtrail.h"
#include "kernel_types.h"
#include "probe.h"

#define LOG_SIZE 65536
#define RECORD_ROOM 65536   /* a record and more, in whole pages of any size */
#define RING_WINDOW 1048576 /* as Ring.java says */

_Static_assert(BPF_RINGBUF_HDR_SZ + FDTRAIL_RECORD_SIZE <= RECORD_ROOM, "a record fits");

/* libbpf's warnings since the last open0 of this thread: their end, because the verifier's come last. */
static _Thread_local char log_text[LOG_SIZE];
static _Thread_local size_t log_size;

static int keep_log(enum libbpf_print_level level, const char *format, va_list arguments)
{
	char *text;
	int written;
	size_t size, kept;

	if (level != LIBBPF_WARN)
		return 0;
	written = vasprintf(&text, format, arguments);
	if (written < 0)
		return 0;
	size = written < LOG_SIZE ? written : LOG_SIZE;
	kept = log_size < LOG_SIZE - size ? log_size : LOG_SIZE - size;
	memmove(log_text, log_text + log_size - kept, kept);
	memcpy(log_text + kept, text + written - size, size);
	log_size = kept + size;
	free(text);
	return 0;
}

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *vm, void *reserved)
{
	/* glibc's own value. If it is not set, it rises with what is freed, and 11 MB of the kernel's types would stay ours. */
	mallopt(M_MMAP_THRESHOLD, 128 * 1024);
	libbpf_set_print(keep_log);
	return JNI_VERSION_10;
}

NATIVE(jbyteArray, log0)(JNIEnv *env, jclass class)
{
	jbyteArray bytes = (*env)->NewByteArray(env, log_size);

	if (bytes)
		(*env)->SetByteArrayRegion(env, bytes, 0, log_size, (jbyte *)log_text);
	return bytes;
}

/* In the order of attachment: the end of a message is not seen without what came before. */
static void detach(struct probe *probe)
{
	for (int i = 0; i < probe->link_count; i++)
		bpf_link__destroy(probe->links[i]);
	probe->link_count = 0;
}

static void close_types(struct probe *probe)
{
	if (probe->types >= 0)
		close(probe->types);
	probe->types = -1;
}

static void release(struct probe *probe)
{
	size_t page = getpagesize();

	detach(probe);
	free(probe->links);
	free(probe->linked);
	if (probe->consumer)
		munmap(probe->consumer, page);
	if (probe->producer)
		munmap(probe->producer, getpagesize());
	if (probe->window)
		munmap(probe->window, probe->window_size);
	if (probe->globals)
		munmap(probe->globals, probe->globals_size);
	if (probe->epoll >= 0)
		close(probe->epoll);
	if (probe->wake >= 0)
		close(probe->wake);
	if (probe->stats >= 0)
		close(probe->stats);
	close_types(probe);
	bpf_object__close(probe->object);
	free(probe);
}

/* The object in these bytes, and a file with the types that it asks of the kernel. */
static void open_object(struct probe *probe, const void *bytes, size_t size)
{
	char path[64];
	LIBBPF_OPTS(bpf_object_open_opts, options, .object_name = "fdtrail", .btf_custom_path = path);

	probe->types = types_file();
	if (probe->types >= 0) {
		snprintf(path, sizeof(path), "/proc/self/fd/%d", probe->types);
		probe->object = bpf_object__open_mem(bytes, size, &options);
		if (!probe->object || fill_types_file(probe->types, bpf_object__btf(probe->object)) == 0)
			return;
		bpf_object__close(probe->object);
	}
	options.btf_custom_path = NULL;
	probe->object = bpf_object__open_mem(bytes, size, &options);
}

/* Opens the object with every program disabled. */
NATIVE(jlong, open0)(JNIEnv *env, jclass class, jbyteArray bytes)
{
	struct probe *probe = calloc(1, sizeof(*probe));
	struct bpf_program *program;
	jbyte *object;
	int count = 0;

	if (!probe)
		return -ENOMEM;
	log_size = 0;
	probe->epoll = probe->wake = probe->stats = probe->types = -1;
	object = (*env)->GetByteArrayElements(env, bytes, NULL);
	if (object) {
		open_object(probe, object, (*env)->GetArrayLength(env, bytes));
		(*env)->ReleaseByteArrayElements(env, bytes, object, JNI_ABORT);
	}
	if (!probe->object) {
		int error = object ? errno : ENOMEM;

		release(probe);
		return -error;
	}
	bpf_object__for_each_program(program, probe->object)
	{
		bpf_program__set_autoload(program, false);
		count++;
	}
	probe->links = calloc(count + 1, sizeof(*probe->links));
	probe->linked = calloc(count + 1, sizeof(*probe->linked));
	if (!probe->links || !probe->linked) {
		release(probe);
		return -ENOMEM;
	}
	return (jlong)(uintptr_t)probe;
}

struct bpf_program *program_of(JNIEnv *env, jlong handle, jstring name)
{
	const char *text = (*env)->GetStringUTFChars(env, name, NULL);
	struct bpf_program *program;

	if (!text)
		return NULL;
	program = bpf_object__find_program_by_name(probe_of(handle)->object, text);
	(*env)->ReleaseStringUTFChars(env, name, text);
	return program;
}

struct bpf_map *map_of(JNIEnv *env, jlong handle, jstring name)
{
	const char *text = (*env)->GetStringUTFChars(env, name, NULL);
	struct bpf_map *map;

	if (!text)
		return NULL;
	map = bpf_object__find_map_by_name(probe_of(handle)->object, text);
	(*env)->ReleaseStringUTFChars(env, name, text);
	return map;
}

/* Where the object's BTF puts a global variable in its section; NULL if it has none of that name. */
static const struct btf_var_secinfo *variable(struct bpf_object *object, const char *section, const char *name)
{
	const struct btf *btf = bpf_object__btf(object);
	int id = btf__find_by_name_kind(btf, section, BTF_KIND_DATASEC);
	const struct btf_type *type = id < 0 ? NULL : btf__type_by_id(btf, id);

	for (int i = 0; type && i < btf_vlen(type); i++) {
		const struct btf_var_secinfo *place = btf_var_secinfos(type) + i;
		const struct btf_type *var = btf__type_by_id(btf, place->type);

		if (strcmp(btf__name_by_offset(btf, var->name_off), name) == 0)
			return place;
	}
	return NULL;
}

/* fprobe: attach a program for a kprobe to an fprobe (kprobe.multi), not through perf's events. */
NATIVE(jint, select0)(JNIEnv *env, jclass class, jlong handle, jstring name, jboolean fprobe)
{
	struct bpf_program *program = program_of(env, handle, name);

	if (!program)
		return -ENOENT;
	if (fprobe && bpf_program__type(program) == BPF_PROG_TYPE_KPROBE)
		bpf_program__set_expected_attach_type(program, BPF_TRACE_KPROBE_MULTI);
	return bpf_program__set_autoload(program, true);
}

/* Sets a const volatile variable; the machine is little-endian, so its low bytes come first. */
NATIVE(jint, knob0)(JNIEnv *env, jclass class, jlong handle, jstring name, jlong value)
{
	struct bpf_object *object = probe_of(handle)->object;
	struct bpf_map *map = bpf_object__find_map_by_name(object, ".rodata");
	const char *text = (*env)->GetStringUTFChars(env, name, NULL);
	const struct btf_var_secinfo *place;
	size_t size;
	char *data;

	if (!text)
		return -ENOMEM;
	place = map ? variable(object, ".rodata", text) : NULL;
	(*env)->ReleaseStringUTFChars(env, name, text);
	if (!place)
		return -ENOENT;
	data = (char *)bpf_map__initial_value(map, &size); /* writable until the load */
	if (!data || place->size > sizeof(value) || place->offset + place->size > size)
		return -EINVAL;
	memcpy(data + place->offset, &value, place->size);
	return 0;
}

NATIVE(jint, resize0)(JNIEnv *env, jclass class, jlong handle, jstring map, jint entries)
{
	struct bpf_map *found = map_of(env, handle, map);

	return found ? bpf_map__set_max_entries(found, entries) : -ENOENT;
}

/* Takes this map for the ring, and closes the descriptor. */
NATIVE(jint, useRing0)(JNIEnv *env, jclass class, jlong handle, jint made)
{
	struct bpf_map *ring = bpf_object__find_map_by_name(probe_of(handle)->object, "ring");
	int error = ring ? bpf_map__reuse_fd(ring, made) : -ENOENT;

	close(made);
	return error;
}

/* Maps the data from here on in the place of what the window showed. */
static int show(struct probe *probe, size_t from)
{
	int flags = MAP_SHARED | (probe->window ? MAP_FIXED : 0);
	off_t data = 2 * (off_t)getpagesize(); /* behind the pages of the positions */
	void *window = mmap(probe->window, probe->window_size, PROT_READ, flags, probe->ring, data + (off_t)from);

	if (window == MAP_FAILED)
		return -errno;
	probe->window = window;
	return 0;
}

static int map_ring(struct probe *probe, int fd, size_t size)
{
	size_t page = getpagesize(), shown = size < RING_WINDOW ? size : RING_WINDOW;
	struct epoll_event on_ring = { .events = EPOLLIN, .data.u32 = 1 }, on_wake = { .events = EPOLLIN };
	void *consumer, *producer;
	int error;

	consumer = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (consumer == MAP_FAILED)
		return -errno;
	probe->consumer = consumer;
	producer = mmap(NULL, page, PROT_READ, MAP_SHARED, fd, page);
	if (producer == MAP_FAILED)
		return -errno;
	probe->producer = producer;
	probe->ring = fd;
	/* what we map counts as resident: only a part of the data, and what a record that begins in it may reach into */
	probe->window_size = shown + (size < RECORD_ROOM ? size : RECORD_ROOM);
	error = show(probe, 0);
	if (error)
		return error;
	probe->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	probe->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (probe->wake < 0 || probe->epoll < 0 || epoll_ctl(probe->epoll, EPOLL_CTL_ADD, fd, &on_ring) ||
	    epoll_ctl(probe->epoll, EPOLL_CTL_ADD, probe->wake, &on_wake))
		return -errno;
	return 0;
}

/* Loads the selected programs, and maps the ring and the global variables. */
NATIVE(jint, load0)(JNIEnv *env, jclass class, jlong handle)
{
	struct probe *probe = probe_of(handle);
	int error = bpf_object__load(probe->object);
	struct bpf_map *ring, *globals;
	void *mapped;

	close_types(probe);
	if (error)
		return error;
	ring = bpf_object__find_map_by_name(probe->object, "ring");
	globals = bpf_object__find_map_by_name(probe->object, ".bss");
	if (!ring || !globals)
		return -ENOENT;
	probe->globals_size = bpf_map__value_size(globals);
	mapped = mmap(NULL, probe->globals_size, PROT_READ, MAP_SHARED, bpf_map__fd(globals), 0);
	if (mapped == MAP_FAILED)
		return -errno;
	probe->globals = mapped;
	return map_ring(probe, bpf_map__fd(ring), bpf_map__max_entries(ring));
}

NATIVE(void, detach0)(JNIEnv *env, jclass class, jlong handle)
{
	detach(probe_of(handle));
}

NATIVE(void, close0)(JNIEnv *env, jclass class, jlong handle)
{
	release(probe_of(handle));
}

/* Adds a process to a map of u32 to u64. */
NATIVE(jint, put0)(JNIEnv *env, jclass class, jlong handle, jstring map, jint key, jlong value)
{
	struct bpf_map *found = map_of(env, handle, map);

	return found ? bpf_map__update_elem(found, &key, sizeof(key), &value, sizeof(value), BPF_ANY) : -ENOENT;
}

NATIVE(jobject, consumerPage0)(JNIEnv *env, jclass class, jlong handle)
{
	return (*env)->NewDirectByteBuffer(env, probe_of(handle)->consumer, getpagesize());
}

NATIVE(jobject, producerPage0)(JNIEnv *env, jclass class, jlong handle)
{
	return (*env)->NewDirectByteBuffer(env, probe_of(handle)->producer, getpagesize());
}

NATIVE(jobject, window0)(JNIEnv *env, jclass class, jlong handle)
{
	struct probe *probe = probe_of(handle);

	return (*env)->NewDirectByteBuffer(env, probe->window, probe->window_size);
}

/* After an error nothing is mapped there. */
NATIVE(jint, moveWindow0)(JNIEnv *env, jclass class, jlong handle, jint from)
{
	return show(probe_of(handle), from);
}

/* The global variable fdtrail_counters, as the programs write it; NULL if the object has none. */
NATIVE(jobject, counters0)(JNIEnv *env, jclass class, jlong handle)
{
	struct probe *probe = probe_of(handle);
	const struct btf_var_secinfo *place = variable(probe->object, ".bss", "fdtrail_counters");

	if (!place || place->offset + place->size > probe->globals_size)
		return NULL;
	return (*env)->NewDirectByteBuffer(env, probe->globals + place->offset, place->size);
}

/* 1 if the ring is readable, 0 if the time is up or wake0 was called. */
NATIVE(jint, await0)(JNIEnv *env, jclass class, jlong handle, jint timeout)
{
	struct probe *probe = probe_of(handle);
	struct epoll_event events[2];
	int count = epoll_wait(probe->epoll, events, 2, timeout);
	int error = errno;
	eventfd_t ignored;

	for (int i = 0; i < count; i++)
		if (events[i].data.u32 == 1)
			return 1;
	if (count > 0)
		eventfd_read(probe->wake, &ignored);
	return count < 0 && error != EINTR ? -error : 0;
}

NATIVE(void, wake0)(JNIEnv *env, jclass class, jlong handle)
{
	eventfd_write(probe_of(handle)->wake, 1);
}
