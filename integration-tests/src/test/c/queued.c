#define _GNU_SOURCE
#include "queued.h"
#include "json.h"
#include "message.h"

#include <err.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_FDS 253

static void end_keys(FILE *out, const char *key, int socket) {
  struct actor actor = truth_actor();
  fprintf(out, ",\"%s\":[{\"pid\":%d,\"comm\":\"%s\",\"fd\":%d}]", key, actor.pid, actor.comm, socket);
}

/* What is left in the queues, and what it is. */
struct load {
  int count;
  int fds[MOST_FDS];
  const char *files[MOST_FDS];
};

/* RECEIVER is -1 when nobody has accepted the connection yet. */
static void state(FILE *out, int sender, int receiver, const struct load *load) {
  struct end end = truth_end(receiver < 0 ? sender : receiver, 0);
  fprintf(out, "{\"socket_type\":\"%s\",\"peer_inode\":%lu,\"uid\":%u,\"count\":%d", end.type, truth_inode(sender),
          geteuid(), load->count);
  if (end.path_length > 0)
    json_bytes(out, "socket_path", end.path, end.path_length);
  else
    fprintf(out, ",\"socket_path\":null");
  if (receiver >= 0) {
    fprintf(out, ",\"socket_inode\":%lu", end.inode);
    end_keys(out, "holders", receiver);
  } else {
    fprintf(out, ",\"holders\":[]");
  }
  end_keys(out, "senders", sender);
  fprintf(out, ",\"files\":[");
  for (int i = 0; i < load->count; i++)
    fprintf(out, "%s{\"index\":%d%s}", i == 0 ? "" : ",", i, load->files[i]);
  fprintf(out, "]}\n");
  fflush(out);
}

static void leave_in_pair(FILE *out, const struct load *load) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
    err(1, "socketpair");
  int error = message_send_fds(ends[0], load->fds, load->count);
  if (error < 0)
    errx(1, "sendmsg: %s", strerror(-error));
  state(out, ends[0], ends[1], load);
}

/* By an abstract address that the kernel chooses. */
static int bound(int type, struct sockaddr_un *address, socklen_t *size) {
  int socket_fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
  *address = (struct sockaddr_un){.sun_family = AF_UNIX};
  *size = sizeof *address;
  if (socket_fd < 0 || bind(socket_fd, (struct sockaddr *)address, sizeof address->sun_family) < 0
      || getsockname(socket_fd, (struct sockaddr *)address, size) < 0)
    err(1, "bind");
  return socket_fd;
}

static int connected(int type, const struct sockaddr_un *address, socklen_t size) {
  int socket_fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
  if (socket_fd < 0 || connect(socket_fd, (const struct sockaddr *)address, size) < 0)
    err(1, "connect");
  return socket_fd;
}

static void leave_unaccepted(FILE *out, const struct load *load) {
  struct sockaddr_un address;
  socklen_t size;
  int listener = bound(SOCK_STREAM, &address, &size);
  if (listen(listener, 1) < 0)
    err(1, "listen");
  int sender = connected(SOCK_STREAM, &address, size);
  message_send_fds(sender, load->fds, load->count);
  state(out, sender, -1, load);
}

static void leave_datagram(FILE *out, const struct load *load) {
  struct sockaddr_un address;
  socklen_t size;
  int receiver = bound(SOCK_DGRAM, &address, &size);
  int sender = connected(SOCK_DGRAM, &address, size);
  message_send_fds(sender, load->fds, load->count);
  state(out, sender, receiver, load);
}

/* In another network namespace. Returns the pipe whose closing ends it. */
static int leave_elsewhere(FILE *out, const struct load *load) {
  int ready[2], wait_for[2];
  char byte;
  if (pipe2(ready, 0) < 0 || pipe2(wait_for, 0) < 0)
    err(1, "pipe");
  if (fork() == 0) {
    close(wait_for[1]);
    if (unshare(CLONE_NEWNET) == 0)
      leave_in_pair(out, load);
    close(ready[1]);
    _exit(read(wait_for[0], &byte, 1));
  }
  close(ready[1]);
  close(wait_for[0]);
  if (read(ready[0], &byte, 1) != 0)
    err(1, "fork");
  return wait_for[1];
}

static int run(char **command) {
  int status;
  pid_t pid = fork();
  if (pid == 0) {
    closefrom(3);
    execvp(command[0], command);
    err(127, "%s", command[0]);
  }
  if (pid < 0 || waitpid(pid, &status, 0) < 0)
    err(1, "%s", command[0]);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int queued(const char *truth, int sockets, int fds, char **command) {
  struct load load = {.count = fds};
  struct rlimit numbers;
  FILE *out = fopen(truth, "we");
  if (out == NULL || fds > MOST_FDS)
    err(1, "%s", truth);
  getrlimit(RLIMIT_NOFILE, &numbers);
  numbers.rlim_cur = numbers.rlim_max;
  setrlimit(RLIMIT_NOFILE, &numbers);
  truth_open();
  new_memfds(load.fds, fds);
  for (int i = 0; i < fds; i++)
    load.files[i] = truth_file(load.fds[i]);
  int elsewhere = leave_elsewhere(out, &load);
  leave_unaccepted(out, &load);
  leave_datagram(out, &load);
  for (int i = 0; i < sockets; i++)
    leave_in_pair(out, &load);
  int status = run(command);
  close(elsewhere);
  return status;
}
