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

/* Runs an iterator, given by its place in the order of attachment, to its end, in the network namespace of a process. */
NATIVE(jint, iterate0)(JNIEnv *env, jclass class, jlong handle, jint place, jint pid)
{
	struct probe *probe = probe_of(handle);
	char path[64], ignored[4096];
	int namespace, iterator;
	ssize_t size;

	snprintf(path, sizeof(path), "/proc/%d/ns/net", pid);
	namespace = open(path, O_RDONLY | O_CLOEXEC);
	if (namespace < 0)
		return -errno;
	iterator = iterator_in(probe->links[place], namespace);
	close(namespace);
	if (iterator < 0)
		return iterator;
	do
		size = read(iterator, ignored, sizeof(ignored));
	while (size > 0 || (size < 0 && (errno == EINTR || errno == EAGAIN)));
	size = size < 0 ? -errno : 0;
	close(iterator);
	return size;
}
