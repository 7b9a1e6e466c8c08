#define _GNU_SOURCE
#include "keep.h"
#include "message.h"

#include <err.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAUSE_US 5000

static int take_one_fd(int socket) {
  struct received received;
  if (message_receive(socket, 64, 0, &received) <= 0 || received.count != 1)
    errx(1, "no descriptor came");
  return received.fds[0];
}

static void receive(int socket, int count, int kept, int seconds) {
  for (int i = 0; i < count; i++) {
    int fd = take_one_fd(socket);
    if (i >= kept && dup2(eventfd(0, 0), fd) < 0)
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
    usleep(PAUSE_US);
    if (message_send_fds(ends[0], &fd, 1) < 0)
      err(1, "sendmsg");
    if (i >= held)
      close(fd);
  }
  return waitpid(receiver, &status, 0) < 0 || status != 0;
}

int keep_own(int count, int seconds) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0)
    err(1, "socketpair");
  for (int i = 0; i < count; i++) {
    int fd = eventfd(0, 0);
    usleep(PAUSE_US);
    if (message_send_fds(ends[0], &fd, 1) < 0)
      err(1, "sendmsg");
    close(fd);
    if (take_one_fd(ends[1]) != fd)
      errx(1, "it came under another number");
  }
  sleep(seconds);
  return 0;
}

int keep_slowly(int count, int millis) {
  int ends[2], status;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
    err(1, "socketpair");
  if (fork() == 0) {
    close(ends[0]);
    for (int i = 0; i < count; i++)
      take_one_fd(ends[1]);
    _exit(0);
  }
  close(ends[1]);
  for (int i = 0; i < count; i++) {
    int fd = new_memfd(0);
    usleep(millis * 1000);
    if (message_send_fds(ends[0], &fd, 1) < 0)
      err(1, "sendmsg");
    close(fd);
  }
  return wait(&status) < 0 || status != 0;
}

/* At leisure: what is looked at is not what happens under load. */
static void pass_one_fd(int socket, int fd) {
  usleep(PAUSE_US);
  if (message_send_fds(socket, &fd, 1) < 0)
    err(1, "sendmsg");
  close(fd);
}

int chain(int messages) {
  int first[2], second[2], status, failed = 0;
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, first) < 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, second) < 0)
    err(1, "socketpair");
  if (fork() == 0) {
    for (int i = 0; i < messages; i++)
      pass_one_fd(second[0], take_one_fd(first[1]));
    _exit(0);
  }
  if (fork() == 0) {
    for (int i = 0; i < messages; i++)
      take_one_fd(second[1]);
    _exit(0);
  }
  for (int i = 0; i < messages; i++)
    pass_one_fd(first[0], new_memfd(i));
  while (wait(&status) > 0)
    failed |= status;
  return failed != 0;
}
