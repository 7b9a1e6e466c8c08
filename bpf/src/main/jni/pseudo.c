// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "pseudo.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PATH_SIZE 256

/* A separate mount that is attached nowhere: nobody else sees it, and it ends with its descriptor. Since 5.2. */
static int mount_detached(const char *filesystem)
{
	int context = syscall(__NR_fsopen, filesystem, FSOPEN_CLOEXEC), mount = -1, error;

	if (context < 0)
		return -errno;
	if (!syscall(__NR_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		mount = syscall(__NR_fsmount, context, FSMOUNT_CLOEXEC,
				MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
	error = errno;
	close(context);
	return mount < 0 ? -error : mount;
}

static int open_pseudo(const char *filesystem, const char *path)
{
	char mounted[PATH_SIZE];
	int fd, mount;

	/* debugfs is mounted at .../debug, tracefs at .../tracing */
	snprintf(mounted, sizeof(mounted), "/sys/kernel/%s/%s", strcmp(filesystem, "debugfs") ? "tracing" : "debug", path);
	fd = open(mounted, O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		return fd;
	mount = mount_detached(filesystem);
	if (mount < 0)
		return mount;
	fd = openat(mount, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		fd = -errno;
	close(mount);
	return fd;
}

ssize_t read_pseudo(const char *filesystem, const char *path, char *text, size_t size)
{
	int fd = open_pseudo(filesystem, path);
	ssize_t length;

	if (fd < 0)
		return fd;
	length = read(fd, text, size - 1);
	if (length < 0)
		length = -errno;
	else
		text[length] = 0;
	close(fd);
	return length;
}

int open_tracepoint(const char *tracepoint)
{
	struct perf_event_attr attributes = { .type = PERF_TYPE_TRACEPOINT, .size = sizeof(attributes) };
	char path[PATH_SIZE], id[32];
	ssize_t length;
	int fd;

	snprintf(path, sizeof(path), "events/%s/id", tracepoint);
	length = read_pseudo("tracefs", path, id, sizeof(id));
	if (length < 0)
		return length;
	attributes.config = atoi(id);
	/* the programs of the event run on every CPU, whichever it is opened for */
	fd = syscall(__NR_perf_event_open, &attributes, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
	return fd < 0 ? -errno : fd;
}
