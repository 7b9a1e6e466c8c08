#define _GNU_SOURCE
#include "leaking.h"
#include "message.h"
#include "supervised.h"

#include <err.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAPPED_BYTES 4096
#define PAUSE_US 2000 /* what is looked at is not what happens under load */

struct leak {
  const char *name;
  int (*create)(void);
  void (*send)(int socket, int fd);
  void (*keep)(int fd, int seconds); /* NULL: nobody receives */
};

static void send_one(int socket, int fd) {
  usleep(PAUSE_US);
  int error = message_send_fds(socket, &fd, 1);
  if (error < 0)
    errx(1, "sendmsg: %s", strerror(-error));
}

static void send_and_close(int socket, int fd) {
  send_one(socket, fd);
  close(fd);
}

static void send_dup(int socket, int fd) {
  int copy = dup(fd);
  if (copy < 0)
    err(1, "dup");
  send_and_close(socket, copy);
}

static int new_eventfd(void) {
  return eventfd(0, EFD_CLOEXEC);
}

/* All have one name, and so are one row. */
static int new_buffer(void) {
  return new_memfd(0);
}

static int new_listener(void) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || listen(fd, 1) < 0)
    err(1, "listen");
  return fd;
}

/* What a runtime sends to the shim of a container for each "exec" with a terminal. */
static int new_console(void) {
  int fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (fd < 0)
    err(1, "posix_openpt");
  return fd;
}

static void keep_number(int fd, int unused) {
  (void)fd;
  (void)unused;
}

static void close_number(int fd, int unused) {
  (void)unused;
  close(fd);
}

static void keep_dup(int fd, int unused) {
  (void)unused;
  if (fcntl(fd, F_DUPFD_CLOEXEC, 1000) < 0)
    err(1, "F_DUPFD");
  close(fd);
}

static void keep_mapping(int fd, int unused) {
  (void)unused;
  if (ftruncate(fd, MAPPED_BYTES) < 0 || mmap(NULL, MAPPED_BYTES, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED)
    err(1, "mmap");
  close(fd);
}

static void leave_to_child(int fd, int seconds) {
  char text[16];
  snprintf(text, sizeof text, "%d", seconds);
  if (fork() == 0) {
    execl("/proc/self/exe", "passfd", "wait", text, NULL);
    err(1, "exec");
  }
  close(fd);
}

static const struct leak leaks[] = {
    {"dup-keeper", new_buffer, send_and_close, keep_dup},
    {"dup-sender", new_buffer, send_dup, close_number},
    {"exec-child", new_buffer, send_and_close, leave_to_child},
    {"mapper", new_buffer, send_and_close, keep_mapping},
    {"dead-reader", new_buffer, send_and_close, NULL},
    {"event-keeper", new_eventfd, send_and_close, keep_number},
    {"console-shim", new_console, send_and_close, keep_number},
    {"reloader", new_listener, send_one, keep_number},
};

static void receive_all(const struct leak *leak, int socket, int count, int seconds) {
  struct received received;
  for (int i = 0; leak->keep != NULL && i < count; i++) {
    if (message_receive(socket, 64, 0, &received) <= 0 || received.count != 1)
      errx(1, "no descriptor came");
    leak->keep(received.fds[0], seconds);
  }
  sleep(seconds);
}

static int pass(const struct leak *leak, int count, int seconds) {
  int ends[2], status;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
    err(1, "socketpair");
  pid_t receiver = fork();
  if (receiver == 0) {
    close(ends[0]);
    receive_all(leak, ends[1], count, seconds);
    _exit(0);
  }
  close(ends[1]);
  for (int i = 0; i < count; i++)
    leak->send(ends[0], leak->create());
  return waitpid(receiver, &status, 0) < 0 || status != 0;
}

/* The supervised process has the listener first, and sends it. */
static void be_supervised(int socket, int count, int seconds) {
  int listener = supervise_getppid();
  if (listener < 0)
    err(1, "seccomp");
  send_and_close(socket, listener);
  for (int i = 0; i < count; i++)
    ask_supervisor();
  sleep(seconds);
}

static void plant(int listener, int fd) {
  struct seccomp_notif request = {0};
  if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &request) < 0)
    err(1, "SECCOMP_IOCTL_NOTIF_RECV");
  struct seccomp_notif_addfd planted = {.id = request.id, .srcfd = fd};
  if (ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &planted) < 0)
    err(1, "SECCOMP_IOCTL_NOTIF_ADDFD");
  answer_supervised(listener, request.id);
}

static int keep_sources(int count, int seconds) {
  struct received received;
  int ends[2], status;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
    err(1, "socketpair");
  pid_t supervised = fork();
  if (supervised == 0) {
    be_supervised(ends[0], count, seconds);
    _exit(0);
  }
  if (message_receive(ends[1], 64, 0, &received) <= 0 || received.count != 1)
    errx(1, "no listener came");
  for (int i = 0; i < count; i++)
    plant(received.fds[0], new_buffer());
  return waitpid(supervised, &status, 0) < 0 || status != 0;
}

int leak(const char *way, int count, int seconds) {
  signal(SIGCHLD, SIG_DFL);
  prctl(PR_SET_NAME, way);
  if (strcmp(way, "source-keeper") == 0)
    return keep_sources(count, seconds);
  for (size_t i = 0; i < sizeof leaks / sizeof *leaks; i++)
    if (strcmp(way, leaks[i].name) == 0)
      return pass(&leaks[i], count, seconds);
  errx(2, "no such way to leak: %s", way);
}
