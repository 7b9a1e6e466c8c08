#define _GNU_SOURCE
#include "flood.h"
#include "message.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define QUEUE 100 /* messages that a socket's buffer has room for */

struct line {
  int ends[2];
  int queued;
};

static void fill(struct line *line, int fd, int count) {
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, line->ends) < 0)
    err(1, "socketpair");
  for (line->queued = 0; line->queued < count; line->queued++) {
    int error = message_send_fds(line->ends[0], &fd, 1);
    if (error < 0)
      errx(1, "sendmsg: %s", strerror(-error));
  }
}

static void empty(struct line *line) {
  struct received received;
  for (int i = 0; i < line->queued; i++) {
    if (message_receive(line->ends[1], 64, 0, &received) <= 0 || received.count != 1)
      errx(1, "a message did not come");
    close(received.fds[0]);
  }
}

int flood(long messages) {
  long lines = (messages + QUEUE - 1) / QUEUE, received = 0;
  struct line *line = calloc(lines, sizeof *line);
  struct rlimit numbers;
  int fd = new_memfd(0);
  getrlimit(RLIMIT_NOFILE, &numbers);
  numbers.rlim_cur = numbers.rlim_max;
  setrlimit(RLIMIT_NOFILE, &numbers);
  for (long i = 0; i < lines; i++)
    fill(&line[i], fd, i == lines - 1 ? messages - i * QUEUE : QUEUE);
  for (long i = 0; i < lines / 2; i++) {
    empty(&line[i]);
    received += line[i].queued;
  }
  for (long i = 0; i < lines; i++)
    close_all(line[i].ends, 2);
  printf("{\"messages\":%ld,\"received\":%ld,\"closed\":%ld}\n", messages, received, messages - received);
  return 0;
}
