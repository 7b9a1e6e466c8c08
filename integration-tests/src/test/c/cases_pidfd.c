/* Pidfds that the kernel plants, with a message (SO_PASSPIDFD) or as an option's value, beside credentials and descriptors. */
#define _GNU_SOURCE
#include "cases.h"
#include "ring.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SO_PASSPIDFD /* Linux 6.5 */
#define SO_PASSPIDFD 76
#define SO_PEERPIDFD 77
#endif
#define SCM_PIDFD_TYPE 4
#define CREDENTIALS CMSG_SPACE(sizeof(struct ucred))
#define ONE_NUMBER CMSG_SPACE(sizeof(int))

/* No tracepoint reports it. */
#define EXACT "\"only\":[\"fentry\",\"kprobe\"]"

static void want(struct stage *stage, int option) {
  if (setsockopt(stage->socket, SOL_SOCKET, option, &(int){1}, sizeof(int)) < 0)
    stage_skip("no SO_PASSPIDFD: %s", strerrorname_np(errno));
}

static void send_byte(struct stage *stage) {
  await(stage);
  stage->meeting->actor = truth_actor();
  if (send(stage->socket, "x", 1, 0) != 1)
    err(1, "send");
  report(stage);
}

static void send_three(struct stage *stage) {
  int fds[3];
  new_memfds(fds, 3);
  await(stage);
  stage->meeting->actor = truth_actor();
  pass(stage, fds, 3);
  report(stage);
}

/* The number in the control message; 0 when there is none, or -errno. */
static int pidfd_in(struct msghdr *header) {
  int number = 0;
  for (struct cmsghdr *c = CMSG_FIRSTHDR(header); c != NULL; c = CMSG_NXTHDR(header, c))
    if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_PIDFD_TYPE)
      memcpy(&number, CMSG_DATA(c), sizeof number);
  return number;
}

/* States what a message brought: COUNT descriptors, the rest is dropped for the reason, and a pidfd, if it has one. */
static void state(struct stage *stage, struct msghdr *header, const char *reason, int count, bool has_pidfd,
                  bool is_elsewhere) {
  struct received received;
  message_descriptors(header, &received);
  message_files(&received);
  int pidfd = pidfd_in(header);
  if (received.count != count || (pidfd != 0) != has_pidfd)
    errx(1, "%d descriptors came, and pidfd %d", received.count, pidfd);
  struct actor actor = truth_actor();
  if (is_elsewhere)
    actor.tid = 0;
  struct end end = truth_end(stage->socket, stage->peer);
  if (stage->sent[stage->next].count > 0) {
    const struct sent *sent = stage_next(stage);
    truth_receive("RECV", &actor, &end, sent, 0, &received);
    truth_drop(reason, &actor, &end, sent, count);
  }
  if (has_pidfd)
    truth_pidfd(pidfd < 0 ? strerrorname_np(-pidfd) : NULL, &actor, &end, pidfd, stage->meeting->actor.pid);
}

static void take_one_message(struct stage *stage, size_t room, const char *reason, int count, bool has_pidfd) {
  static struct message message;
  message_expect(&message, room);
  report(stage);
  await(stage);
  if (recvmsg(stage->socket, &message.header, 0) != 1)
    err(1, "recvmsg");
  state(stage, &message.header, reason, count, has_pidfd, false);
}

static void take_plain(struct stage *stage) {
  want(stage, SO_PASSPIDFD);
  take_one_message(stage, FULL_CONTROL, NULL, 0, true);
}

static void take_with_rights(struct stage *stage) {
  want(stage, SO_PASSPIDFD);
  take_one_message(stage, FULL_CONTROL, NULL, 3, true);
}

static void take_with_all(struct stage *stage) {
  want(stage, SO_PASSPIDFD);
  want(stage, SO_PASSCRED);
  take_one_message(stage, FULL_CONTROL, NULL, 3, true);
}

static void take_without_room_for_pidfd(struct stage *stage) {
  want(stage, SO_PASSPIDFD);
  take_one_message(stage, CMSG_SPACE(3 * sizeof(int)), NULL, 3, false);
}

/* The kernel cuts the descriptors' message short, and puts the pidfd nowhere. */
static void take_one_of_three(struct stage *stage) {
  want(stage, SO_PASSPIDFD);
  want(stage, SO_PASSCRED);
  take_one_message(stage, CREDENTIALS + CMSG_LEN(sizeof(int)), "ctrunc", 1, false);
}

static void take_credentials_only(struct stage *stage) {
  want(stage, SO_PASSPIDFD);
  want(stage, SO_PASSCRED);
  take_one_message(stage, CREDENTIALS, "ctrunc", 0, false);
}

/* No number is free below the limit: the message says so in the number's place. */
static void take_at_the_limit(struct stage *stage) {
  rlim_t limit = 0;
  want(stage, SO_PASSPIDFD);
  while (fcntl(limit, F_GETFD) >= 0)
    limit++;
  setrlimit(RLIMIT_NOFILE, &(struct rlimit){limit, limit});
  truth_beside("\"absent\":[\"fd\"]");
  take_one_message(stage, FULL_CONTROL, NULL, 0, true);
}

/* The pidfd is made, and thrown away as its number cannot be reported. */
static void take_into_read_only(struct stage *stage) {
  static struct message message;
  want(stage, SO_PASSPIDFD);
  message_expect(&message, FULL_CONTROL);
  message.header.msg_control = mmap(NULL, FULL_CONTROL, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  report(stage);
  await(stage);
  if (message.header.msg_control == MAP_FAILED || recvmsg(stage->socket, &message.header, 0) != 1)
    err(1, "recvmsg");
}

static void send_two_messages(struct stage *stage) {
  send_three(stage);
  send_byte(stage);
}

/* The second message has none but the pidfd, and its buffer lies behind the first one's. */
static void take_two_at_once(struct stage *stage) {
  static _Alignas(struct cmsghdr) char control[2][CREDENTIALS + CMSG_SPACE(3 * sizeof(int)) + ONE_NUMBER];
  static struct message messages[2];
  struct mmsghdr headers[2] = {0};
  want(stage, SO_PASSPIDFD);
  want(stage, SO_PASSCRED);
  for (int i = 0; i < 2; i++) {
    message_expect(&messages[i], sizeof control[i]);
    messages[i].header.msg_control = control[i];
    headers[i].msg_hdr = messages[i].header;
    report(stage);
    await(stage);
  }
  if (recvmmsg(stage->socket, headers, 2, 0, NULL) != 2)
    err(1, "recvmmsg");
  state(stage, &headers[0].msg_hdr, NULL, 3, true, false);
  state(stage, &headers[1].msg_hdr, NULL, 0, true, false);
}

static void take_by_ring(struct stage *stage, unsigned setup_flags, unsigned char request_flags) {
  static struct message message;
  want(stage, SO_PASSPIDFD);
  want(stage, SO_PASSCRED);
  struct ring ring = ring_open(setup_flags, request_flags);
  message_expect(&message, FULL_CONTROL);
  report(stage);
  await(stage);
  if (ring_do(&ring, IORING_OP_RECVMSG, stage->socket, &message.header) != 1)
    errx(1, "IORING_OP_RECVMSG");
  state(stage, &message.header, NULL, stage->sent[0].count, true, setup_flags != 0 || request_flags != 0);
}

static void take_inline(struct stage *stage) {
  take_by_ring(stage, 0, 0);
}

static void take_by_worker(struct stage *stage) {
  take_by_ring(stage, 0, IOSQE_ASYNC);
}

static void take_polled(struct stage *stage) {
  take_by_ring(stage, IORING_SETUP_SQPOLL, 0);
}

/* The receive is posted before there is a message. Not with SO_PASSCRED: the first try, in vain, uses up its room. */
static void take_posted(struct stage *stage) {
  static struct message message;
  want(stage, SO_PASSPIDFD);
  struct ring ring = ring_open(0, 0);
  message_expect(&message, CMSG_LEN(sizeof(int)));
  ring_request(&ring, IORING_OP_RECVMSG, stage->socket, &message.header, 1);
  ring_submit(&ring);
  report(stage);
  if (ring_result(&ring, NULL) != 1)
    errx(1, "IORING_OP_RECVMSG");
  state(stage, &message.header, "ctrunc", 1, false, false);
  await(stage);
}

/* The option's value is a descriptor. */
static void ask_for_peer(struct stage *stage) {
  int fd;
  socklen_t size = sizeof fd;
  struct actor actor = truth_actor();
  if (getsockopt(stage->socket, SOL_SOCKET, SO_PEERPIDFD, &fd, &size) < 0)
    stage_skip("no SO_PEERPIDFD: %s", strerrorname_np(errno));
  struct end end = truth_end(stage->socket, stage->peer);
  truth_beside(EXACT);
  truth_pidfd(NULL, &actor, &end, fd, getppid()); /* who made the pair */
}

static void idle(struct stage *stage) {
  report(stage);
}

/* What a process makes for itself is no passing. */
static void make_own(struct stage *stage) {
  int fd = -1;
  await(stage);
  if (syscall(SYS_pidfd_open, getpid(), 0) < 0)
    stage_skip("pidfd_open: %s", strerrorname_np(errno));
  pid_t child = syscall(SYS_clone, CLONE_PIDFD | SIGCHLD, NULL, &fd, NULL, NULL);
  if (child == 0)
    _exit(0);
  if (child < 0 || fd < 0 || waitpid(child, NULL, 0) != child)
    err(1, "clone");
}

const struct test_case pidfd_cases[] = {{"pidfd-planted", SOCK_STREAM, send_byte, take_plain},
                                        {"pidfd-dgram", SOCK_DGRAM, send_byte, take_plain},
                                        {"pidfd-rights", SOCK_STREAM, send_three, take_with_rights},
                                        {"pidfd-rights-credentials", SOCK_SEQPACKET, send_three, take_with_all},
                                        {"pidfd-no-room", SOCK_STREAM, send_three, take_without_room_for_pidfd},
                                        {"pidfd-ctrunc", SOCK_STREAM, send_three, take_one_of_three},
                                        {"pidfd-ctrunc-credentials", SOCK_DGRAM, send_three, take_credentials_only},
                                        {"pidfd-emfile", SOCK_STREAM, send_byte, take_at_the_limit},
                                        {"pidfd-fault", SOCK_STREAM, send_byte, take_into_read_only},
                                        {"pidfd-recvmmsg", SOCK_SEQPACKET, send_two_messages, take_two_at_once},
                                        {"pidfd-uring", SOCK_STREAM, send_three, take_inline},
                                        {"pidfd-uring-plain", SOCK_STREAM, send_byte, take_inline},
                                        {"pidfd-uring-async", SOCK_STREAM, send_three, take_by_worker},
                                        {"pidfd-uring-sqpoll", SOCK_STREAM, send_three, take_polled},
                                        {"pidfd-posted-ctrunc", SOCK_STREAM, send_three, take_posted},
                                        {"pidfd-of-peer", SOCK_STREAM, idle, ask_for_peer},
                                        {"pidfd-own", SOCK_STREAM, idle, make_own},
                                        {0}};
