/* Shapes of messages: how descriptors lie in control data, and how a message is taken. */
#define _GNU_SOURCE
#include "cases.h"

#include <err.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

void take_one(struct stage *stage) {
  take(stage);
}

static void send_memfds(struct stage *stage, int count) {
  int fds[MOST_FDS];
  new_memfds(fds, count);
  pass(stage, fds, count);
}

static void send_one(struct stage *stage) {
  send_memfds(stage, 1);
}

static void send_two(struct stage *stage) {
  send_memfds(stage, 2);
}

static void send_most(struct stage *stage) {
  send_memfds(stage, MOST_FDS);
}

static void send_two_parts(struct stage *stage) {
  int fds[5];
  new_memfds(fds, 5);
  pass_parts(stage, fds, 5, (struct part[]){{SCM_RIGHTS, 2, fds}, {SCM_RIGHTS, 3, fds + 2}}, 2);
}

static void send_credentials_first(struct stage *stage) {
  int fds[2];
  new_memfds(fds, 2);
  pass_parts(stage, fds, 2, (struct part[]){{SCM_CREDENTIALS, 0, NULL}, {SCM_RIGHTS, 2, fds}}, 2);
}

static void send_credentials_between(struct stage *stage) {
  int fds[3];
  new_memfds(fds, 3);
  struct part parts[] = {{SCM_RIGHTS, 1, fds}, {SCM_CREDENTIALS, 0, NULL}, {SCM_RIGHTS, 2, fds + 1}};
  pass_parts(stage, fds, 3, parts, 3);
}

static void send_many_parts(struct stage *stage) {
  static struct part parts[MOST_FDS];
  int fds[MOST_FDS];
  new_memfds(fds, MOST_FDS);
  for (int i = 0; i < MOST_FDS; i++)
    parts[i] = (struct part){SCM_RIGHTS, 1, fds + i};
  pass_parts(stage, fds, MOST_FDS, parts, MOST_FDS);
}

static void send_same_three_times(struct stage *stage) {
  int fd = new_memfd(0);
  pass(stage, (int[]){fd, fd, fd}, 3);
}

static void send_and_close(struct stage *stage) {
  int fd = new_memfd(0);
  struct sent *sent = stage_describe(stage, &fd, 1);
  int error = message_send_fds(stage->socket, &fd, 1);
  close(fd);
  if (error < 0)
    errx(1, "sendmsg: %s", strerror(-error));
  stage_sent(stage, sent);
}

/* Nothing happens between recvmsg and close, so the file is what the sender said of it. */
static void take_and_close(struct stage *stage) {
  struct received received;
  message_receive(stage->socket, FULL_CONTROL, 0, &received);
  for (int i = 0; i < received.count; i++)
    received.fd_flags[i] = truth_fd_flags(getpid(), received.fds[i]);
  close_all(received.fds, received.count);
  const struct sent *sent = stage_next(stage);
  memcpy(received.files, sent->files, sizeof received.files);
  stage_received(stage, "RECV", sent, &received);
}

static void send_multiple(struct stage *stage) {
  static struct message messages[3];
  struct mmsghdr headers[3];
  struct sent *sent[3];
  int fds[6];
  new_memfds(fds, 6);
  for (int i = 0, at = 0; i < 3; at += ++i) {
    sent[i] = stage_describe(stage, fds + at, i + 1);
    message_build(&messages[i], &(struct part){SCM_RIGHTS, i + 1, fds + at}, 1);
    headers[i].msg_hdr = messages[i].header;
  }
  if (sendmmsg(stage->socket, headers, 3, 0) != 3)
    err(1, "sendmmsg");
  for (int i = 0; i < 3; i++)
    stage_sent(stage, sent[i]);
  report(stage);
}

static void send_three(struct stage *stage) {
  for (int i = 1; i <= 3; i++)
    send_memfds(stage, i);
  report(stage);
}

static void take_three(struct stage *stage) {
  for (int i = 0; i < 3; i++)
    take(stage);
}

static void take_multiple(struct stage *stage) {
  static struct message messages[3];
  struct mmsghdr headers[3];
  await(stage);
  for (int i = 0; i < 3; i++) {
    message_expect(&messages[i], FULL_CONTROL);
    headers[i].msg_hdr = messages[i].header;
  }
  if (recvmmsg(stage->socket, headers, 3, 0, NULL) != 3)
    err(1, "recvmmsg");
  for (int i = 0; i < 3; i++) {
    struct received received;
    message_descriptors(&headers[i].msg_hdr, &received);
    message_files(&received);
    stage_received(stage, "RECV", stage_next(stage), &received);
  }
}

/* The copies that MSG_PEEK installs are open files like any other. */
static void peek_then_take(struct stage *stage) {
  struct received received;
  message_receive(stage->socket, FULL_CONTROL, MSG_PEEK, &received);
  message_files(&received);
  stage_received(stage, "PEEK", &stage->sent[0], &received);
  take(stage);
}

static void *send_from_thread(void *argument) {
  struct stage *stage = argument;
  char name[16];
  snprintf(name, sizeof name, "passfd-thread-%d", stage->next);
  prctl(PR_SET_NAME, name);
  send_one(stage);
  return NULL;
}

/* Two threads share the socket and take turns, the second is created when the first is done. */
static void send_from_threads(struct stage *stage) {
  for (int i = 0; i < 2; i++) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, send_from_thread, stage) != 0 || pthread_join(thread, NULL) != 0)
      errx(1, "thread");
  }
}

static void take_two(struct stage *stage) {
  take(stage);
  take(stage);
}

/* The second message comes from a child that inherited the socket. */
static void send_from_child(struct stage *stage) {
  int status;
  send_one(stage);
  pid_t child = fork();
  if (child == 0) {
    stage_add_pid(getpid());
    prctl(PR_SET_NAME, "passfd-child");
    send_one(stage);
    _exit(0);
  }
  if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
    errx(1, "child");
}

static void send_without_waiting(struct stage *stage) {
  int fds[2];
  new_memfds(fds, 2);
  await(stage);
  struct sent *sent = stage_describe(stage, fds, 2);
  int error = message_send(stage->socket, &(struct part){SCM_RIGHTS, 2, fds}, 1, MSG_DONTWAIT);
  if (error < 0)
    errx(1, "sendmsg: %s", strerror(-error));
  stage_sent(stage, sent);
  report(stage);
}

/* The first try finds nothing, and that is no event. */
static void take_without_waiting(struct stage *stage) {
  struct received received;
  if (message_receive(stage->socket, FULL_CONTROL, MSG_DONTWAIT, &received) != -EAGAIN)
    errx(1, "recvmsg before there is a message");
  report(stage);
  await(stage);
  if (message_receive(stage->socket, FULL_CONTROL, MSG_DONTWAIT, &received) <= 0)
    errx(1, "recvmsg");
  message_files(&received);
  stage_received(stage, "RECV", stage_next(stage), &received);
}

static void send_then_shut_down(struct stage *stage) {
  send_two(stage);
  if (shutdown(stage->socket, SHUT_WR) < 0)
    err(1, "shutdown");
  report(stage);
}

static void take_after_shutdown(struct stage *stage) {
  await(stage);
  take(stage);
}

static void take_after_sender_exit(struct stage *stage) {
  char byte;
  stage->peer = 0;
  if (read(stage->from, &byte, 1) != 0)
    errx(1, "the sender is still there");
  take(stage);
}

static void send_and_exit(struct stage *stage) {
  send_two(stage);
  exit(0);
}

static void move_socket(struct stage *stage, int number) {
  if (dup2(stage->socket, number) < 0)
    err(1, "dup2");
  close(stage->socket);
  stage->socket = number;
}

static void send_on_number_0(struct stage *stage) {
  move_socket(stage, 0);
  send_two(stage);
}

static void take_on_number_0(struct stage *stage) {
  move_socket(stage, 0);
  take(stage);
}

static void send_on_number_900(struct stage *stage) {
  move_socket(stage, 900);
  send_two(stage);
}

static void take_on_number_900(struct stage *stage) {
  move_socket(stage, 900);
  take(stage);
}

static void send_five(struct stage *stage) {
  send_memfds(stage, 5);
}

/* New numbers fill the holes first: 20, 22, 25, then on. */
static void take_into_gaps(struct stage *stage) {
  for (int fd = 0; fd < 40; fd++)
    if (fd != stage->socket && fd != stage->from && fd != stage->to && fd != 20 && fd != 22 && fd != 25)
      dup2(STDOUT_FILENO, fd);
  take(stage);
}

const struct test_case message_cases[] = {
    {"stream-1", SOCK_STREAM, send_one, take_one},
    {"stream-253", SOCK_STREAM, send_most, take_one},
    {"two-rights-2-3", SOCK_STREAM, send_two_parts, take_one},
    {"credentials-then-rights", SOCK_STREAM, send_credentials_first, take_one},
    {"credentials-between-rights", SOCK_STREAM, send_credentials_between, take_one},
    {"253-rights-of-1", SOCK_STREAM, send_many_parts, take_one},
    {"same-fd-three-times", SOCK_STREAM, send_same_three_times, take_one},
    {"closed-at-once", SOCK_STREAM, send_and_close, take_and_close},
    {"dgram", SOCK_DGRAM, send_two_parts, take_one},
    {"seqpacket", SOCK_SEQPACKET, send_two_parts, take_one},
    {"sendmmsg", SOCK_SEQPACKET, send_multiple, take_three},
    {"sendmmsg-stream", SOCK_STREAM, send_multiple, take_three},
    {"recvmmsg", SOCK_SEQPACKET, send_three, take_multiple},
    {"recvmmsg-stream", SOCK_STREAM, send_three, take_multiple},
    {"peek", SOCK_STREAM, send_two, peek_then_take},
    {"peek-dgram", SOCK_DGRAM, send_two, peek_then_take},
    {"two-threads", SOCK_STREAM, send_from_threads, take_two},
    {"sender-forks", SOCK_STREAM, send_from_child, take_two},
    {"dontwait", SOCK_STREAM, send_without_waiting, take_without_waiting},
    {"sender-shuts-down", SOCK_STREAM, send_then_shut_down, take_after_shutdown},
    {"sender-exits-first", SOCK_STREAM, send_and_exit, take_after_sender_exit},
    {"socket-number-0", SOCK_STREAM, send_on_number_0, take_on_number_0},
    {"socket-number-900", SOCK_STREAM, send_on_number_900, take_on_number_900},
    {"receiver-gaps", SOCK_STREAM, send_five, take_into_gaps},
    {0}};
