/* A receiver that closes while a message to it is made: after the kernel took the descriptors, before it queues them. */
#define _GNU_SOURCE
#include "cases.h"
#include "crowds.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A page that is not there yet: who copies from it waits. */
struct hole {
  struct stage *stage;
  void *page;
  size_t size;
  int faults;
};

static void make_hole(struct hole *hole) {
  struct uffdio_api api = {.api = UFFD_API};
  hole->size = sysconf(_SC_PAGESIZE);
  hole->page = mmap(NULL, hole->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  hole->faults = syscall(SYS_userfaultfd, O_CLOEXEC);
  if (hole->faults < 0)
    stage_skip("userfaultfd: %s", strerrorname_np(errno));
  struct uffdio_register range = {.range = {(unsigned long)hole->page, hole->size},
                                  .mode = UFFDIO_REGISTER_MODE_MISSING};
  if (hole->page == MAP_FAILED || ioctl(hole->faults, UFFDIO_API, &api) < 0 ||
      ioctl(hole->faults, UFFDIO_REGISTER, &range) < 0)
    err(1, "userfaultfd");
}

static void *close_at_fault(void *argument) {
  struct hole *hole = argument;
  struct uffd_msg fault;
  if (read(hole->faults, &fault, sizeof fault) != sizeof fault)
    err(1, "userfaultfd");
  report(hole->stage);
  await(hole->stage);
  struct uffdio_zeropage zeros = {.range = {(unsigned long)hole->page, hole->size}};
  if (ioctl(hole->faults, UFFDIO_ZEROPAGE, &zeros) < 0)
    err(1, "UFFDIO_ZEROPAGE");
  return NULL;
}

/* The kernel copies its data last. */
static void send_while_closed(struct stage *stage) {
  static struct message message;
  struct hole hole = {.stage = stage};
  int fds[2];
  new_memfds(fds, 2);
  make_hole(&hole);
  struct end end = truth_end(stage->socket, 0);
  struct sent *sent = stage_describe(stage, fds, 2);
  message_build(&message, &(struct part){SCM_RIGHTS, 2, fds}, 1);
  message.io = (struct iovec){hole.page, 1};
  pthread_t closer = start_thread(close_at_fault, &hole);
  if (sendmsg(stage->socket, &message.header, MSG_NOSIGNAL) >= 0)
    errx(1, "sendmsg succeeds although its receiver is closed");
  const char *error = strerrorname_np(errno);
  pthread_join(closer, NULL);
  if (queues_early()) {
    stage_sent(stage, sent);
    truth_drop("closed", &sent->actor, NULL, sent, 0);
  } else {
    truth_fail(error, &end, fds, 2);
  }
  munmap(hole.page, hole.size);
  close(hole.faults);
}

static void close_meanwhile(struct stage *stage) {
  await(stage);
  close(stage->socket);
  report(stage);
}

const struct test_case closing_cases[] = {
    {"closed-while-sent", SOCK_DGRAM, send_while_closed, close_meanwhile},
    {"closed-while-sent-seqpacket", SOCK_SEQPACKET, send_while_closed, close_meanwhile},
    {"closed-while-sent-stream", SOCK_STREAM, send_while_closed, close_meanwhile},
    {0}};
