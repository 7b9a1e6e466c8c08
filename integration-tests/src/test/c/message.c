#define _GNU_SOURCE
#include "message.h"

#include <err.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void message_clear(struct message *message) {
  memset(message, 0, sizeof *message);
  message->header.msg_iov = &message->io;
  message->header.msg_iovlen = 1;
  message->header.msg_control = message->control;
}

void message_build(struct message *message, const struct part *parts, int count) {
  message_clear(message);
  message->payload[0] = 'x';
  message->io = (struct iovec){message->payload, 1};
  size_t used = 0;
  for (int i = 0; i < count; i++) {
    struct ucred self = {getpid(), getuid(), getgid()};
    bool rights = parts[i].type == SCM_RIGHTS;
    size_t size = rights ? parts[i].count * sizeof(int) : sizeof self;
    struct cmsghdr *header = (struct cmsghdr *)(message->control + used);
    used += CMSG_SPACE(size);
    if (used > CONTROL_BYTES)
      errx(1, "control data does not fit");
    header->cmsg_level = parts[i].type == OTHER_LEVEL ? IPPROTO_IP : SOL_SOCKET;
    header->cmsg_type = parts[i].type;
    header->cmsg_len = CMSG_LEN(size);
    memcpy(CMSG_DATA(header), rights ? (const void *)parts[i].fds : &self, size);
  }
  message->header.msg_controllen = used;
}

void message_expect(struct message *message, size_t room) {
  message_clear(message);
  message->io = (struct iovec){message->payload, sizeof message->payload};
  message->header.msg_controllen = room;
}

void message_descriptors(struct msghdr *header, struct received *received) {
  received->count = 0;
  received->flags = header->msg_flags;
  for (struct cmsghdr *c = CMSG_FIRSTHDR(header); c != NULL; c = CMSG_NXTHDR(header, c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
      continue;
    size_t size = c->cmsg_len - CMSG_LEN(0);
    memcpy(received->fds + received->count, CMSG_DATA(c), size);
    received->count += size / sizeof(int);
  }
}

void message_files(struct received *received) {
  for (int i = 0; i < received->count; i++) {
    received->files[i] = truth_file(received->fds[i]);
    received->fd_flags[i] = truth_fd_flags(getpid(), received->fds[i]);
  }
}

int message_send(int socket, const struct part *parts, int count, int flags) {
  struct message message;
  message_build(&message, parts, count);
  return sendmsg(socket, &message.header, flags | MSG_NOSIGNAL) < 0 ? -errno : 0;
}

int message_send_fds(int socket, const int *fds, int count) {
  struct part part = {SCM_RIGHTS, count, fds};
  return message_send(socket, &part, 1, 0);
}

int message_receive(int socket, size_t room, int flags, struct received *received) {
  struct message message;
  message_expect(&message, room);
  int n = recvmsg(socket, &message.header, flags);
  if (n < 0)
    return -errno;
  message_descriptors(&message.header, received);
  return n;
}

int new_memfd(int number) {
  char name[32];
  snprintf(name, sizeof name, "m%d", number);
  int fd = memfd_create(name, 0);
  if (fd < 0)
    err(1, "memfd_create");
  return fd;
}

void new_memfds(int *fds, int count) {
  for (int i = 0; i < count; i++)
    fds[i] = new_memfd(i);
}

void close_all(const int *fds, int count) {
  for (int i = 0; i < count; i++)
    close(fds[i]);
}
