#define _GNU_SOURCE
#include "ending.h"
#include "message.h"

#include <err.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAUSE_US 5000
#define LATER_US 300000
#define COPIES_FROM 1000

struct ending {
  const char *name;
  void (*end)(int socket, int count); /* receives, and returns if the process is to exit */
};

static int take(int socket) {
  struct received received;
  if (message_receive(socket, 64, MSG_CMSG_CLOEXEC, &received) <= 0 || received.count != 1)
    errx(1, "no descriptor came");
  return received.fds[0];
}

static int *take_all(int socket, int count) {
  int *fds = calloc(count, sizeof *fds);
  for (int i = 0; i < count; i++)
    fds[i] = take(socket);
  return fds;
}

static void close_some(int socket, int count) {
  close_all(take_all(socket, count), count / 2);
}

static void leave_to_child(int socket, int count) {
  int *fds = take_all(socket, count);
  if (fork() == 0)
    usleep(LATER_US);
  else
    close_all(fds, count);
}

static void execute(int socket, int count) {
  if (fcntl(take_all(socket, count)[0], F_SETFD, 0) < 0)
    err(1, "F_SETFD");
  execl("/proc/self/exe", "passfd", "wait", "0", NULL);
  err(1, "exec");
}

static void copy(int socket, int count) {
  int *fds = take_all(socket, count);
  for (int i = 0; i < count; i++)
    if (fcntl(fds[i], F_DUPFD_CLOEXEC, COPIES_FROM) < 0)
      err(1, "F_DUPFD");
  close_all(fds, count);
}

struct thread {
  int socket;
  int count;
};

static void *receive_in_thread(void *of) {
  struct thread *thread = of;
  take_all(thread->socket, thread->count);
  usleep(LATER_US);
  return NULL;
}

static void leave_to_thread(int socket, int count) {
  static struct thread thread;
  pthread_t id;
  thread = (struct thread){socket, count};
  if (pthread_create(&id, NULL, receive_in_thread, &thread) != 0)
    errx(1, "pthread_create");
  pthread_exit(NULL);
}

static void be_killed(int socket, int count) {
  take_all(socket, count);
  raise(SIGKILL);
}

static void crowd(int socket, int count) {
  for (int i = 0; i < count; i++) {
    if (fork() == 0) {
      take(socket);
      return;
    }
  }
}

static pid_t share_table(void) {
  pid_t child = syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0);
  if (child < 0)
    err(1, "clone");
  return child;
}

static void share_and_go(int socket, int count) {
  int *fds = take_all(socket, count);
  if (share_table() == 0) {
    usleep(LATER_US);
    close_all(fds, count / 2);
  }
}

/* Numbers of the parent are those of the child. */
static void share_and_stay(int socket, int count) {
  if (share_table() == 0) {
    take_all(socket, count);
    return;
  }
  wait(NULL);
  close_range(socket + 1, socket + count / 2, 0);
}

static void receive_standard(int socket, int count) {
  close_all(take_all(socket, count), count);
}

static const struct ending endings[] = {
    {"close-some", close_some},
    {"child-later", leave_to_child},
    {"exec-keep", execute},
    {"dup", copy},
    {"thread", leave_to_thread},
    {"killed", be_killed},
    {"crowd", crowd},
    {"sharer-later", share_and_go},
    {"sharer-first", share_and_stay},
    {"standard", receive_standard},
};

static void pass(const struct ending *ending, int count) {
  int ends[2], input = new_memfd(0);
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
    err(1, "socketpair");
  bool standard = ending->end == receive_standard;
  if (fork() == 0) {
    close(ends[0]);
    if (standard && dup2(input, STDIN_FILENO) < 0)
      err(1, "dup2");
    close(input);
    ending->end(ends[1], count);
    _exit(0);
  }
  close(ends[1]);
  for (int i = 0; i < count; i++) {
    int fd = standard ? input : new_memfd(0);
    usleep(PAUSE_US);
    if (message_send_fds(ends[0], &fd, 1) < 0)
      err(1, "sendmsg");
    if (!standard)
      close(fd);
  }
}

int end(const char *way, int count) {
  signal(SIGCHLD, SIG_DFL);
  prctl(PR_SET_NAME, way);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    if (strcmp(way, endings[i].name) == 0) {
      pass(&endings[i], count);
      while (wait(NULL) > 0) {
        // all are to end before the trace does
      }
      return 0;
    }
  }
  errx(2, "no such way to end: %s", way);
}

/* All of them are there at once: each waits until there are no more to come. */
int heirs(int processes) {
  int ends[2], gate[2], fd = new_memfd(0);
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0 || pipe2(gate, O_CLOEXEC) < 0)
    err(1, "socketpair");
  signal(SIGCHLD, SIG_DFL);
  if (message_send_fds(ends[0], &fd, 1) < 0)
    err(1, "sendmsg");
  close(fd);
  take(ends[1]);
  for (int i = 0; i < processes; i++) {
    pid_t child = fork();
    char byte;
    if (child < 0)
      err(1, "fork %d", i);
    if (child == 0) {
      close(gate[1]);
      _exit(read(gate[0], &byte, 1) != 0);
    }
  }
  close(gate[1]);
  while (wait(NULL) > 0) {
    // all are to end before the trace does
  }
  return 0;
}
