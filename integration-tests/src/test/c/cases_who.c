/* Who a process is, while that changes: names of threads and of the process, and the program that it executes. */
#define _GNU_SOURCE
#include "cases.h"

#include <err.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void send_one(struct stage *stage) {
  int fd = new_memfd(0);
  pass(stage, &fd, 1);
}

static void *send_as_thread(void *of) {
  prctl(PR_SET_NAME, "passfd-thread");
  send_one(of);
  return NULL;
}

/* The name of the thread is not that of the process. */
static void send_in_thread(struct stage *stage) {
  pthread_t thread;
  send_one(stage);
  if (pthread_create(&thread, NULL, send_as_thread, stage) != 0 || pthread_join(thread, NULL) != 0)
    errx(1, "pthread_create");
}

static void send_and_rename(struct stage *stage) {
  send_one(stage);
  prctl(PR_SET_NAME, "passfd-renamed");
  send_one(stage);
}

static void take_and_rename(struct stage *stage) {
  take(stage);
  prctl(PR_SET_NAME, "passfd-renamed");
  take(stage);
}

static void take_two(struct stage *stage) {
  take(stage);
  take(stage);
}

static void copy_program(const char *path) {
  struct stat st;
  int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  int to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
  if (from < 0 || to < 0 || fstat(from, &st) < 0 || sendfile(to, from, NULL, st.st_size) != st.st_size)
    err(1, "%s", path);
  close(from);
  close(to);
}

/* States what PROGRAM, which this process is about to become, does with the first message after it. */
static void state_send(struct stage *stage, const char *program, const char *cmdline, int fd) {
  struct sent *sent = stage_describe(stage, &fd, 1);
  snprintf(sent->actor.exe, sizeof sent->actor.exe, "%s (deleted)", program);
  snprintf(sent->actor.process, sizeof sent->actor.process, "%s", strrchr(program, '/') + 1);
  memcpy(sent->actor.comm, sent->actor.process, sizeof sent->actor.comm);
  if (sent->actor.ancestor_count > 0)
    truth_cmdline(&sent->actor, cmdline);
  stage_sent(stage, sent);
}

/* With another argument of this length; a program of few reads only two. */
static void send_execute_send_with(struct stage *stage, size_t length) {
  char program[64], socket[16], number[16], cmdline[4096], *more = calloc(1, length + 1);
  int fd = new_memfd(0);
  pid_t child = fork();
  if (child == 0) {
    send_one(stage);
    snprintf(program, sizeof program, "/tmp/who-%d", getpid());
    snprintf(socket, sizeof socket, "%d", stage->socket);
    snprintf(number, sizeof number, "%d", fd);
    memset(more, 'x', length);
    snprintf(cmdline, sizeof cmdline, "%s send-deleted %s %s%s%s", program, socket, number, length > 0 ? " " : "",
             more);
    copy_program(program);
    state_send(stage, program, cmdline, fd);
    execl(program, program, "send-deleted", socket, number, length > 0 ? more : NULL, NULL);
    err(1, "%s", program);
  }
  free(more);
  stage_add_pid(child);
  int status;
  if (waitpid(child, &status, 0) < 0 || status != 0)
    errx(1, "the child ended with 0x%x", status);
}

static void send_execute_send(struct stage *stage) {
  send_execute_send_with(stage, 0);
}

/* Longer than what is reported of a command line. */
static void send_execute_long(struct stage *stage) {
  send_execute_send_with(stage, 1000);
}

/* Writes a title over the arguments, as setproctitle(3) does: without a NUL at their end, and with one that is shorter. */
static void send_with_title(struct stage *stage) {
  unsigned long begin = 0, end = 0;
  char stat[1024], *at;
  FILE *file = fopen("/proc/self/stat", "r");
  if (file == NULL || fgets(stat, sizeof stat, file) == NULL)
    err(1, "/proc/self/stat");
  fclose(file);
  at = strrchr(stat, ')');
  for (int field = 2; field < 48; field++) /* arg_start */
    at = strchr(at + 1, ' ');
  if (sscanf(at, " %lu %lu", &begin, &end) != 2)
    errx(1, "/proc/self/stat shows no arguments");
  memset((char *)begin, 't', end - begin);
  send_one(stage);
  memset((char *)begin, 0, end - begin);
  memcpy((char *)begin, "title", end - begin < 5 ? end - begin : 5);
  send_one(stage);
}

/* In a child of a child, before and after its parent ends. */
static void send_as_orphan(struct stage *stage) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0)
    err(1, "pipe2");
  pid_t child = fork();
  if (child == 0) {
    pid_t orphan = fork();
    if (orphan == 0) {
      stage_add_pid(getpid()); /* its parent may not get that far */
      send_one(stage);
      pid_t parent = getppid();
      kill(parent, SIGKILL);
      while (getppid() == parent)
        usleep(1000);
      send_one(stage);
      _exit(0);
    }
    pause();
  }
  stage_add_pid(child);
  waitpid(child, NULL, 0);
  close(ends[1]);
  char byte;
  if (read(ends[0], &byte, 1) != 0) /* the orphan has the other end, too */
    err(1, "pipe");
  close(ends[0]);
}

#define DEEP 40

/* With more ancestors than are reported. */
static void send_deep(struct stage *stage) {
  pid_t children[DEEP];
  int depth = 0;
  while (depth < DEEP && (children[depth] = fork()) == 0)
    depth++;
  if (depth == DEEP) {
    send_one(stage);
    _exit(0);
  }
  stage_add_pid(children[depth]);
  waitpid(children[depth], NULL, 0);
  if (depth > 0)
    _exit(0);
}

int send_of_deleted(const char *program, int socket, int fd) {
  return unlink(program) < 0 || message_send_fds(socket, &fd, 1) < 0;
}

const struct test_case who_cases[] = {{"who-thread", SOCK_STREAM, send_in_thread, take_two},
                                      {"who-renamed", SOCK_STREAM, send_and_rename, take_and_rename},
                                      {"who-exec", SOCK_STREAM, send_execute_send, take_two},
                                      {"who-long", SOCK_STREAM, send_execute_long, take_two},
                                      {"who-title", SOCK_STREAM, send_with_title, take_two},
                                      {"who-orphan", SOCK_STREAM, send_as_orphan, take_two},
                                      {"who-deep", SOCK_STREAM, send_deep, take},
                                      {0}};
