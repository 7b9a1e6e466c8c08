/* Messages whose data are spliced into a pipe, which discards their descriptors. */
#define _GNU_SOURCE
#include "calls32.h"
#include "cases.h"
#include "ring.h"

#include <err.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define TURNS 8
#define SPLICE_32 313 /* the number that 32 bits have it by */

static void send_one_byte(struct stage *stage) {
  int fds[2];
  new_memfds(fds, 2);
  pass(stage, fds, 2);
  close_all(fds, 2);
  report(stage);
}

static void splice_byte(struct stage *stage) {
  int ends[2];
  if (pipe(ends) < 0 || splice(stage->socket, NULL, ends[1], NULL, 1, 0) != 1)
    err(1, "splice");
  close_all(ends, 2);
}

static void drop_next(struct stage *stage, const struct actor *actor) {
  struct end end = truth_end(stage->socket, stage->peer);
  truth_drop("nocontrol", actor, &end, stage_next(stage), 0);
}

static void discard(struct stage *stage) {
  struct actor actor = truth_actor();
  await(stage);
  splice_byte(stage);
  drop_next(stage, &actor);
}

/* With these the kernel has the sender's credentials beside the list. */
static void discard_with_credentials(struct stage *stage) {
  if (setsockopt(stage->socket, SOL_SOCKET, SO_PASSCRED, &(int){1}, sizeof(int)) < 0)
    err(1, "SO_PASSCRED");
  discard(stage);
}

/* Of one message splice discards them, and the next one, at the same addresses in the kernel, is received. */
static void send_by_turns(struct stage *stage) {
  for (int i = 0; i < 2 * TURNS; i++) {
    send_one_byte(stage);
    await(stage);
  }
}

static void discard_by_turns(struct stage *stage) {
  for (int i = 0; i < TURNS; i++) {
    discard(stage);
    report(stage);
    await(stage);
    take(stage);
    report(stage);
  }
}

/* It always goes to a worker. */
static void discard_by_ring(struct stage *stage) {
  struct ring ring = ring_open(0, 0);
  struct actor actor = truth_actor();
  int ends[2];
  await(stage);
  if (pipe(ends) < 0)
    err(1, "pipe");
  struct io_uring_sqe *request = ring_request(&ring, IORING_OP_SPLICE, ends[1], NULL, 1);
  request->splice_fd_in = stage->socket;
  request->splice_off_in = request->off = -1;
  ring_submit(&ring);
  int result = ring_result(&ring, NULL);
  if (result != 1)
    errx(1, "IORING_OP_SPLICE: %s", strerror(-result));
  actor.tid = 0;
  drop_next(stage, &actor);
}

static void discard_by_32_bits(struct stage *stage) {
  struct actor actor = truth_actor();
  int ends[2];
  await(stage);
  need_calls_32();
  if (pipe(ends) < 0)
    err(1, "pipe");
  long result = call_32(SPLICE_32, stage->socket, 0, ends[1], 0, 1);
  if (result != 1)
    errx(1, "splice of 32 bits: %s", strerror(-result));
  drop_next(stage, &actor);
}

const struct test_case splice_cases[] = {{"splice", SOCK_STREAM, send_one_byte, discard},
                                         {"splice-passcred", SOCK_STREAM, send_one_byte, discard_with_credentials},
                                         {"splice-by-turns", SOCK_STREAM, send_by_turns, discard_by_turns},
                                         {"splice-by-ring", SOCK_STREAM, send_one_byte, discard_by_ring},
                                         {"splice-by-32-bits", SOCK_STREAM, send_one_byte, discard_by_32_bits},
                                         {0}};
