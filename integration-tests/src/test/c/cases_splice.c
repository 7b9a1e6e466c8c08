/* Messages whose data are spliced into a pipe, which discards their descriptors. */
#define _GNU_SOURCE
#include "cases.h"
#include "ring.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define TURNS 8

static void send_one_byte(struct stage *stage) {
  int fds[2];
  new_memfds(fds, 2);
  pass(stage, fds, 2);
  close_all(fds, 2);
  tell(stage);
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
    tell(stage);
    await(stage);
    take(stage);
    tell(stage);
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

#if defined(__x86_64__)
#define NR_SPLICE_32 313

static void no_int_80(int number) {
  (void)number;
  stage_skip("no 32-bit system calls");
}

/* Its last argument is in the frame pointer. What a leaf function keeps below the stack pointer is left alone. */
static long splice_32(long from, long to, long size) {
  long result;
  __asm__ volatile("lea -128(%%rsp), %%rsp; push %%rbp; xor %%ebp, %%ebp; int $0x80; pop %%rbp; lea 128(%%rsp), %%rsp"
                   : "=a"(result)
                   : "a"(NR_SPLICE_32), "b"(from), "c"(0), "d"(to), "S"(0), "D"(size)
                   : "memory", "cc", "r8", "r9", "r10", "r11");
  return result;
}

static void discard_by_32_bits(struct stage *stage) {
  struct actor actor = truth_actor();
  int ends[2];
  await(stage);
  if (pipe(ends) < 0)
    err(1, "pipe");
  signal(SIGSEGV, no_int_80);
  long result = splice_32(stage->socket, ends[1], 1);
  signal(SIGSEGV, SIG_DFL);
  if (result == -ENOSYS)
    no_int_80(0);
  if (result != 1)
    errx(1, "splice of 32 bits: %s", strerror(-result));
  drop_next(stage, &actor);
}
#else
static void discard_by_32_bits(struct stage *stage) {
  await(stage);
  stage_skip("the machine has no such calls");
}
#endif

const struct test_case splice_cases[] = {
    {"splice", SOCK_STREAM, send_one_byte, discard},
    {"splice-passcred", SOCK_STREAM, send_one_byte, discard_with_credentials},
    {"splice-by-turns", SOCK_STREAM, send_by_turns, discard_by_turns},
    {"splice-by-ring", SOCK_STREAM, send_one_byte, discard_by_ring},
    {"splice-by-32-bits", SOCK_STREAM, send_one_byte, discard_by_32_bits},
    {0}};
