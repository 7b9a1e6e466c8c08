#define _GNU_SOURCE
#include "ring.h"
#include "stage.h"

#include <err.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ENTRIES 8
#define IDLE_MS 500

static void *ring_map(int fd, size_t size, off_t what) {
  void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, what);
  if (at == MAP_FAILED)
    err(1, "mmap of io_uring");
  return at;
}

struct ring ring_open(unsigned setup_flags, unsigned char request_flags) {
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
  ring.cq_tail = (unsigned *)(cq + p.cq_off.tail);
  ring.cq_mask = (unsigned *)(cq + p.cq_off.ring_mask);
  ring.results = (struct io_uring_cqe *)(cq + p.cq_off.cqes);
  return ring;
}

struct io_uring_sqe *ring_request(struct ring *ring, int operation, int fd, void *address, unsigned length) {
  unsigned slot = *ring->sq_tail & *ring->sq_mask;
  struct io_uring_sqe *request = &ring->requests[slot];
  memset(request, 0, sizeof *request);
  request->opcode = operation;
  request->flags = ring->request_flags;
  request->fd = fd;
  request->addr = (unsigned long)address;
  request->len = length;
  ring->sq_array[slot] = slot;
  return request;
}

static void enter(struct ring *ring, unsigned submitted, unsigned wanted) {
  unsigned flags = (wanted ? IORING_ENTER_GETEVENTS : 0) | (ring->polled ? IORING_ENTER_SQ_WAKEUP : 0);
  if (syscall(SYS_io_uring_enter, ring->fd, ring->polled ? 0 : submitted, wanted, flags, NULL, 0) < 0)
    err(1, "io_uring_enter");
}

static void publish(struct ring *ring) {
  __atomic_store_n(ring->sq_tail, *ring->sq_tail + 1, __ATOMIC_RELEASE);
}

void ring_submit(struct ring *ring) {
  publish(ring);
  enter(ring, 1, 0);
}

bool ring_has_result(struct ring *ring) {
  return __atomic_load_n(ring->cq_tail, __ATOMIC_ACQUIRE) != *ring->cq_head;
}

static int take_result(struct ring *ring, unsigned *flags) {
  struct io_uring_cqe result = ring->results[*ring->cq_head & *ring->cq_mask];
  __atomic_store_n(ring->cq_head, *ring->cq_head + 1, __ATOMIC_RELEASE);
  if (flags != NULL)
    *flags = result.flags;
  return result.res;
}

int ring_result(struct ring *ring, unsigned *flags) {
  while (!ring_has_result(ring))
    enter(ring, 0, 1);
  return take_result(ring, flags);
}

int ring_do(struct ring *ring, int operation, int socket, struct msghdr *header) {
  return ring_do_by(ring, operation, socket, header, 0);
}

int ring_do_by(struct ring *ring, int operation, int socket, struct msghdr *header, int flags) {
  ring_request(ring, operation, socket, header, 1)->msg_flags = flags;
  publish(ring);
  enter(ring, 1, 1);
  return take_result(ring, NULL);
}
