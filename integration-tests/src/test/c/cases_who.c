/* Who a process is, while that changes: names of threads and of the process, and the program that it executes. */
#define _GNU_SOURCE
#include "cases.h"

#include <err.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
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
static void state_send(struct stage *stage, const char *program, int fd) {
  struct sent *sent = stage_describe(stage, &fd, 1);
  snprintf(sent->actor.exe, sizeof sent->actor.exe, "%s (deleted)", program);
  snprintf(sent->actor.process, sizeof sent->actor.process, "%s", strrchr(program, '/') + 1);
  memcpy(sent->actor.comm, sent->actor.process, sizeof sent->actor.comm);
  stage_sent(stage, sent);
}

static void send_execute_send(struct stage *stage) {
  char program[64], socket[16], number[16];
  int fd = new_memfd(0);
  pid_t child = fork();
  if (child == 0) {
    send_one(stage);
    snprintf(program, sizeof program, "/tmp/who-%d", getpid());
    snprintf(socket, sizeof socket, "%d", stage->socket);
    snprintf(number, sizeof number, "%d", fd);
    copy_program(program);
    state_send(stage, program, fd);
    execl(program, program, "send-deleted", socket, number, NULL);
    err(1, "%s", program);
  }
  stage_add_pid(child);
  int status;
  if (waitpid(child, &status, 0) < 0 || status != 0)
    errx(1, "the child ended with 0x%x", status);
}

int send_of_deleted(const char *program, int socket, int fd) {
  return unlink(program) < 0 || message_send_fds(socket, &fd, 1) < 0;
}

const struct test_case who_cases[] = {{"who-thread", SOCK_STREAM, send_in_thread, take_two},
                                      {"who-renamed", SOCK_STREAM, send_and_rename, take_and_rename},
                                      {"who-exec", SOCK_STREAM, send_execute_send, take_two},
                                      {0}};
