// SPDX-License-Identifier: Apache-2.0
/*
 * leaky: passes descriptors to itself. on_buffer() receives 38 and forgets them, on_seat() receives 20 and closes all but
 * one. Both receive through the same function.
 */
#define _GNU_SOURCE
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#define PLAIN __attribute__((noinline, noclone))
/* Not a tail call, which would leave no frame. */
#define KEEP(value) __asm__ volatile("" : : "r"(value) : "memory")

static int pair[2];

static struct msghdr *message(void) {
  static char control[CMSG_SPACE(sizeof(int))], data;
  static struct iovec vector = {&data, 1};
  static struct msghdr header;

  header =
      (struct msghdr){.msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)};
  return &header;
}

static int give(void) {
  int fd = memfd_create("pool", 0), result;
  struct msghdr *sent = message();
  struct cmsghdr *header = CMSG_FIRSTHDR(sent);

  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(fd));
  memcpy(CMSG_DATA(header), &fd, sizeof(fd));
  result = sendmsg(pair[0], sent, 0);
  close(fd);
  return result;
}

PLAIN int take(void) {
  struct msghdr *received = message();
  int fd = -1;

  if (recvmsg(pair[1], received, 0) == 1)
    memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(received)), sizeof(fd));
  return fd;
}

PLAIN void on_buffer(void) {
  int fd = take();

  KEEP(fd);
}

PLAIN void on_seat(int is_last) {
  int fd = take();

  if (!is_last)
    close(fd);
}

/* The calls are here once each, however the compiler changes the loop. */
PLAIN void request(int i) {
  give();
  on_buffer();
  if (i < 20) {
    give();
    on_seat(i == 19);
  }
  KEEP(i);
}

int main(void) {
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair))
    return 1;
  for (int i = 0; i < 38; i++)
    request(i);
  return 0;
}
