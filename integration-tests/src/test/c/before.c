#define _GNU_SOURCE
#include "before.h"
#include "message.h"

#include <err.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#define FDS 2
#define GC_TRIES 100
#define GC_TRY_MS 100

/* A queue with one message of FDS descriptors. */
struct line {
  int ends[2];
  unsigned long inode;
};

static struct line queue(int type) {
  struct line line;
  int fds[FDS];
  if (socketpair(AF_UNIX, type, 0, line.ends) < 0)
    err(1, "socketpair");
  line.inode = truth_inode(line.ends[1]);
  new_memfds(fds, FDS);
  int error = message_send_fds(line.ends[0], fds, FDS);
  if (error < 0)
    errx(1, "sendmsg: %s", strerror(-error));
  close_all(fds, FDS);
  return line;
}

/* A socket that lies in its own queue, with a pipe that tells when it is gone. */
static struct line queue_itself(int *gone) {
  struct line line = {.inode = 0};
  int pipe_ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, line.ends) < 0 || pipe(pipe_ends) < 0)
    err(1, "socketpair or pipe");
  int fds[FDS] = {line.ends[1], pipe_ends[1]};
  int error = message_send_fds(line.ends[0], fds, FDS);
  if (error < 0)
    errx(1, "sendmsg: %s", strerror(-error));
  close(pipe_ends[1]);
  *gone = pipe_ends[0];
  return line;
}

static void must(const char *action, const char *reason, int count, unsigned long inode) {
  printf("{\"action\":\"%s\",\"reason\":\"%s\",\"count\":%d,\"socket_inode\":%lu}\n", action, reason, count, inode);
}

static void take(struct line line, size_t room, int count) {
  struct received received;
  if (message_receive(line.ends[1], room, 0, &received) <= 0 || received.count != count)
    errx(1, "%d descriptors came in place of %d", received.count, count);
  close_all(received.fds, count);
  must("RECV", "", count, line.inode);
}

static void take_one(struct line line) {
  take(line, CMSG_LEN(sizeof(int)), 1);
  must("DROP", "ctrunc", FDS - 1, line.inode);
}

static void peek_then_read(struct line line) {
  struct received received;
  char byte;
  if (message_receive(line.ends[1], 64, MSG_PEEK, &received) <= 0 || received.count != FDS)
    errx(1, "%d descriptors were peeked at in place of %d", received.count, FDS);
  must("PEEK", "", FDS, line.inode);
  if (read(line.ends[1], &byte, 1) != 1)
    err(1, "read");
  must("DROP", "nocontrol", FDS, line.inode);
}

static void receive_into_nowhere(struct line line) {
  static struct message message;
  message_expect(&message, sizeof message.control);
  message.io.iov_base = (void *)8;
  if (recvmsg(line.ends[1], &message.header, 0) >= 0)
    errx(1, "data came to where there is no memory");
  must("DROP", "fault", FDS, line.inode);
}

static void disconnect(struct line line) {
  struct sockaddr none = {.sa_family = AF_UNSPEC};
  if (connect(line.ends[1], &none, sizeof none) < 0)
    err(1, "connect");
  must("DROP", "disconnected", FDS, line.inode);
}

static void close_line(struct line line) {
  close_all(line.ends, 2);
  must("DROP", "closed", FDS, line.inode);
}

static void close_by_dup(struct line line) {
  int other[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, other) < 0 || dup2(other[0], line.ends[1]) < 0)
    err(1, "dup2");
  must("DROP", "closed", FDS, line.inode);
}

/* Closing any Unix socket makes the kernel look for cycles. */
static void collect(struct line line, int gone) {
  struct pollfd end = {gone, POLLIN, 0};
  close_all(line.ends, 2);
  for (int i = 0; poll(&end, 1, GC_TRY_MS) != 1; i++) {
    if (i == GC_TRIES)
      errx(1, "the kernel did not collect the cycle");
    close(socket(AF_UNIX, SOCK_STREAM, 0));
  }
  must("DROP", "gc", FDS, 0);
}

int before(void) {
  struct line stream = queue(SOCK_STREAM), cut = queue(SOCK_STREAM), peeked = queue(SOCK_STREAM),
              datagram = queue(SOCK_DGRAM), nowhere = queue(SOCK_DGRAM), purged = queue(SOCK_DGRAM),
              closed = queue(SOCK_STREAM), replaced = queue(SOCK_STREAM), left = queue(SOCK_SEQPACKET);
  int gone;
  struct line cycle = queue_itself(&gone);
  char byte;
  printf("{\"type\":\"queued\"}\n");
  fflush(stdout);
  if (read(STDIN_FILENO, &byte, 1) != 1)
    err(1, "read");
  take(stream, 64, FDS);
  take_one(cut);
  peek_then_read(peeked);
  if (recv(datagram.ends[1], &byte, 1, 0) != 1)
    err(1, "recv");
  must("DROP", "nocontrol", FDS, datagram.inode);
  receive_into_nowhere(nowhere);
  disconnect(purged);
  close_line(closed);
  close_by_dup(replaced);
  collect(cycle, gone);
  must("DROP", "closed", FDS, left.inode); /* by our end */
  return 0;
}
