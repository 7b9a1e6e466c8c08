/* Messages sent and received by io_uring: in the submitting thread, by its workers, by its polling kernel thread. */
#define _GNU_SOURCE
#include "cases.h"

#include <err.h>
#include <errno.h>
#include <linux/io_uring.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ENTRIES 8
#define IDLE_MS 500

struct ring {
  int fd;
  bool polled;
  unsigned char request_flags;
  unsigned *sq_tail, *sq_mask, *sq_array;
  unsigned *cq_head, *cq_mask;
  struct io_uring_sqe *requests;
  struct io_uring_cqe *results;
};

static void *ring_map(int fd, size_t size, off_t what) {
  void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, what);
  if (at == MAP_FAILED)
    err(1, "mmap of io_uring");
  return at;
}

static struct ring ring_open(unsigned setup_flags, unsigned char request_flags) {
  struct io_uring_params p = {.flags = setup_flags, .sq_thread_idle = IDLE_MS};
  struct ring ring = {.polled = setup_flags & IORING_SETUP_SQPOLL, .request_flags = request_flags};
  ring.fd = syscall(SYS_io_uring_setup, ENTRIES, &p);
  if (ring.fd < 0)
    stage_skip("io_uring_setup: %s", strerrorname_np(errno));
  if (ring.polled && !(p.features & IORING_FEAT_SQPOLL_NONFIXED))
    stage_skip("SQPOLL takes registered files only");
  char *sq = ring_map(ring.fd, p.sq_off.array + p.sq_entries * sizeof(unsigned), IORING_OFF_SQ_RING);
  char *cq = ring_map(ring.fd, p.cq_off.cqes + p.cq_entries * sizeof(struct io_uring_cqe), IORING_OFF_CQ_RING);
  ring.requests = ring_map(ring.fd, p.sq_entries * sizeof(struct io_uring_sqe), IORING_OFF_SQES);
  ring.sq_tail = (unsigned *)(sq + p.sq_off.tail);
  ring.sq_mask = (unsigned *)(sq + p.sq_off.ring_mask);
  ring.sq_array = (unsigned *)(sq + p.sq_off.array);
  ring.cq_head = (unsigned *)(cq + p.cq_off.head);
  ring.cq_mask = (unsigned *)(cq + p.cq_off.ring_mask);
  ring.results = (struct io_uring_cqe *)(cq + p.cq_off.cqes);
  return ring;
}

/* Submits one request and waits for its result: bytes, or -errno. */
static int ring_do(struct ring *ring, int operation, int socket, struct msghdr *header) {
  unsigned slot = *ring->sq_tail & *ring->sq_mask;
  struct io_uring_sqe *request = &ring->requests[slot];
  memset(request, 0, sizeof *request);
  request->opcode = operation;
  request->flags = ring->request_flags;
  request->fd = socket;
  request->addr = (unsigned long)header;
  request->len = 1;
  ring->sq_array[slot] = slot;
  __atomic_store_n(ring->sq_tail, *ring->sq_tail + 1, __ATOMIC_RELEASE);
  unsigned flags = IORING_ENTER_GETEVENTS | (ring->polled ? IORING_ENTER_SQ_WAKEUP : 0);
  if (syscall(SYS_io_uring_enter, ring->fd, ring->polled ? 0 : 1, 1, flags, NULL, 0) < 0)
    err(1, "io_uring_enter");
  int result = ring->results[*ring->cq_head & *ring->cq_mask].res;
  __atomic_store_n(ring->cq_head, *ring->cq_head + 1, __ATOMIC_RELEASE);
  return result;
}

static void check(const char *what, int result) {
  if (result == -EINVAL)
    stage_skip("io_uring has no %s", what);
  if (result <= 0)
    errx(1, "%s: %s", what, strerror(-result));
}

static void uring_send(struct stage *stage, unsigned setup_flags, unsigned char request_flags) {
  static struct message message;
  struct ring ring = ring_open(setup_flags, request_flags);
  int fds[3];
  new_memfds(fds, 3);
  struct sent *sent = stage_describe(stage, fds, 3);
  sent->by_kernel_thread = setup_flags != 0 || request_flags != 0;
  truth_beside("\"absent\":[\"socket_fd\"]");
  message_build(&message, &(struct part){SCM_RIGHTS, 3, fds}, 1);
  check("IORING_OP_SENDMSG", ring_do(&ring, IORING_OP_SENDMSG, stage->socket, &message.header));
  struct end end = truth_end(stage->socket, stage->peer);
  end.fd = UNKNOWN_FD;
  truth_send(sent, &end);
  tell(stage);
}

static void uring_take(struct stage *stage, unsigned setup_flags, unsigned char request_flags) {
  static struct message message;
  struct ring ring = ring_open(setup_flags, request_flags);
  await(stage);
  message_expect(&message, FULL_CONTROL);
  check("IORING_OP_RECVMSG", ring_do(&ring, IORING_OP_RECVMSG, stage->socket, &message.header));
  struct received received;
  message_descriptors(&message.header, &received);
  message_files(&received);
  struct actor actor = truth_actor();
  if (setup_flags != 0 || request_flags != 0)
    actor.tid = 0;
  struct end end = truth_end(stage->socket, stage->peer);
  end.fd = UNKNOWN_FD;
  truth_receive("RECV", &actor, &end, stage_next(stage), 0, &received);
}

static void send_inline(struct stage *stage) {
  uring_send(stage, 0, 0);
}

static void take_inline(struct stage *stage) {
  uring_take(stage, 0, 0);
}

static void send_by_worker(struct stage *stage) {
  uring_send(stage, 0, IOSQE_ASYNC);
}

static void take_by_worker(struct stage *stage) {
  uring_take(stage, 0, IOSQE_ASYNC);
}

static void send_polled(struct stage *stage) {
  uring_send(stage, IORING_SETUP_SQPOLL, 0);
}

static void take_polled(struct stage *stage) {
  uring_take(stage, IORING_SETUP_SQPOLL, 0);
}

const struct test_case uring_cases[] = {
    {"uring-inline", SOCK_STREAM, send_inline, take_inline},
    {"uring-async", SOCK_STREAM, send_by_worker, take_by_worker},
    {"uring-sqpoll", SOCK_STREAM, send_polled, take_polled},
    {0}};
