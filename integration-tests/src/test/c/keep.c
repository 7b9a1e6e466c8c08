#define _GNU_SOURCE
#include "keep.h"
#include "message.h"

#include <err.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

static void receive(int socket, int count, int kept, int seconds) {
  struct received received;
  for (int i = 0; i < count; i++) {
    if (message_receive(socket, 64, 0, &received) <= 0 || received.count != 1)
      errx(1, "no descriptor came");
    if (i < kept)
      continue;
    int other = eventfd(0, 0);
    if (dup2(other, received.fds[0]) < 0)
      err(1, "dup2");
  }
  sleep(seconds);
}

int keep(int count, int kept, int held, int seconds) {
  int ends[2], status;
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0)
    err(1, "socketpair");
  pid_t receiver = fork();
  if (receiver == 0) {
    close(ends[0]);
    receive(ends[1], count, kept, seconds);
    _exit(0);
  }
  close(ends[1]);
  for (int i = 0; i < count; i++) {
    int fd = eventfd(0, 0);
    if (message_send_fds(ends[0], &fd, 1) < 0)
      err(1, "sendmsg");
    if (i >= held)
      close(fd);
  }
  return waitpid(receiver, &status, 0) < 0 || status != 0;
}
