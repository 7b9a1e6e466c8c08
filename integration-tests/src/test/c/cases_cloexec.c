/* Numbers that are made close-on-exec, and numbers that are not: by the flags of the call, whoever changes them after it. */
#define _GNU_SOURCE
#include "cases.h"

#include <err.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#define FDS 3
#define MESSAGES 3
#define LAST_NUMBER 64

static void send_some(struct stage *stage) {
  int fds[FDS];
  new_memfds(fds, FDS);
  pass(stage, fds, FDS);
}

static void take_as(struct stage *stage, const char *action, size_t room, int flags, struct received *received) {
  if (message_receive(stage->socket, room, flags, received) != 1)
    errx(1, "recvmsg");
  message_files(received);
  stage_received(stage, action, &stage->sent[stage->next], received);
}

static void take_cloexec(struct stage *stage) {
  struct received received;
  take_as(stage, "RECV", FULL_CONTROL, MSG_CMSG_CLOEXEC, &received);
}

/* The flags of a number do not tell how another is made, and the copies of a peek have flags of their own. */
static void peek_cloexec_then_take(struct stage *stage) {
  struct received received;
  take_as(stage, "PEEK", FULL_CONTROL, MSG_PEEK | MSG_CMSG_CLOEXEC, &received);
  take_as(stage, "RECV", FULL_CONTROL, 0, &received);
}

static void peek_then_take_cloexec(struct stage *stage) {
  struct received received;
  take_as(stage, "PEEK", FULL_CONTROL, MSG_PEEK, &received);
  take_as(stage, "RECV", FULL_CONTROL, MSG_CMSG_CLOEXEC, &received);
}

/* What is dropped has no number. */
static void take_one_cloexec(struct stage *stage) {
  struct received received;
  take_as(stage, "RECV", CMSG_LEN(sizeof(int)), MSG_CMSG_CLOEXEC, &received);
  if (received.count != 1)
    errx(1, "%d descriptors came", received.count);
  struct actor actor = truth_actor();
  struct end end = truth_end(stage->socket, stage->peer);
  truth_drop("ctrunc", &actor, &end, stage_next(stage), 1);
}

static void send_many(struct stage *stage) {
  for (int i = 0; i < MESSAGES; i++)
    send_some(stage);
  report(stage);
}

static void take_many_cloexec(struct stage *stage) {
  static struct message messages[MESSAGES];
  struct mmsghdr headers[MESSAGES];
  await(stage);
  for (int i = 0; i < MESSAGES; i++) {
    message_expect(&messages[i], FULL_CONTROL);
    headers[i].msg_hdr = messages[i].header;
  }
  if (recvmmsg(stage->socket, headers, MESSAGES, MSG_CMSG_CLOEXEC, NULL) != MESSAGES)
    err(1, "recvmmsg");
  for (int i = 0; i < MESSAGES; i++) {
    struct received received;
    message_descriptors(&headers[i].msg_hdr, &received);
    message_files(&received);
    stage_received(stage, "RECV", stage_next(stage), &received);
  }
}

static atomic_bool is_over;

/* As a program does that knows no MSG_CMSG_CLOEXEC, but without waiting for the call to end. */
static void *set_flags(void *argument) {
  while (!is_over)
    for (int fd = 0; fd <= LAST_NUMBER; fd++)
      fcntl(fd, F_SETFD, *(int *)argument);
  return NULL;
}

static void take_while_set_to(struct stage *stage, int set_to, int flags, const char *made) {
  struct received received;
  pthread_t thread;
  is_over = false;
  if (pthread_create(&thread, NULL, set_flags, &set_to) != 0)
    errx(1, "thread");
  for (int i = 0; i < MAX_SENT; i++) {
    if (message_receive(stage->socket, FULL_CONTROL, flags, &received) != 1)
      errx(1, "recvmsg");
    message_files(&received);
    for (int fd = 0; fd < received.count; fd++)
      received.fd_flags[fd] = made;
    stage_received(stage, "RECV", stage_next(stage), &received);
    close_all(received.fds, received.count);
  }
  is_over = true;
  pthread_join(thread, NULL);
}

static void send_all(struct stage *stage) {
  for (int i = 0; i < MAX_SENT; i++)
    send_some(stage);
}

static void take_while_set(struct stage *stage) {
  take_while_set_to(stage, FD_CLOEXEC, 0, "[]");
}

static void take_while_cleared(struct stage *stage) {
  take_while_set_to(stage, 0, MSG_CMSG_CLOEXEC, "[\"FD_CLOEXEC\"]");
}

const struct test_case cloexec_cases[] = {{"cloexec", SOCK_STREAM, send_some, take_cloexec},
                                          {"cloexec-dgram", SOCK_DGRAM, send_some, take_cloexec},
                                          {"cloexec-seqpacket", SOCK_SEQPACKET, send_some, take_cloexec},
                                          {"cloexec-peek", SOCK_STREAM, send_some, peek_cloexec_then_take},
                                          {"cloexec-after-peek", SOCK_STREAM, send_some, peek_then_take_cloexec},
                                          {"cloexec-ctrunc", SOCK_STREAM, send_some, take_one_cloexec},
                                          {"cloexec-recvmmsg", SOCK_SEQPACKET, send_many, take_many_cloexec},
                                          {"cloexec-set-at-once", SOCK_STREAM, send_all, take_while_set},
                                          {"cloexec-cleared-at-once", SOCK_STREAM, send_all, take_while_cleared},
                                          {0}};
