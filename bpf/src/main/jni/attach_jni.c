// SPDX-License-Identifier: Apache-2.0
/* Attaches programs. Natives of ProbeNative: they return -errno and never throw. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <jni.h>
#include <string.h>
#include <unistd.h>

#include "probe.h"
#include "pseudo.h"

/* libbpf would look for the event's number only in the mounts that it knows. */
static struct bpf_link *attach_to_event(struct bpf_program *program)
{
	int event = open_tracepoint(strchr(bpf_program__section_name(program), '/') + 1);
	struct bpf_link *link;

	if (event < 0) {
		errno = -event;
		return NULL;
	}
	link = bpf_program__attach_perf_event(program, event); /* then the link owns the event */
	if (!link)
		close(event);
	return link;
}

/* By the function's whole name: for a pattern libbpf would go through all symbols of the kernel. */
static struct bpf_link *attach_to_fprobe(struct bpf_program *program)
{
	const char *section = bpf_program__section_name(program), *function = strchr(section, '/') + 1;
	LIBBPF_OPTS(bpf_kprobe_multi_opts, options, .syms = &function, .cnt = 1,
		    .retprobe = !strncmp(section, "kretprobe/", strlen("kretprobe/")));

	return bpf_program__attach_kprobe_multi_opts(program, NULL, &options);
}

static struct bpf_link *attach(struct bpf_program *program)
{
	if (bpf_program__expected_attach_type(program) == BPF_TRACE_KPROBE_MULTI)
		return attach_to_fprobe(program);
	return bpf_program__type(program) == BPF_PROG_TYPE_TRACEPOINT ? attach_to_event(program) : bpf_program__attach(program);
}

NATIVE(jint, attach0)(JNIEnv *env, jclass class, jlong handle, jstring name)
{
	struct probe *probe = probe_of(handle);
	struct bpf_program *program = program_of(env, handle, name);
	struct bpf_link *link = program ? attach(program) : NULL;

	if (!link)
		return program ? -errno : -ENOENT;
	probe->linked[probe->link_count] = program;
	probe->links[probe->link_count++] = link;
	return 0;
}
