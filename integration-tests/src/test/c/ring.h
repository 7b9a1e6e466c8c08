/* io_uring by its raw system calls. */
#ifndef PASSFD_RING_H
#define PASSFD_RING_H

#include <linux/io_uring.h>
#include <stdbool.h>
#include <sys/socket.h>

struct ring {
  int fd;
  bool polled;
  unsigned char request_flags;
  unsigned *sq_tail, *sq_mask, *sq_array;
  unsigned *cq_head, *cq_tail, *cq_mask;
  struct io_uring_sqe *requests;
  struct io_uring_cqe *results;
};

/* Skips the case where the kernel has no io_uring, or not this kind. */
struct ring ring_open(unsigned setup_flags, unsigned char request_flags);
/* A request that waits to be submitted; the caller may add to it. */
struct io_uring_sqe *ring_request(struct ring *ring, int operation, int fd, void *address, unsigned length);
/* Submits it, and returns once it is begun; the kernel's thread begins it when it likes to. */
void ring_submit(struct ring *ring);
/* Waits for the next result: bytes, or -errno; FLAGS, if not NULL, gets those of the result. */
int ring_result(struct ring *ring, unsigned *flags);
bool ring_has_result(struct ring *ring);
/* One request from its submission to its result. */
int ring_do(struct ring *ring, int operation, int socket, struct msghdr *header);
/* With flags as sendmsg and recvmsg take them. */
int ring_do_by(struct ring *ring, int operation, int socket, struct msghdr *header, int flags);

#endif
