// SPDX-License-Identifier: Apache-2.0
/* How loaded programs and their maps are doing. Natives of ProbeNative: they return -errno and never throw. */
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <jni.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "probe.h"

#define BATCH 512 /* entries read at once */

/* The number after a key in a descriptor's text in /proc; -ENOENT if the kernel does not report it. */
static jlong number_of(int fd, const char *key)
{
	char path[64], text[2048], line[64];
	char *found;
	ssize_t size;
	int file;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return -errno;
	size = read(file, text, sizeof(text) - 1);
	close(file);
	text[size < 0 ? 0 : size] = 0;
	snprintf(line, sizeof(line), "\n%s:", key);
	found = strstr(text, line);
	return found ? strtoll(found + strlen(line), NULL, 10) : -ENOENT;
}

/*
 * What the kernel reports about a program in /proc, such as recursion_misses (since 5.12, 9ed9e9ba2337). From there, because
 * bpf(2) gives no answer to a process that has given up its rights (until 5.19, c8644cd0efe7).
 */
NATIVE(jlong, number0)(JNIEnv *env, jclass class, jlong handle, jstring name, jstring key)
{
	struct bpf_program *program = program_of(env, handle, name);
	const char *text = (*env)->GetStringUTFChars(env, key, NULL);
	jlong number;

	if (!text)
		return -ENOMEM;
	number = program ? number_of(bpf_program__fd(program), text) : -ENOENT;
	(*env)->ReleaseStringUTFChars(env, key, text);
	return number;
}

/* The members of struct bpf_link_info (uapi) for a kprobe and an fprobe, since Linux 6.7 (3acf8ace68230, e2b2cd592adb). */
struct probe_link {
	__u32 type, id, prog_id, zero;
	union {
		struct {
			__u32 event, zero_too;
			__u64 name;
			__u32 name_size, offset;
			__u64 address;
			__u64 missed;
		} kprobe;
		struct {
			__u64 addresses;
			__u32 count, flags;
			__u64 missed;
		} fprobe;
	};
};

/*
 * How often the kernel did not run a program at the entry of a function, because another kprobe was being hit on that CPU:
 * recursion_misses counts none of these. Only while the program is attached, and if the kernel reports it.
 */
NATIVE(jlong, missed0)(JNIEnv *env, jclass class, jlong handle, jstring name)
{
	const struct bpf_program *program = program_of(env, handle, name);
	struct probe *probe = probe_of(handle);
	struct probe_link info = {};
	__u32 size = sizeof(info);
	int i = 0;

	if (!program || strncmp(bpf_program__section_name(program), "kprobe/", strlen("kprobe/")))
		return 0;
	while (i < probe->link_count && probe->linked[i] != program)
		i++;
	if (i == probe->link_count || bpf_obj_get_info_by_fd(bpf_link__fd(probe->links[i]), &info, &size))
		return 0;
	switch (info.type) {
	case BPF_LINK_TYPE_PERF_EVENT: return info.kprobe.missed;
	case BPF_LINK_TYPE_KPROBE_MULTI: return info.fprobe.missed;
	default: return 0;
	}
}

/* Makes the kernel count the runs of all programs, as long as this one is loaded (BPF_ENABLE_STATS, 5.8). */
NATIVE(jint, countRuns0)(JNIEnv *env, jclass class, jlong handle)
{
	struct probe *probe = probe_of(handle);

	if (probe->stats < 0)
		probe->stats = bpf_enable_stats(BPF_STATS_RUN_TIME);
	return probe->stats < 0 ? -errno : 0;
}

static bool is_hash(const struct bpf_map *map)
{
	return bpf_map__type(map) == BPF_MAP_TYPE_HASH || bpf_map__type(map) == BPF_MAP_TYPE_LRU_HASH;
}

/* The names of the maps that fill and empty. */
NATIVE(jobjectArray, maps0)(JNIEnv *env, jclass class, jlong handle)
{
	jclass string = (*env)->FindClass(env, "java/lang/String");
	struct bpf_map *map;
	jobjectArray names;
	int count = 0;

	bpf_object__for_each_map(map, probe_of(handle)->object) count += is_hash(map);
	names = string ? (*env)->NewObjectArray(env, count, string, NULL) : NULL;
	if (!names)
		return NULL;
	count = 0;
	bpf_object__for_each_map(map, probe_of(handle)->object)
	{
		if (is_hash(map)) {
			jstring name = (*env)->NewStringUTF(env, bpf_map__name(map));

			(*env)->SetObjectArrayElement(env, names, count++, name);
			(*env)->DeleteLocalRef(env, name);
		}
	}
	return names;
}

/* The array in whose slots most of a map's entries are, NULL if there is none: transfer_slots for transfers. */
static struct bpf_map *slots_of(jlong handle, const struct bpf_map *map)
{
	const char *name = bpf_map__name(map);
	char slots[64];

	snprintf(slots, sizeof(slots), "%.*s_slots", (int)strlen(name) - 1, name);
	return bpf_object__find_map_by_name(probe_of(handle)->object, slots);
}

NATIVE(jint, capacity0)(JNIEnv *env, jclass class, jlong handle, jstring name)
{
	struct bpf_map *map = map_of(env, handle, name), *slots = map ? slots_of(handle, map) : NULL;

	if (!map)
		return -ENOENT;
	return (jint)(bpf_map__max_entries(map) + (slots ? bpf_map__max_entries(slots) : 0));
}

/* Whether a capability is necessary to read a map that is open: tries it, with those of this thread dropped for a moment. */
NATIVE(jboolean, mapsTakeRights0)(JNIEnv *env, jclass class, jlong handle, jstring name)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct ours[_LINUX_CAPABILITY_U32S_3], none[_LINUX_CAPABILITY_U32S_3];
	struct bpf_map *map = map_of(env, handle, name);
	bool refused;
	char key[64];

	if (!map || bpf_map__key_size(map) > sizeof(key) || syscall(__NR_capget, &header, ours))
		return true;
	memcpy(none, ours, sizeof(none));
	for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++)
		none[i].effective = 0;
	if (syscall(__NR_capset, &header, none))
		return true;
	refused = bpf_map_get_next_key(bpf_map__fd(map), NULL, key) && errno == EPERM;
	syscall(__NR_capset, &header, ours);
	return refused;
}

/* How many of the slots have an owner, their first word. */
static jint owned(const char *slots, size_t size, __u32 count)
{
	jint total = 0;
	__u64 owner;

	for (__u32 i = 0; i < count; i++) {
		memcpy(&owner, slots + i * size, sizeof(owner));
		total += owner != 0;
	}
	return total;
}

/* By whole buckets: a walk from key to key would begin again at each key that is deleted meanwhile. */
static jint entries_in(const struct bpf_map *map, void *keys, void *values)
{
	size_t size = (bpf_map__value_size(map) + 7) & ~7;
	int fd = bpf_map__fd(map);
	__u32 from, to, count;
	jint total = 0;
	int error = 0;

	for (bool first = true; !error; first = false) {
		count = BATCH;
		error = bpf_map_lookup_batch(fd, first ? NULL : &from, &to, keys, values, &count, NULL) ? errno : 0;
		if (error && error != ENOENT)
			return -error;
		total += is_hash(map) ? (jint)count : owned(values, size, count);
		from = to;
	}
	return total;
}

static jint entries_of(const struct bpf_map *map)
{
	void *keys = calloc(BATCH, bpf_map__key_size(map));
	void *values = calloc(BATCH, (bpf_map__value_size(map) + 7) & ~7);
	jint result = keys && values ? entries_in(map, keys, values) : -ENOMEM;

	free(keys);
	free(values);
	return result;
}

/* How many entries a map has now, with those in slots. */
NATIVE(jint, entries0)(JNIEnv *env, jclass class, jlong handle, jstring name)
{
	struct bpf_map *map = map_of(env, handle, name), *slots = map ? slots_of(handle, map) : NULL;
	jint total, more;

	if (!map)
		return -ENOENT;
	total = entries_of(map);
	more = slots && total >= 0 ? entries_of(slots) : 0;
	return more < 0 ? more : total + more;
}
