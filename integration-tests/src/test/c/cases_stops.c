/* Receives that install less than was sent. */
#define _GNU_SOURCE
#include "cases.h"
#include "refusing.h"

#include <err.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

static void drop_next(struct stage *stage, const char *reason) {
  struct actor actor = truth_actor();
  truth_drop(reason, &actor, NULL, stage_next(stage), 0);
}

static void send_two(struct stage *stage) {
  int fds[2];
  new_memfds(fds, 2);
  pass(stage, fds, 2);
  report(stage);
}

static void send_three(struct stage *stage) {
  int fds[3];
  new_memfds(fds, 3);
  pass(stage, fds, 3);
  report(stage);
}

static void send_five(struct stage *stage) {
  int fds[5];
  new_memfds(fds, 5);
  pass(stage, fds, 5);
  report(stage);
}

/* Receives with ROOM bytes of control buffer: COUNT descriptors fit, the rest is dropped. */
static const struct sent *take_some(struct stage *stage, size_t room, int count) {
  struct received received;
  await(stage);
  int n = message_receive(stage->socket, room, 0, &received);
  if (n < 0 || received.count != count || !(received.flags & MSG_CTRUNC))
    errx(1, "%d descriptors came, %d would fit", received.count, count);
  message_files(&received);
  const struct sent *sent = stage_next(stage);
  stage_received(stage, "RECV", sent, &received);
  return sent;
}

static void drop_rest(struct stage *stage, const char *reason, const struct sent *sent, int first) {
  struct actor actor = truth_actor();
  struct end end = truth_end(stage->socket, stage->peer);
  truth_drop(reason, &actor, &end, sent, first);
}

static void take_one_of_three(struct stage *stage) {
  drop_rest(stage, "ctrunc", take_some(stage, CMSG_LEN(sizeof(int)), 1), 1);
}

/* The kernel puts the sender's credentials first, and has no room left. */
static void take_credentials(struct stage *stage) {
  if (setsockopt(stage->socket, SOL_SOCKET, SO_PASSCRED, &(int){1}, sizeof(int)) < 0)
    err(1, "SO_PASSCRED");
  drop_rest(stage, "ctrunc", take_some(stage, CMSG_SPACE(sizeof(struct ucred)), 0), 0);
}

/* The control buffer is read-only. */
static void take_into_read_only(struct stage *stage) {
  static struct message message;
  message_expect(&message, FULL_CONTROL);
  message.header.msg_control = mmap(NULL, FULL_CONTROL, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  await(stage);
  if (message.header.msg_control == MAP_FAILED || recvmsg(stage->socket, &message.header, 0) != 1)
    err(1, "recvmsg");
  drop_rest(stage, "fault", stage_next(stage), 0);
}

static void send_two_messages(struct stage *stage) {
  int fds[2];
  new_memfds(fds, 2);
  pass(stage, &fds[0], 1);
  pass(stage, &fds[1], 1);
  report(stage);
}

/* Two messages by one call, of which one has a control buffer. */
static void take_with_one_buffer(struct stage *stage, int with) {
  static struct message messages[2];
  struct mmsghdr headers[2] = {0};
  for (int i = 0; i < 2; i++) {
    message_expect(&messages[i], i == with ? FULL_CONTROL : 0);
    if (i != with)
      messages[i].header.msg_control = NULL;
    headers[i].msg_hdr = messages[i].header;
  }
  await(stage);
  if (recvmmsg(stage->socket, headers, 2, 0, NULL) != 2)
    err(1, "recvmmsg");
  for (int i = 0; i < 2; i++) {
    struct received received;
    message_descriptors(&headers[i].msg_hdr, &received);
    message_files(&received);
    if (i == with)
      stage_received(stage, "RECV", stage_next(stage), &received);
    else
      drop_next(stage, "nocontrol");
  }
}

static void take_with_first_buffer(struct stage *stage) {
  take_with_one_buffer(stage, 0);
}

static void take_with_second_buffer(struct stage *stage) {
  take_with_one_buffer(stage, 1);
}

/* Two numbers are free below the limit. */
static void take_two_of_five(struct stage *stage) {
  rlim_t limit = 0;
  for (int free_numbers = 0; free_numbers < 2; limit++)
    free_numbers += fcntl(limit, F_GETFD) < 0;
  setrlimit(RLIMIT_NOFILE, &(struct rlimit){limit, limit});
  drop_rest(stage, "emfile", take_some(stage, FULL_CONTROL, 2), 2);
}

/* A security module refuses the first, so that the others are not tried. */
static void take_refused(struct stage *stage) {
  refuse_descriptors();
  const struct sent *sent = take_some(stage, FULL_CONTROL, 0);
  truth_beside("\"only\":[\"fentry\",\"kprobe\"]");
  drop_rest(stage, "lsm", sent, 0);
  truth_beside("\"only\":[\"tracepoint\"],\"absent\":[\"reason\"]");
  drop_rest(stage, NULL, sent, 0);
  truth_beside(NULL);
}

static void read_payload(struct stage *stage) {
  char byte;
  await(stage);
  if (read(stage->socket, &byte, 1) != 1)
    err(1, "read");
  drop_next(stage, "nocontrol");
}

static void receive_without_control(struct stage *stage) {
  struct received received;
  await(stage);
  if (message_receive(stage->socket, 0, 0, &received) != 1 || received.count != 0)
    errx(1, "recvmsg without a control buffer");
  drop_next(stage, "nocontrol");
}

/* What a peek does not install is not lost, and no row; its rows count what the message has. */
static void peek_at_some(struct stage *stage) {
  struct received received;
  await(stage);
  if (message_receive(stage->socket, 0, MSG_PEEK, &received) != 1 || received.count != 0)
    errx(1, "a peek without a control buffer");
  if (message_receive(stage->socket, CMSG_LEN(sizeof(int)), MSG_PEEK, &received) != 1 || received.count != 1)
    errx(1, "a peek with room for one descriptor");
  message_files(&received);
  stage_received(stage, "PEEK", &stage->sent[0], &received);
  take(stage);
}

const struct test_case stop_cases[] = {
    {"ctrunc", SOCK_STREAM, send_three, take_one_of_three},
    {"ctrunc-credentials", SOCK_STREAM, send_three, take_credentials},
    {"fault", SOCK_STREAM, send_three, take_into_read_only},
    {"recvmmsg-first-buffer", SOCK_SEQPACKET, send_two_messages, take_with_first_buffer},
    {"recvmmsg-second-buffer", SOCK_SEQPACKET, send_two_messages, take_with_second_buffer},
    {"emfile", SOCK_STREAM, send_five, take_two_of_five},
    {"lsm", SOCK_STREAM, send_three, take_refused},
    {"read-discards", SOCK_STREAM, send_two, read_payload},
    {"no-control-buffer", SOCK_STREAM, send_two, receive_without_control},
    {"peek-cut", SOCK_STREAM, send_three, peek_at_some},
    {0}};
