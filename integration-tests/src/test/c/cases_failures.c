/* Sends that fail, and messages that die in a queue. */
#define _GNU_SOURCE
#include "cases.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NOT_OPEN 9999
#define FEW_FDS 20
#define OTHER_UID 12345
#define GC_TRIES 100
#define GC_TRY_MS 50

#ifndef SO_PASSRIGHTS
#define SO_PASSRIGHTS 83 /* Linux 6.16 */
#endif

static void stay(struct stage *stage) {
  (void)stage;
}

static void must_fail(int result, int error) {
  if (result != -error)
    errx(1, "sendmsg: %s in place of %s", strerror(-result), strerrorname_np(error));
}

static void send_closed_number(struct stage *stage) {
  int fds[2] = {new_memfd(0), NOT_OPEN};
  must_fail(message_send_fds(stage->socket, fds, 2), EBADF);
  struct end end = truth_end(stage->socket, stage->peer);
  truth_fail("EBADF", &end, fds, 2);
}

static void send_too_many_in(struct stage *stage, int first, int second) {
  int fds[MAX_FDS], third = MAX_FDS - first - second;
  new_memfds(fds, MAX_FDS);
  struct part parts[] = {
      {SCM_RIGHTS, third, fds}, {SCM_RIGHTS, first, fds + third}, {SCM_RIGHTS, second, fds + third + first}};
  must_fail(message_send(stage->socket, parts, first == 0 ? 1 : 3, 0), EINVAL);
  struct end end = truth_end(stage->socket, stage->peer);
  truth_fail("EINVAL", &end, fds, MAX_FDS);
}

static void send_too_many(struct stage *stage) {
  send_too_many_in(stage, 0, 0);
}

/* When it comes to the last one there is no room for more already. */
static void send_one_too_many(struct stage *stage) {
  send_too_many_in(stage, 100, 1);
}

/* The kernel refuses to pass a ring, as it could not tell cycles of them. */
static void send_ring(struct stage *stage) {
  struct io_uring_params parameters = {0};
  int fds[2] = {new_memfd(0), syscall(SYS_io_uring_setup, 1, &parameters)};
  if (fds[1] < 0)
    stage_skip("io_uring_setup: %s", strerrorname_np(errno));
  must_fail(message_send_fds(stage->socket, fds, 2), EINVAL);
  struct end end = truth_end(stage->socket, stage->peer);
  truth_fail("EINVAL", &end, fds, 2);
}

static void send_to_shut_down(struct stage *stage) {
  int fds[2];
  new_memfds(fds, 2);
  await(stage);
  must_fail(message_send_fds(stage->socket, fds, 2), EPIPE);
  struct end end = truth_end(stage->socket, stage->peer);
  truth_fail(NULL, &end, fds, 2);
}

static void shut_down(struct stage *stage) {
  if (shutdown(stage->socket, SHUT_RD) < 0)
    err(1, "shutdown");
  report(stage);
}

static void send_to_closed(struct stage *stage) {
  int fds[2];
  new_memfds(fds, 2);
  await(stage);
  must_fail(message_send_fds(stage->socket, fds, 2), EPIPE);
  struct end end = truth_end(stage->socket, 0);
  truth_fail(NULL, &end, fds, 2);
}

static void close_socket(struct stage *stage) {
  close(stage->socket);
  report(stage);
}

/* Sends until the kernel refuses and counts what is queued. The error, or 0 when there is room for more. */
static int send_until_refused(struct stage *stage, const int *fds, int count, int tries) {
  struct part part = {SCM_RIGHTS, count, fds};
  for (int i = 0; i < tries; i++) {
    struct sent *sent = stage_describe(stage, fds, count);
    int result = message_send(stage->socket, &part, 1, MSG_DONTWAIT);
    if (result < 0)
      return result;
    stage_sent(stage, sent);
    stage->meeting->queued++;
  }
  return 0;
}

/* The kernel counts what a user has in flight against RLIMIT_NOFILE. A process that changes its user is not dumpable,
 * and could not read its own /proc/self/fd. */
static void send_over_user_limit(struct stage *stage) {
  int fds[FEW_FDS + 5];
  for (int i = 0, fd = new_memfd(0); i < FEW_FDS + 5; i++)
    fds[i] = fd;
  if (setresuid(OTHER_UID, OTHER_UID, OTHER_UID) < 0)
    stage_skip("setresuid: %s", strerrorname_np(errno));
  prctl(PR_SET_DUMPABLE, 1);
  setrlimit(RLIMIT_NOFILE, &(struct rlimit){FEW_FDS, FEW_FDS});
  must_fail(send_until_refused(stage, fds, FEW_FDS + 5, 4), ETOOMANYREFS);
  struct end end = truth_end(stage->socket, stage->peer);
  truth_fail_any("ETOOMANYREFS", &end);
  report(stage);
}

static void send_to_full_queue(struct stage *stage) {
  int fd = new_memfd(0), least = 1;
  setsockopt(stage->socket, SOL_SOCKET, SO_SNDBUF, &least, sizeof least);
  must_fail(send_until_refused(stage, &fd, 1, MAX_SENT), EAGAIN);
  struct end end = truth_end(stage->socket, stage->peer);
  truth_fail_any("EAGAIN", &end);
  report(stage);
}

static void drop_next(struct stage *stage, const char *reason) {
  struct actor actor = truth_actor();
  truth_drop(reason, &actor, NULL, stage_next(stage), 0);
}

/* The memory goes before the descriptors do, and the executable goes with it. */
static void drop_next_by_exit(struct stage *stage) {
  struct actor actor = truth_actor();
  actor.exe[0] = 0;
  truth_drop("closed", &actor, NULL, stage_next(stage), 0);
}

static void close_with_queue(struct stage *stage) {
  await(stage);
  close(stage->socket);
  for (int i = 0; i < stage->meeting->queued; i++)
    drop_next(stage, "closed");
}

static void send_two_queued(struct stage *stage) {
  int fds[2];
  new_memfds(fds, 2);
  pass(stage, fds, 2);
  stage->meeting->queued++;
  report(stage);
}

static void exit_with_queue(struct stage *stage) {
  await(stage);
  drop_next_by_exit(stage);
  exit(0);
}

/* A stream has no empty messages: the call succeeds, and its descriptors go nowhere. */
static void send_nothing(struct stage *stage) {
  static struct message message;
  int fds[2];
  new_memfds(fds, 2);
  stage_describe(stage, fds, 2);
  message_build(&message, &(struct part){SCM_RIGHTS, 2, fds}, 1);
  message.io.iov_len = 0;
  if (sendmsg(stage->socket, &message.header, 0) != 0)
    err(1, "sendmsg of 0 bytes");
  stage->next = 0;
  drop_next(stage, "unsent");
}

static void refuse_rights(struct stage *stage) {
  if (setsockopt(stage->socket, SOL_SOCKET, SO_PASSRIGHTS, &(int){0}, sizeof(int)) < 0)
    stage_skip("SO_PASSRIGHTS: %s", strerrorname_np(errno));
  report(stage);
}

/* The receiver takes no descriptors: the kernel makes the list, and refuses to queue it. */
static void send_to_unwilling(struct stage *stage) {
  int fds[2];
  new_memfds(fds, 2);
  await(stage);
  const struct sent *sent = stage_describe(stage, fds, 2);
  must_fail(message_send_fds(stage->socket, fds, 2), EPERM);
  struct end end = truth_end(stage->socket, stage->peer);
  truth_refuse("passrights", "EPERM", &end, sent);
}

/* Closing any Unix socket makes the kernel look for cycles. */
static void collect(int read_end) {
  struct pollfd end = {read_end, POLLIN, 0};
  for (int i = 0; i < GC_TRIES; i++) {
    close(socket(AF_UNIX, SOCK_STREAM, 0));
    if (poll(&end, 1, GC_TRY_MS) == 1)
      return;
  }
  stage_skip("the kernel did not collect the cycle");
}

/* A socket whose only descriptor lies in its own queue, with a pipe that tells when it is gone. */
static void send_cycle(struct stage *stage) {
  int pair[2], ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0 || pipe(ends) < 0)
    err(1, "socketpair or pipe");
  int fds[2] = {pair[1], ends[1]};
  stage->socket = pair[0];
  stage->peer = truth_inode(pair[1]);
  pass(stage, fds, 2);
  close_all(pair, 2);
  close(ends[1]);
  collect(ends[0]);
  truth_drop("gc", NULL, NULL, &stage->sent[0], 0);
}

const struct test_case failure_cases[] = {{"ebadf", SOCK_STREAM, send_closed_number, stay},
                                          {"254-fds", SOCK_STREAM, send_too_many, stay},
                                          {"254-fds-in-three", SOCK_STREAM, send_one_too_many, stay},
                                          {"epipe", SOCK_STREAM, send_to_closed, close_socket},
                                          {"peer-shutdown", SOCK_STREAM, send_to_shut_down, shut_down},
                                          {"io-uring-fd", SOCK_STREAM, send_ring, stay},
                                          {"etoomanyrefs", SOCK_STREAM, send_over_user_limit, close_with_queue},
                                          {"eagain", SOCK_STREAM, send_to_full_queue, close_with_queue},
                                          {"zero-bytes", SOCK_STREAM, send_nothing, stay},
                                          {"passrights", SOCK_STREAM, send_to_unwilling, refuse_rights},
                                          {"passrights-dgram", SOCK_DGRAM, send_to_unwilling, refuse_rights},
                                          {"closed-with-queue", SOCK_STREAM, send_two_queued, close_with_queue},
                                          {"closed-with-queue-dgram", SOCK_DGRAM, send_two_queued, close_with_queue},
                                          {"exit-with-queue", SOCK_STREAM, send_two_queued, exit_with_queue},
                                          {"gc", 0, send_cycle, stay},
                                          {0}};
