/* sendmsg and recvmsg with control data. */
#ifndef PASSFD_MESSAGE_H
#define PASSFD_MESSAGE_H

#include "truth.h"

#include <sys/socket.h>
#include <sys/uio.h>

#define CONTROL_BYTES 16384

#define OTHER_LEVEL (-1) /* in place of a type: a control message that is no socket's business */

/* One control message: SCM_RIGHTS with descriptors, SCM_CREDENTIALS of this process, or one that the kernel passes over. */
struct part {
  int type;
  int count;
  const int *fds;
};

struct message {
  struct msghdr header;
  struct iovec io;
  char payload[64];
  _Alignas(struct cmsghdr) char control[CONTROL_BYTES];
};

void message_build(struct message *message, const struct part *parts, int count);
/* An empty message with ROOM bytes for control data. */
void message_expect(struct message *message, size_t room);
/* The descriptors of a received message, without their files. */
void message_descriptors(struct msghdr *header, struct received *received);
/* States the files of what was received and the flags of their numbers, in the receiving process. */
void message_files(struct received *received);

/* 0, or -errno. */
int message_send(int socket, const struct part *parts, int count, int flags);
int message_send_fds(int socket, const int *fds, int count);
/* Bytes received, or -errno. */
int message_receive(int socket, size_t room, int flags, struct received *received);

int new_memfd(int number);
void new_memfds(int *fds, int count);
void close_all(const int *fds, int count);

#endif
