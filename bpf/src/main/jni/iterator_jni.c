// SPDX-License-Identifier: Apache-2.0
/* Runs BPF iterators. */
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "probe.h"

/* An iterator goes through the network namespace of the thread that makes it. */
static int iterator_in(struct bpf_link *link, int namespace)
{
	int own = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC), iterator, error = 0;

	if (own < 0)
		return -errno;
	if (setns(namespace, CLONE_NEWNET))
		error = -errno;
	iterator = error ? error : bpf_iter_create(bpf_link__fd(link));
	if (!error && setns(own, CLONE_NEWNET))
		abort(); /* this thread would continue in a namespace that is not ours */
	close(own);
	return iterator;
}

static int iterator_of(struct bpf_link *link, pid_t pid)
{
	char path[64];
	int namespace, iterator;

	snprintf(path, sizeof(path), "/proc/%d/ns/net", pid);
	namespace = open(path, O_RDONLY | O_CLOEXEC);
	if (namespace < 0)
		return -errno;
	iterator = iterator_in(link, namespace);
	close(namespace);
	return iterator;
}

/*
 * Runs an iterator, given by its place in the order of attachment, to its end, in the network namespace of a process; 0: ours,
 * which needs no right.
 */
NATIVE(jint, iterate0)(JNIEnv *env, jclass class, jlong handle, jint place, jint pid)
{
	struct probe *probe = probe_of(handle);
	struct bpf_link *link = probe->links[place];
	int iterator = pid ? iterator_of(link, pid) : bpf_iter_create(bpf_link__fd(link));
	char ignored[4096];
	ssize_t size;

	if (iterator < 0)
		return iterator;
	do
		size = read(iterator, ignored, sizeof(ignored));
	while (size > 0 || (size < 0 && (errno == EINTR || errno == EAGAIN)));
	size = size < 0 ? -errno : 0;
	close(iterator);
	return size;
}
