#define _GNU_SOURCE
#include "drops.h"
#include "message.h"

#include <err.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

static void open_pair(int ends[2]) {
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0)
    err(1, "socketpair");
}

static void send_some(int socket, int fd, int count) {
  int fds[2] = {fd, fd};
  if (message_send_fds(socket, fds, count) < 0)
    err(1, "sendmsg");
}

/* Two are sent, and there is room for one. */
static void too_little_room(const int ends[2], int fd) {
  struct received received;
  send_some(ends[0], fd, 2);
  if (message_receive(ends[1], CMSG_LEN(sizeof(int)), 0, &received) <= 0 || received.count != 1)
    errx(1, "%d descriptors came in place of 1", received.count);
  close_all(received.fds, 1);
}

/* The lowest number that is free is beyond the limit. */
static void too_many_numbers(const int ends[2], int fd, struct rlimit limit) {
  struct received received;
  int next = dup(fd);
  close(next);
  send_some(ends[0], fd, 1);
  setrlimit(RLIMIT_NOFILE, &(struct rlimit){next, limit.rlim_max});
  if (message_receive(ends[1], 64, 0, &received) <= 0 || received.count != 0)
    errx(1, "%d descriptors came in place of none", received.count);
  setrlimit(RLIMIT_NOFILE, &limit);
}

static void no_control_buffer(const int ends[2], int fd) {
  char byte[64];
  send_some(ends[0], fd, 1);
  if (read(ends[1], byte, sizeof byte) <= 0)
    err(1, "read");
}

static void no_data(const int ends[2], int fd) {
  static struct message message;
  message_build(&message, &(struct part){SCM_RIGHTS, 1, &fd}, 1);
  message.io.iov_len = 0;
  if (sendmsg(ends[0], &message.header, 0) != 0)
    err(1, "sendmsg");
}

static void nobody_reads(int fd) {
  int ends[2];
  open_pair(ends);
  send_some(ends[0], fd, 1);
  close_all(ends, 2);
}

int drops(long rounds) {
  struct rlimit limit;
  int ends[2], fd = new_memfd(0);
  getrlimit(RLIMIT_NOFILE, &limit);
  open_pair(ends);
  for (long i = 0; i < rounds; i++) {
    too_little_room(ends, fd);
    too_many_numbers(ends, fd, limit);
    no_control_buffer(ends, fd);
    no_data(ends, fd);
    nobody_reads(fd);
  }
  printf("{\"ctrunc\":%ld,\"emfile\":%ld,\"nocontrol\":%ld,\"unsent\":%ld,\"closed\":%ld}\n", rounds, rounds, rounds,
         rounds, rounds);
  return 0;
}
