#define _GNU_SOURCE
#include "refused.h"

#include <err.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int new_unix(int type) {
  int fd = socket(AF_UNIX, type, 0);
  if (fd < 0)
    err(1, "socket");
  return fd;
}

static struct target target_of(const char *name, size_t length) {
  struct target target = {.address.sun_family = AF_UNIX};
  memcpy(target.address.sun_path, name, length);
  target.size = offsetof(struct sockaddr_un, sun_path) + length;
  return target;
}

struct target target_named(const char *word) {
  char name[64] = {0};
  return target_of(name, 1 + snprintf(name + 1, sizeof name - 1, "passfd-%d-%s", getpid(), word));
}

struct target target_at(const char *path) {
  return target_of(path, strlen(path) + 1);
}

static void aim(struct end *end, const struct target *target) {
  const char *path = target->address.sun_path;
  int length = (int)target->size - (int)offsetof(struct sockaddr_un, sun_path);
  if (length <= 0) {
    end->path_length = -1;
    return;
  }
  memcpy(end->path, path, length);
  end->path_length = path[0] == 0 ? length : (int)strlen(path);
  if (path[0] == 0)
    end->path[0] = '@';
}

struct end end_towards(struct stage *stage, const struct target *target) {
  struct end end = truth_end(stage->socket, stage->peer);
  if (target != NULL)
    aim(&end, target);
  return end;
}

void refused(struct stage *stage, const struct target *target, const int *fds, int error) {
  struct end end = end_towards(stage, target);
  truth_fail(error == 0 ? NULL : strerrorname_np(error), &end, fds, 2);
}

void must_refuse(struct stage *stage, const struct target *target, size_t bytes, int flags, int error) {
  static struct message message;
  static char data[LARGE];
  int fds[2];
  new_memfds(fds, 2);
  message_build(&message, &(struct part){SCM_RIGHTS, 2, fds}, 1);
  message.io = (struct iovec){data, bytes};
  if (bytes == UNREADABLE)
    message.io = (struct iovec){(void *)16, 1};
  if (target != NULL) {
    message.header.msg_name = (void *)&target->address;
    message.header.msg_namelen = target->size;
  }
  if (sendmsg(stage->socket, &message.header, flags) >= 0 || errno != error)
    err(1, "sendmsg must fail with %s", strerrorname_np(error));
  refused(stage, target, fds, error);
  close_all(fds, 2);
}

void skip_when_reported_early(void) {
  if (queues_early())
    stage_skip("this kernel has no unix_add_edges: the SEND is reported before the receiver is looked for");
}
