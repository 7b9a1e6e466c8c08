#define _GNU_SOURCE
#include "queued.h"
#include "message.h"
#include "queue_truth.h"
#include "unaccepted.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define SOME_USER 54321
#define SOME_LIMIT 30

static void new_pair(int *ends) {
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
    err(1, "socketpair");
}

static void send_all(int sender, const struct load *load) {
  int error = message_send_fds(sender, load->fds, load->count);
  if (error < 0)
    errx(1, "sendmsg: %s", strerror(-error));
}

static void leave_in_pair(FILE *out, const struct load *load) {
  int ends[2];
  new_pair(ends);
  send_all(ends[0], load);
  queue_report(out, &(struct queue){.sender = ends[0], .receiver = ends[1]}, load);
}

static void leave_without_sender(FILE *out, const struct load *load) {
  int ends[2];
  new_pair(ends);
  send_all(ends[0], load);
  close(ends[0]);
  queue_report(out, &(struct queue){.sender = NOBODY, .receiver = ends[1]}, load);
}

/* In the queue of a socket that is sent itself, to one that somebody has. */
static void leave_in_queued(FILE *out, const struct load *load) {
  int inner[2], outer[2];
  new_pair(inner);
  new_pair(outer);
  send_all(inner[0], load);
  struct load inner_socket = load_of(&inner[1], 1);
  unsigned long inode = truth_inode(inner[1]);
  send_all(outer[0], &inner_socket);
  close(inner[1]);
  queue_report(out, &(struct queue){.sender = outer[0], .receiver = outer[1]}, &inner_socket);
  queue_report(out,
               &(struct queue){.sender = inner[0],
                               .receiver = NOBODY,
                               .inode = inode,
                               .path = ",\"socket_path\":null",
                               .within = queue_place(outer[1], false)},
               load);
}

/* In a network namespace that nobody is in and nothing names: the sockets are all that keeps it. */
static void leave_in_empty_namespace(FILE *out, const struct load *load) {
  int ours = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
  if (ours < 0 || unshare(CLONE_NEWNET) < 0)
    err(1, "unshare");
  leave_in_pair(out, load);
  leave_in_queued(out, load);
  leave_unaccepted(out, load);
  if (setns(ours, CLONE_NEWNET) < 0)
    err(1, "setns");
  close(ours);
}

/* A process that stays: ready is closed once it is there, end is closed to end it. */
struct stay {
  int ready;
  int end;
};

static _Noreturn void stay(const struct stay *stay) {
  char byte;
  close(stay->ready);
  _exit(read(stay->end, &byte, 1));
}

/* Lets a process act, and stay. Returns the pipe whose closing ends it. */
static int leave_process(void (*act)(FILE *, const struct load *, const struct stay *), FILE *out,
                         const struct load *load) {
  int ready[2], end[2];
  char byte;
  if (pipe2(ready, 0) < 0 || pipe2(end, 0) < 0)
    err(1, "pipe");
  if (fork() == 0) {
    struct stay child = {ready[1], end[0]};
    close(end[1]);
    act(out, load, &child);
    stay(&child);
  }
  close(ready[1]);
  close(end[0]);
  if (read(ready[0], &byte, 1) != 0)
    err(1, "fork");
  return end[1];
}

/* Leaves a queue whose sender died, and whose receiver is in namespaces of its own. */
static void leave_elsewhere(FILE *out, const struct load *load, const struct stay *child) {
  int ends[2];
  if (unshare(CLONE_NEWNET | CLONE_NEWPID) < 0)
    return;
  new_pair(ends);
  send_all(ends[0], load);
  pid_t inside = fork();
  if (inside == 0) {
    unshare(CLONE_NEWNS);
    stay(child);
  }
  queue_report(out, &(struct queue){.sender = ends[0], .receiver = ends[1], .holder = inside}, load);
  close(ends[0]);
  close(ends[1]);
}

/* Sends until the limit refuses more. */
static void send_to_the_limit(FILE *out, const struct load *load, const struct stay *child) {
  int ends[2], sent = 0, error;
  (void)load;
  (void)child;
  new_pair(ends);
  setrlimit(RLIMIT_NOFILE, &(struct rlimit){SOME_LIMIT, SOME_LIMIT});
  if (setresgid(SOME_USER, SOME_USER, SOME_USER) < 0 || setresuid(SOME_USER, SOME_USER, SOME_USER) < 0)
    err(1, "setresuid");
  while ((error = message_send_fds(ends[0], ends, 1)) == 0)
    sent++;
  if (error != -ETOOMANYREFS)
    errx(1, "sendmsg: %s", strerror(-error));
  fprintf(out, "{\"type\":\"user\",\"uid\":%d,\"in_flight\":%d,\"found\":%d,\"limit\":%d,\"exempt\":null}\n", SOME_USER,
          sent, sent, SOME_LIMIT);
  fflush(out);
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
  int memfds[MOST_FDS];
  struct rlimit numbers;
  FILE *out = fopen(truth, "we");
  if (out == NULL || fds > MOST_FDS)
    err(1, "%s", truth);
  getrlimit(RLIMIT_NOFILE, &numbers);
  numbers.rlim_cur = numbers.rlim_max;
  setrlimit(RLIMIT_NOFILE, &numbers);
  truth_open();
  int as_user = leave_process(send_to_the_limit, out, NULL);
  new_memfds(memfds, fds);
  struct load load = load_of(memfds, fds);
  int elsewhere = leave_process(leave_elsewhere, out, &load);
  leave_unaccepted(out, &load);
  leave_datagram(out, &load);
  leave_without_sender(out, &load);
  leave_in_queued(out, &load);
  leave_in_empty_namespace(out, &load);
  for (int i = 0; i < sockets; i++)
    leave_in_pair(out, &load);
  fprintf(out, "{\"type\":\"user\",\"uid\":%u,\"limit\":null,\"exempt\":true}\n", geteuid());
  fclose(out);
  int status = run(command);
  close(elsewhere);
  close(as_user);
  return status;
}
