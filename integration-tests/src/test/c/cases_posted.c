/* Receives that are posted to io_uring before there is a message: they run at the end of whatever call their thread is in. */
#define _GNU_SOURCE
#include "cases.h"
#include "ring.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define BUFFERS 4
#define BUFFER_BYTES 4096

static struct message message;

static void check(const char *what, int result) {
  if (result == -EINVAL)
    stage_skip("io_uring has no %s", what);
  if (result <= 0)
    errx(1, "%s: %s", what, strerror(-result));
}

/* Once the other end is ready. */
static void send_three(struct stage *stage) {
  int fds[3];
  new_memfds(fds, 3);
  await(stage);
  pass(stage, fds, 3);
}

static void post_by(struct stage *stage, struct ring *ring, int flags) {
  message_expect(&message, FULL_CONTROL);
  ring_request(ring, IORING_OP_RECVMSG, stage->socket, &message.header, 1)->msg_flags = flags;
  ring_submit(ring);
}

static void post(struct stage *stage, struct ring *ring) {
  post_by(stage, ring, 0);
}

static void state_received(struct stage *stage, struct msghdr *header, bool is_elsewhere) {
  struct received received;
  message_descriptors(header, &received);
  message_files(&received);
  struct actor actor = truth_actor();
  if (is_elsewhere)
    actor.tid = 0;
  struct end end = truth_end(stage->socket, stage->peer);
  truth_receive("RECV", &actor, &end, stage_next(stage), 0, &received);
}

static void take_posted(struct stage *stage, unsigned setup_flags, unsigned char request_flags) {
  struct ring ring = ring_open(setup_flags, request_flags);
  post(stage, &ring);
  report(stage);
  check("IORING_OP_RECVMSG", ring_result(&ring, NULL));
  state_received(stage, &message.header, setup_flags != 0 || request_flags != 0);
}

static void take_inline(struct stage *stage) {
  take_posted(stage, 0, 0);
}

static void take_by_worker(struct stage *stage) {
  take_posted(stage, 0, IOSQE_ASYNC);
}

static void take_polled(struct stage *stage) {
  take_posted(stage, IORING_SETUP_SQPOLL, 0);
}

/* One request for several messages, whose control data goes into buffers that were provided. */
static void take_multishot(struct stage *stage) {
  static char buffers[BUFFERS][BUFFER_BYTES];
  struct ring ring = ring_open(0, 0);
  ring_request(&ring, IORING_OP_PROVIDE_BUFFERS, BUFFERS, buffers, BUFFER_BYTES);
  ring_submit(&ring);
  if (ring_result(&ring, NULL) < 0)
    stage_skip("io_uring has no IORING_OP_PROVIDE_BUFFERS");
  struct msghdr header = {.msg_controllen = BUFFER_BYTES / 2};
  struct io_uring_sqe *request = ring_request(&ring, IORING_OP_RECVMSG, stage->socket, &header, 1);
  request->ioprio = IORING_RECV_MULTISHOT;
  request->flags |= IOSQE_BUFFER_SELECT;
  ring_submit(&ring);
  if (ring_has_result(&ring))
    check("IORING_RECV_MULTISHOT", ring_result(&ring, NULL));
  for (int i = 0; i < 2; i++) {
    unsigned flags;
    report(stage);
    check("IORING_RECV_MULTISHOT", ring_result(&ring, &flags));
    struct io_uring_recvmsg_out *out = (void *)buffers[flags >> IORING_CQE_BUFFER_SHIFT];
    struct msghdr got = {.msg_control = out + 1, .msg_controllen = out->controllen, .msg_flags = out->flags};
    state_received(stage, &got, false);
  }
}

static void send_twice(struct stage *stage) {
  send_three(stage);
  send_three(stage);
}

/* The thread that posted, and what it is about to wait in. */
struct waiting {
  struct stage *stage;
  struct ring *ring;
  pid_t tid;
  long call;
  int wake;
};

static void await_call(const struct waiting *waiting) {
  char path[64], line[64];
  snprintf(path, sizeof path, "/proc/self/task/%d/syscall", waiting->tid);
  for (;;) {
    FILE *file = fopen(path, "r");
    if (file == NULL)
      stage_skip("%s: %s", path, strerror(errno));
    bool is_there = fgets(line, sizeof line, file) != NULL && strtol(line, NULL, 10) == waiting->call && line[0] != 'r';
    fclose(file);
    if (is_there)
      return;
    usleep(1000);
  }
}

/* Has the message sent once the thread waits, and ends its call once the message is received. */
static void *help(void *argument) {
  struct waiting *waiting = argument;
  await_call(waiting);
  report(waiting->stage);
  while (!ring_has_result(waiting->ring))
    usleep(1000);
  if (waiting->wake < 0)
    report(waiting->stage);
  else if (write(waiting->wake, "x", 1) != 1)
    err(1, "write");
  return NULL;
}

static pthread_t start_help(struct waiting *waiting) {
  pthread_t thread;
  waiting->tid = syscall(SYS_gettid);
  if (pthread_create(&thread, NULL, help, waiting) != 0)
    errx(1, "thread");
  return thread;
}

/* Waits in recvmsg on a socket of its own, which has a control buffer if asked for. */
static void wait_in_recvmsg(struct stage *stage, struct ring *ring, int type, size_t room) {
  static struct message other;
  int pair[2];
  if (socketpair(AF_UNIX, type, 0, pair) < 0)
    err(1, "socketpair");
  struct waiting waiting = {.stage = stage, .ring = ring, .call = SYS_recvmsg, .wake = pair[1]};
  pthread_t helper = start_help(&waiting);
  message_expect(&other, room);
  if (recvmsg(pair[0], &other.header, 0) != 1)
    err(1, "recvmsg");
  pthread_join(helper, NULL);
}

static void take_in_recvmsg(struct stage *stage, int type) {
  struct ring ring = ring_open(0, 0);
  post(stage, &ring);
  wait_in_recvmsg(stage, &ring, type, FULL_CONTROL);
  check("IORING_OP_RECVMSG", ring_result(&ring, NULL));
  state_received(stage, &message.header, false);
}

static void take_in_stream(struct stage *stage) {
  take_in_recvmsg(stage, SOCK_STREAM);
}

static void take_in_dgram(struct stage *stage) {
  take_in_recvmsg(stage, SOCK_DGRAM);
}

/* The flags of the call that its thread waits in are not those of the request. */
static void take_cloexec_in_recvmsg(struct stage *stage) {
  struct ring ring = ring_open(0, 0);
  post_by(stage, &ring, MSG_CMSG_CLOEXEC);
  wait_in_recvmsg(stage, &ring, SOCK_STREAM, FULL_CONTROL);
  check("IORING_OP_RECVMSG", ring_result(&ring, NULL));
  state_received(stage, &message.header, false);
}

static void state_dropped(struct stage *stage, const char *reason, int first) {
  struct actor actor = truth_actor();
  struct end end = truth_end(stage->socket, stage->peer);
  truth_drop(reason, &actor, &end, stage_next(stage), first);
}

/* What is posted has no control buffer, the call has one. */
static void discard_in_recvmsg(struct stage *stage) {
  struct ring ring = ring_open(0, 0);
  char byte;
  ring_request(&ring, IORING_OP_RECV, stage->socket, &byte, 1);
  ring_submit(&ring);
  wait_in_recvmsg(stage, &ring, SOCK_STREAM, FULL_CONTROL);
  check("IORING_OP_RECV", ring_result(&ring, NULL));
  state_dropped(stage, "nocontrol", 0);
}

/* What is posted has room for none, the call has no control buffer. */
static void truncate_in_recvmsg(struct stage *stage) {
  struct ring ring = ring_open(0, 0);
  message_expect(&message, CMSG_LEN(0));
  ring_request(&ring, IORING_OP_RECVMSG, stage->socket, &message.header, 1);
  ring_submit(&ring);
  wait_in_recvmsg(stage, &ring, SOCK_STREAM, 0);
  check("IORING_OP_RECVMSG", ring_result(&ring, NULL));
  state_dropped(stage, "ctrunc", 0);
}

/* Waits in write on the very socket, which is full. */
static void take_in_write(struct stage *stage) {
  static char bytes[4096];
  struct ring ring = ring_open(0, 0);
  post(stage, &ring);
  while (send(stage->socket, bytes, sizeof bytes, MSG_DONTWAIT) > 0)
    ;
  struct waiting waiting = {.stage = stage, .ring = &ring, .call = SYS_write, .wake = -1};
  pthread_t helper = start_help(&waiting);
  if (write(stage->socket, bytes, sizeof bytes) != sizeof bytes)
    err(1, "write");
  pthread_join(helper, NULL);
  check("IORING_OP_RECVMSG", ring_result(&ring, NULL));
  state_received(stage, &message.header, false);
}

/* Empties the socket once the other end has its message. */
static void send_three_and_read(struct stage *stage) {
  static char bytes[4096];
  send_three(stage);
  await(stage);
  while (recv(stage->socket, bytes, sizeof bytes, MSG_DONTWAIT) > 0)
    ;
}

const struct test_case posted_cases[] = {
    {"posted", SOCK_STREAM, send_three, take_inline},
    {"posted-async", SOCK_STREAM, send_three, take_by_worker},
    {"posted-sqpoll", SOCK_STREAM, send_three, take_polled},
    {"posted-multishot", SOCK_SEQPACKET, send_twice, take_multishot},
    {"posted-in-recvmsg", SOCK_STREAM, send_three, take_in_stream},
    {"posted-in-recvmsg-dgram", SOCK_DGRAM, send_three, take_in_dgram},
    {"posted-in-recvmsg-of-other-type", SOCK_STREAM, send_three, take_in_dgram},
    {"posted-in-recvmsg-cloexec", SOCK_STREAM, send_three, take_cloexec_in_recvmsg},
    {"posted-in-recvmsg-discards", SOCK_STREAM, send_three, discard_in_recvmsg},
    {"posted-in-recvmsg-truncates", SOCK_STREAM, send_three, truncate_in_recvmsg},
    {"posted-in-write", SOCK_STREAM, send_three_and_read, take_in_write},
    {0}};
