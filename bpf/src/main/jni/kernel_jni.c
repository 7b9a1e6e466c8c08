// SPDX-License-Identifier: Apache-2.0
/* What ProbeNative asks the kernel without any program loaded. Natives return -errno and never throw. */
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <errno.h>
#include <jni.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kernel_types.h"
#include "pseudo.h"

#define NATIVE(type, name) JNIEXPORT type JNICALL Java_io_fdtrail_bpf_ProbeNative_##name

#define MAX_NAMES 64

/* The kernel's own BTF: a handle for the natives below. */
NATIVE(jlong, openBtf0)(JNIEnv *env, jclass class)
{
	struct btf *btf = btf__load_vmlinux_btf();

	return btf ? (jlong)(uintptr_t)btf : -errno;
}

/* Ends the use of the handle. The next object that is opened needs the types once more. */
NATIVE(void, closeBtf0)(JNIEnv *env, jclass class, jlong btf)
{
	keep_kernel_types((struct btf *)(uintptr_t)btf);
}

/* What the kernel has under that name: the number of parameters of a function, 0 for a typedef, otherwise -1. */
static int describe(const struct btf *btf, const struct btf_type *type)
{
	if (btf_is_func(type))
		return btf_vlen(btf__type_by_id(btf, type->type));
	return btf_is_typedef(type) ? 0 : -1;
}

/*
 * Describes the kernel's functions and typedefs of these names, in one pass: a lookup in libbpf goes through all of its
 * hundred thousand types.
 */
NATIVE(jint, describe0)(JNIEnv *env, jclass class, jlong handle, jobjectArray names, jintArray descriptions)
{
	const struct btf *btf = (struct btf *)(uintptr_t)handle;
	jsize count = (*env)->GetArrayLength(env, names);
	const char *texts[MAX_NAMES];
	jint found[MAX_NAMES];

	if (count > MAX_NAMES)
		return -E2BIG;
	if ((*env)->PushLocalFrame(env, 2 * count))
		return -ENOMEM;
	for (jsize i = 0; i < count; i++) {
		texts[i] = (*env)->GetStringUTFChars(env, (*env)->GetObjectArrayElement(env, names, i), NULL);
		found[i] = -1;
	}
	for (__u32 id = 1; id < btf__type_cnt(btf); id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);
		int description = describe(btf, type);

		for (jsize i = 0; i < count && description >= 0; i++)
			if (texts[i] && strcmp(btf__name_by_offset(btf, type->name_off), texts[i]) == 0)
				found[i] = description;
	}
	for (jsize i = 0; i < count; i++)
		if (texts[i])
			(*env)->ReleaseStringUTFChars(env, (*env)->GetObjectArrayElement(env, names, i), texts[i]);
	(*env)->PopLocalFrame(env, NULL);
	(*env)->SetIntArrayRegion(env, descriptions, 0, count, found);
	return 0;
}

/* Whether the enumeration or structure has a member of that name. */
static int has_member(jlong handle, __u32 kind, const char *name, const char *member)
{
	const struct btf *btf = (struct btf *)(uintptr_t)handle;
	int id = btf__find_by_name_kind(btf, name, kind);
	const struct btf_type *type = id < 0 ? NULL : btf__type_by_id(btf, id);

	for (int i = 0; type && i < btf_vlen(type); i++) {
		__u32 at = kind == BTF_KIND_ENUM ? btf_enum(type)[i].name_off : btf_members(type)[i].name_off;

		if (strcmp(btf__name_by_offset(btf, at), member) == 0)
			return 1;
	}
	return 0;
}

/* 1 if programs may call bpf_loop on this kernel, otherwise 0. */
NATIVE(jint, hasBpfLoop0)(JNIEnv *env, jclass class, jlong handle)
{
	return has_member(handle, BTF_KIND_ENUM, "bpf_func_id", "BPF_FUNC_loop");
}

/*
 * 1 if the kernel leaves preemption enabled while it runs a program on a raw tracepoint, otherwise 0. It then waits for
 * such programs with SRCU, and not only with RCU (7.0, a46023d5616e).
 */
NATIVE(jint, arePreemptible0)(JNIEnv *env, jclass class, jlong handle)
{
	return has_member(handle, BTF_KIND_STRUCT, "tp_transition_snapshot", "srcu_gp");
}

/*
 * 1 if an fprobe (kprobe.multi) sees each return, because it is on the function graph tracer (6.14, 4346ba160409), and gives
 * a program the registers where they were saved, not a copy elsewhere (arm64); otherwise 0.
 */
NATIVE(jint, hasFprobes0)(JNIEnv *env, jclass class, jlong handle)
{
	return has_member(handle, BTF_KIND_STRUCT, "fprobe", "hlist_array") &&
	       btf__find_by_name_kind((struct btf *)(uintptr_t)handle, "bpf_kprobe_multi_pt_regs", BTF_KIND_VAR) < 0;
}

/* Loads the smallest program for the trampoline of __scm_send and discards it. */
NATIVE(jint, tryTrampoline0)(JNIEnv *env, jclass class, jlong handle)
{
	const struct bpf_insn nothing[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = BPF_TRACE_FEXIT);
	int id = btf__find_by_name_kind((struct btf *)(uintptr_t)handle, "__scm_send", BTF_KIND_FUNC);
	int fd;

	if (id < 0)
		return id;
	options.attach_btf_id = id;
	fd = bpf_prog_load(BPF_PROG_TYPE_TRACING, "fdtrail_try", "GPL", nothing, 2, &options);
	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

/* Opens a tracepoint "subsystem/name" as perf does, and closes it. */
NATIVE(jint, tryTracepoint0)(JNIEnv *env, jclass class, jstring tracepoint)
{
	const char *text = (*env)->GetStringUTFChars(env, tracepoint, NULL);
	int fd = text ? open_tracepoint(text) : -ENOMEM;

	if (text)
		(*env)->ReleaseStringUTFChars(env, tracepoint, text);
	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

/* The modes of preemption, the current one in parentheses: "none voluntary (full)"; NULL if they cannot be read. */
NATIVE(jstring, preemption0)(JNIEnv *env, jclass class)
{
	char modes[128];

	return read_pseudo("debugfs", "sched/preempt", modes, sizeof(modes)) < 0 ? NULL : (*env)->NewStringUTF(env, modes);
}

/* The address of a variable of the kernel; 0 if there is none, or it is hidden (kernel.kptr_restrict). */
static uint64_t address_of(const char *variable)
{
	const ssize_t name_at = sizeof("0123456789abcdef t ") - 1, length = strlen(variable);
	FILE *symbols = fopen("/proc/kallsyms", "re");
	ssize_t size = 0;
	uint64_t address = 0;
	char *line = NULL;
	size_t room = 0;

	while (symbols && !address && (size = getline(&line, &room, symbols)) > 0)
		if (size == name_at + length + 1 && !strncmp(line + name_at, variable, length))
			address = strtoull(line, NULL, 16);
	free(line);
	if (symbols)
		fclose(symbols);
	return address;
}

/* Loads a program that reads an int of the kernel at an address, runs it once and discards it. */
static int read_kernel(uint64_t address)
{
	const struct bpf_insn reader[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = BPF_REG_1, .src_reg = BPF_REG_10 },
		{ .code = BPF_ALU64 | BPF_ADD | BPF_K, .dst_reg = BPF_REG_1, .imm = -8 },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_2, .imm = sizeof(int) },
		{ .code = BPF_LD | BPF_DW | BPF_IMM, .dst_reg = BPF_REG_3, .imm = (int)address },
		{ .imm = (int)(address >> 32) },
		{ .code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_probe_read_kernel },
		{ .code = BPF_JMP | BPF_JNE | BPF_K, .dst_reg = BPF_REG_0, .off = 1 },
		{ .code = BPF_LDX | BPF_W | BPF_MEM, .dst_reg = BPF_REG_0, .src_reg = BPF_REG_10, .off = -8 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	const size_t count = sizeof(reader) / sizeof(reader[0]);
	int fd = bpf_prog_load(BPF_PROG_TYPE_RAW_TRACEPOINT, "fdtrail_try", "GPL", reader, count, NULL), error;
	LIBBPF_OPTS(bpf_test_run_opts, run);

	if (fd < 0)
		return fd;
	error = bpf_prog_test_run_opts(fd, &run);
	close(fd);
	return error ? error : (int)run.retval;
}

/* preempt_dynamic_mode (5.12, 826bfeb37bb4), for kernels that hide debugfs (lockdown); negative if it cannot be read. */
NATIVE(jint, preemptionMode0)(JNIEnv *env, jclass class)
{
	uint64_t address = address_of("preempt_dynamic_mode");

	return address ? read_kernel(address) : -ENOENT;
}

/* A ring buffer map, for the ring of an object. */
NATIVE(jint, makeRing0)(JNIEnv *env, jclass class, jint size)
{
	return bpf_map_create(BPF_MAP_TYPE_RINGBUF, "ring", 0, 0, size, NULL);
}

NATIVE(void, discardRing0)(JNIEnv *env, jclass class, jint ring)
{
	close(ring);
}

/* Makes the smallest ring buffer map and discards it. */
NATIVE(jint, tryRingBuffer0)(JNIEnv *env, jclass class)
{
	int fd = bpf_map_create(BPF_MAP_TYPE_RINGBUF, "fdtrail_try", 0, 0, getpagesize(), NULL);

	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

/* Sends one descriptor through a socket; or receives one from it, and closes what it got. */
static int pass(int socket, int passed)
{
	char byte = 0, control[CMSG_SPACE(sizeof(int))] = {};
	struct iovec io = { &byte, 1 };
	struct msghdr msg = { .msg_iov = &io, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control) };
	struct cmsghdr *header = CMSG_FIRSTHDR(&msg);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &passed, sizeof(int));
	return sendmsg(socket, &msg, MSG_DONTWAIT) < 0 ? -errno : 0;
}

static int take(int socket)
{
	char byte, control[CMSG_SPACE(sizeof(int))] = {};
	struct iovec io = { &byte, 1 };
	struct msghdr msg = { .msg_iov = &io, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control) };
	struct cmsghdr *header;
	int received;

	if (recvmsg(socket, &msg, MSG_CMSG_CLOEXEC) < 0)
		return -errno;
	header = CMSG_FIRSTHDR(&msg);
	if (!header || header->cmsg_type != SCM_RIGHTS)
		return -EBADMSG;
	memcpy(&received, CMSG_DATA(header), sizeof(int));
	close(received);
	return 0;
}

/* Passes a descriptor to this thread, in so many messages over a socket pair of this type: sends all, then takes them. */
NATIVE(jint, canary0)(JNIEnv *env, jclass class, jint type, jint messages)
{
	int sockets[2], passed, result;

	if (socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, sockets))
		return -errno;
	passed = eventfd(0, EFD_CLOEXEC);
	result = passed < 0 ? -errno : 0;
	for (int i = 0; !result && i < messages; i++)
		result = pass(sockets[0], passed);
	for (int i = 0; !result && i < messages; i++)
		result = take(sockets[1]);
	if (passed >= 0)
		close(passed);
	close(sockets[0]);
	close(sockets[1]);
	return result;
}
