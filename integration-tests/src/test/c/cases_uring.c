/* Messages sent and received by io_uring: in the submitting thread, by its workers, by its polling kernel thread. */
#define _GNU_SOURCE
#include "cases.h"
#include "ring.h"

#include <err.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define HIGH_NUMBER 900
#define PATIENCE_US 20000 /* a worker has come to the full queue by then */

/* A way to use a ring. */
struct way {
  unsigned setup_flags;
  unsigned char request_flags;
  /* On a second, higher number of the socket. */
  bool by_dup;
  /* As a registered file; closed: which has no number any more. */
  bool fixed, closed;
  /* Of the receive. */
  int message_flags;
};

static bool is_elsewhere(const struct way *way) {
  return way->setup_flags != 0 || way->request_flags & IOSQE_ASYNC;
}

static void check(const char *what, int result) {
  if (result == -EINVAL)
    stage_skip("io_uring has no %s", what);
  if (result <= 0)
    errx(1, "%s: %s", what, strerror(-result));
}

/* What the request is to name; the end tells what a tracer must name. */
static int prepare(struct stage *stage, struct ring *ring, const struct way *way, struct end *end) {
  *end = truth_end(stage->socket, stage->peer);
  if (way->by_dup) {
    end->fd = dup2(stage->socket, HIGH_NUMBER);
    return end->fd;
  }
  if (!way->fixed)
    return stage->socket;
  ring->request_flags |= IOSQE_FIXED_FILE;
  if (syscall(SYS_io_uring_register, ring->fd, IORING_REGISTER_FILES, &stage->socket, 1) < 0)
    err(1, "IORING_REGISTER_FILES");
  if (way->closed) {
    close(stage->socket);
    truth_beside("\"absent\":[\"socket_fd\"]");
    end->fd = UNKNOWN_FD;
  }
  return 0;
}

static void uring_send(struct stage *stage, const struct way *way) {
  static struct message message;
  struct ring ring = ring_open(way->setup_flags, way->request_flags);
  int fds[3];
  new_memfds(fds, 3);
  struct sent *sent = stage_describe(stage, fds, 3);
  sent->by_kernel_thread = is_elsewhere(way);
  message_build(&message, &(struct part){SCM_RIGHTS, 3, fds}, 1);
  struct end end;
  int named = prepare(stage, &ring, way, &end);
  check("IORING_OP_SENDMSG", ring_do(&ring, IORING_OP_SENDMSG, named, &message.header));
  truth_send(sent, &end);
  report(stage);
}

static void uring_take(struct stage *stage, const struct way *way) {
  static struct message message;
  struct ring ring = ring_open(way->setup_flags, way->request_flags);
  await(stage);
  message_expect(&message, FULL_CONTROL);
  struct end end;
  int named = prepare(stage, &ring, way, &end);
  check("IORING_OP_RECVMSG", ring_do_by(&ring, IORING_OP_RECVMSG, named, &message.header, way->message_flags));
  struct received received;
  message_descriptors(&message.header, &received);
  message_files(&received);
  struct actor actor = truth_actor();
  if (is_elsewhere(way))
    actor.tid = 0;
  truth_receive("RECV", &actor, &end, stage_next(stage), 0, &received);
}

#define CASE(name, ...)                            \
  static void send_##name(struct stage *stage) {   \
    uring_send(stage, &(struct way){__VA_ARGS__}); \
  }                                                \
  static void take_##name(struct stage *stage) {   \
    uring_take(stage, &(struct way){__VA_ARGS__}); \
  }

CASE(inline, 0)
CASE(by_worker, .request_flags = IOSQE_ASYNC)
CASE(polled, .setup_flags = IORING_SETUP_SQPOLL)
CASE(cloexec, .message_flags = MSG_CMSG_CLOEXEC)
CASE(cloexec_by_worker, .request_flags = IOSQE_ASYNC, .message_flags = MSG_CMSG_CLOEXEC)
CASE(cloexec_polled, .setup_flags = IORING_SETUP_SQPOLL, .message_flags = MSG_CMSG_CLOEXEC)
CASE(on_dup, .by_dup = true)
CASE(fixed, .fixed = true)
CASE(fixed_by_worker, .fixed = true, .request_flags = IOSQE_ASYNC)
CASE(fixed_closed, .fixed = true, .closed = true)

/* IORING_OP_RECV has no control buffer. */
static void take_data_only(struct stage *stage) {
  struct ring ring = ring_open(0, 0);
  char byte;
  await(stage);
  ring_request(&ring, IORING_OP_RECV, stage->socket, &byte, 1);
  ring_submit(&ring);
  check("IORING_OP_RECV", ring_result(&ring, NULL));
  struct actor actor = truth_actor();
  struct end end = truth_end(stage->socket, stage->peer);
  truth_drop("nocontrol", &actor, &end, stage_next(stage), 0);
}

/* Bytes that fill the queue, for the receiver to take. */
static void fill(struct stage *stage) {
  while (send(stage->socket, "x", 1, MSG_DONTWAIT) == 1)
    stage->meeting->queued++;
  if (errno != EAGAIN)
    err(1, "send");
}

/* There is no room: the kernel waits for it, and makes the send again. */
static void send_once_there_is_room(struct stage *stage, unsigned char request_flags) {
  static struct message message;
  struct ring ring = ring_open(0, request_flags);
  int fds[2];
  fill(stage);
  new_memfds(fds, 2);
  struct sent *sent = stage_describe(stage, fds, 2);
  sent->by_kernel_thread = request_flags & IOSQE_ASYNC;
  message_build(&message, &(struct part){SCM_RIGHTS, 2, fds}, 1);
  ring_request(&ring, IORING_OP_SENDMSG, stage->socket, &message.header, 1);
  ring_submit(&ring);
  usleep(PATIENCE_US);
  if (ring_has_result(&ring))
    errx(1, "the queue had room");
  report(stage);
  check("IORING_OP_SENDMSG", ring_result(&ring, NULL));
  struct end end = truth_end(stage->socket, stage->peer);
  truth_send(sent, &end);
}

static void send_when_room(struct stage *stage) {
  send_once_there_is_room(stage, 0);
}

static void send_when_room_by_worker(struct stage *stage) {
  send_once_there_is_room(stage, IOSQE_ASYNC);
}

static void drain_then_take(struct stage *stage) {
  char byte;
  await(stage);
  for (int i = 0; i < stage->meeting->queued; i++)
    if (recv(stage->socket, &byte, 1, 0) != 1)
      err(1, "recv");
  take(stage);
}

/* A request that is not to wait is refused as a call is. */
static void send_at_once(struct stage *stage) {
  static struct message message;
  struct ring ring = ring_open(0, 0);
  int fds[2];
  fill(stage);
  new_memfds(fds, 2);
  message_build(&message, &(struct part){SCM_RIGHTS, 2, fds}, 1);
  ring_request(&ring, IORING_OP_SENDMSG, stage->socket, &message.header, 1)->msg_flags = MSG_DONTWAIT;
  ring_submit(&ring);
  int result = ring_result(&ring, NULL);
  if (result != -EAGAIN)
    errx(1, "IORING_OP_SENDMSG returned %d", result);
  struct end end = truth_end(stage->socket, stage->peer);
  truth_fail("EAGAIN", &end, fds, 2);
}

/* It never runs again: nothing tells that it does not. */
static void cancel_send(struct stage *stage) {
  static struct message message;
  struct ring ring = ring_open(0, 0);
  int fds[2];
  fill(stage);
  new_memfds(fds, 2);
  message_build(&message, &(struct part){SCM_RIGHTS, 2, fds}, 1);
  ring_request(&ring, IORING_OP_SENDMSG, stage->socket, &message.header, 1)->user_data = (uintptr_t)&message;
  ring_submit(&ring);
  usleep(PATIENCE_US);
  ring_request(&ring, IORING_OP_ASYNC_CANCEL, -1, &message, 0);
  ring_submit(&ring);
  int results = ring_result(&ring, NULL) + ring_result(&ring, NULL);
  if (results != -ECANCELED)
    errx(1, "IORING_OP_ASYNC_CANCEL and the send returned %d", results);
}

static void stay(struct stage *stage) {
  (void)stage;
}

const struct test_case uring_cases[] = {
    {"uring-inline", SOCK_STREAM, send_inline, take_inline},
    {"uring-async", SOCK_STREAM, send_by_worker, take_by_worker},
    {"uring-sqpoll", SOCK_STREAM, send_polled, take_polled},
    {"uring-cloexec", SOCK_STREAM, send_cloexec, take_cloexec},
    {"uring-async-cloexec", SOCK_STREAM, send_cloexec_by_worker, take_cloexec_by_worker},
    {"uring-sqpoll-cloexec", SOCK_STREAM, send_cloexec_polled, take_cloexec_polled},
    {"uring-dup", SOCK_STREAM, send_on_dup, take_on_dup},
    {"uring-fixed", SOCK_STREAM, send_fixed, take_fixed},
    {"uring-fixed-async", SOCK_STREAM, send_fixed_by_worker, take_fixed_by_worker},
    {"uring-fixed-closed", SOCK_STREAM, send_fixed_closed, take_fixed_closed},
    {"uring-recv-discards", SOCK_STREAM, send_inline, take_data_only},
    {"uring-waits", SOCK_STREAM, send_when_room, drain_then_take},
    {"uring-waits-async", SOCK_STREAM, send_when_room_by_worker, drain_then_take},
    {"uring-cancelled", SOCK_STREAM, cancel_send, stay},
    {"uring-eagain", SOCK_STREAM, send_at_once, stay},
    {0}};
