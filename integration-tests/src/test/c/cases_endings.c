/* Messages that end in ways of their own: purged, filtered, out of band, empty. */
#define _GNU_SOURCE
#include "cases.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Which number the call names is not stated. */
static struct end own_end(struct stage *stage) {
  struct end end = truth_end(stage->socket, stage->peer);
  end.fd = UNKNOWN_FD;
  return end;
}

static void drop_next(struct stage *stage, const char *reason) {
  struct actor actor = truth_actor();
  struct end end = own_end(stage);
  truth_drop(reason, &actor, &end, stage_next(stage), 0);
}

/* SIZE bytes of data with two descriptors. */
static struct sent *send_sized(struct stage *stage, size_t size, int flags) {
  static struct message message;
  int fds[2];
  new_memfds(fds, 2);
  struct sent *sent = stage_describe(stage, fds, 2);
  message_build(&message, &(struct part){SCM_RIGHTS, 2, fds}, 1);
  message.io.iov_len = size;
  if (sendmsg(stage->socket, &message.header, flags) != (ssize_t)size) {
    if (errno == EOPNOTSUPP && flags & MSG_OOB)
      stage_skip("the kernel has no MSG_OOB for Unix sockets");
    err(1, "sendmsg of %zu bytes", size);
  }
  return sent;
}

static void pass_sized(struct stage *stage, size_t size, int flags) {
  stage_sent(stage, send_sized(stage, size, flags));
}

static void send_one_byte(struct stage *stage) {
  pass_sized(stage, 1, 0);
  report(stage);
}

/* A datagram socket that is connected to another peer, or to none, throws its queue away. */
static void connect_to(struct stage *stage, const struct sockaddr_un *address, socklen_t size) {
  struct end end = own_end(stage);
  struct actor actor = truth_actor();
  await(stage);
  if (connect(stage->socket, (const struct sockaddr *)address, size) < 0)
    err(1, "connect");
  truth_drop("disconnected", &actor, &end, stage_next(stage), 0);
}

static void connect_to_another(struct stage *stage) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  socklen_t size = sizeof address;
  int other = socket(AF_UNIX, SOCK_DGRAM, 0);
  if (other < 0 || bind(other, (struct sockaddr *)&address, sizeof address.sun_family) < 0 ||
      getsockname(other, (struct sockaddr *)&address, &size) < 0)
    err(1, "bind");
  connect_to(stage, &address, size);
}

static void connect_to_none(struct stage *stage) {
  connect_to(stage, &(struct sockaddr_un){.sun_family = AF_UNSPEC}, sizeof(sa_family_t));
}

/* So does one whose peer has gone, when it sends. */
static void send_and_close(struct stage *stage) {
  pass_sized(stage, 1, 0);
  close(stage->socket);
  report(stage);
}

static void send_to_gone(struct stage *stage) {
  struct end end = own_end(stage);
  struct actor actor = truth_actor();
  await(stage);
  if (send(stage->socket, "x", 1, 0) >= 0 || errno != ECONNREFUSED)
    err(1, "send to a peer that is closed");
  truth_drop("disconnected", &actor, &end, stage_next(stage), 0);
}

/* The receiver's filter keeps SIZE bytes of each datagram; of none it drops it. */
static void attach_filter(struct stage *stage, unsigned int size) {
  struct sock_filter keep = BPF_STMT(BPF_RET | BPF_K, size);
  struct sock_fprog program = {1, &keep};
  if (setsockopt(stage->socket, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) < 0)
    err(1, "SO_ATTACH_FILTER");
  report(stage);
}

static void drop_by_filter(struct stage *stage) {
  attach_filter(stage, 0);
}

/* The send succeeds. */
static void send_to_filter(struct stage *stage) {
  await(stage);
  const struct sent *sent = send_sized(stage, 1, 0);
  struct end end = truth_end(stage->socket, stage->peer);
  if (queues_early()) {
    stage_sent(stage, sent);
    truth_drop("filter", &sent->actor, NULL, sent, 0);
  } else {
    truth_refuse("filter", NULL, &end, sent);
  }
}

static void receive_sized(struct stage *stage, int size, int flags) {
  struct received received;
  await(stage);
  int n = message_receive(stage->socket, FULL_CONTROL, flags, &received);
  if (n != size)
    errx(1, "%d bytes came in place of %d", n, size);
  message_files(&received);
  stage_received(stage, "RECV", stage_next(stage), &received);
}

/* What is cut off is data. */
static void trim_by_filter(struct stage *stage) {
  attach_filter(stage, 1);
  receive_sized(stage, 1, 0);
}

static void send_two_bytes_to_filter(struct stage *stage) {
  await(stage);
  pass_sized(stage, 2, 0);
  report(stage);
}

static void send_nothing(struct stage *stage) {
  pass_sized(stage, 0, 0);
  report(stage);
}

static void receive_nothing(struct stage *stage) {
  receive_sized(stage, 0, 0);
}

static void discard_nothing(struct stage *stage) {
  char byte;
  await(stage);
  if (recv(stage->socket, &byte, 1, 0) != 0)
    err(1, "recv of a datagram without data");
  drop_next(stage, "nocontrol");
}

/* The datagram is gone when its data cannot be copied. */
static void receive_into_nowhere(struct stage *stage) {
  static struct message message;
  message_expect(&message, FULL_CONTROL);
  message.io.iov_base = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  await(stage);
  if (recvmsg(stage->socket, &message.header, 0) >= 0 || errno != EFAULT)
    err(1, "recvmsg into what cannot be written");
  drop_next(stage, "fault");
}

/* The descriptors go with the first byte, which is the out-of-band one here. */
static void send_urgent(struct stage *stage) {
  pass_sized(stage, 1, MSG_OOB);
  if (send(stage->socket, "y", 1, 0) != 1)
    err(1, "send");
  report(stage);
}

static void send_before_urgent(struct stage *stage) {
  pass_sized(stage, 2, MSG_OOB);
  report(stage);
}

static void receive_byte(struct stage *stage, int flags) {
  struct received received;
  if (message_receive(stage->socket, FULL_CONTROL, flags, &received) != 1 || received.count != 0)
    errx(1, "one byte without descriptors did not come");
}

/* MSG_OOB reads the byte and leaves it in the queue, where the next receive throws it away. */
static void receive_urgent(struct stage *stage) {
  await(stage);
  receive_byte(stage, MSG_OOB);
  receive_byte(stage, 0);
  drop_next(stage, "oob");
}

static void peek_at_urgent(struct stage *stage) {
  await(stage);
  receive_byte(stage, MSG_OOB | MSG_PEEK);
  receive_byte(stage, MSG_OOB);
  receive_byte(stage, 0);
  drop_next(stage, "oob");
}

static void skip_urgent(struct stage *stage) {
  await(stage);
  receive_byte(stage, 0);
  drop_next(stage, "oob");
}

static void skip_urgent_by_read(struct stage *stage) {
  char byte;
  await(stage);
  if (read(stage->socket, &byte, 1) != 1 || byte != 'y')
    err(1, "read");
  drop_next(stage, "oob");
}

static void receive_inline(struct stage *stage) {
  if (setsockopt(stage->socket, SOL_SOCKET, SO_OOBINLINE, &(int){1}, sizeof(int)) < 0)
    err(1, "SO_OOBINLINE");
  receive_sized(stage, 1, 0);
}

static void read_inline(struct stage *stage) {
  char byte;
  if (setsockopt(stage->socket, SOL_SOCKET, SO_OOBINLINE, &(int){1}, sizeof(int)) < 0)
    err(1, "SO_OOBINLINE");
  await(stage);
  if (read(stage->socket, &byte, 1) != 1 || byte != 'x')
    err(1, "read");
  drop_next(stage, "nocontrol");
}

static void receive_before_urgent(struct stage *stage) {
  receive_sized(stage, 1, 0);
}

static void close_with_urgent(struct stage *stage) {
  await(stage);
  struct actor actor = truth_actor();
  struct end end = own_end(stage);
  close(stage->socket);
  truth_drop("closed", &actor, &end, stage_next(stage), 0);
}

const struct test_case ending_cases[] = {{"reconnected", SOCK_DGRAM, send_one_byte, connect_to_another},
                                         {"disconnected", SOCK_DGRAM, send_one_byte, connect_to_none},
                                         {"peer-gone", SOCK_DGRAM, send_and_close, send_to_gone},
                                         {"filter-drops", SOCK_DGRAM, send_to_filter, drop_by_filter},
                                         {"filter-drops-seqpacket", SOCK_SEQPACKET, send_to_filter, drop_by_filter},
                                         {"filter-trims", SOCK_DGRAM, send_two_bytes_to_filter, trim_by_filter},
                                         {"empty-dgram", SOCK_DGRAM, send_nothing, receive_nothing},
                                         {"empty-seqpacket", SOCK_SEQPACKET, send_nothing, receive_nothing},
                                         {"empty-dgram-discarded", SOCK_DGRAM, send_nothing, discard_nothing},
                                         {"data-fault", SOCK_DGRAM, send_one_byte, receive_into_nowhere},
                                         {"data-fault-seqpacket", SOCK_SEQPACKET, send_one_byte, receive_into_nowhere},
                                         {"oob-received", SOCK_STREAM, send_urgent, receive_urgent},
                                         {"oob-peeked", SOCK_STREAM, send_urgent, peek_at_urgent},
                                         {"oob-skipped", SOCK_STREAM, send_urgent, skip_urgent},
                                         {"oob-skipped-by-read", SOCK_STREAM, send_urgent, skip_urgent_by_read},
                                         {"oob-inline", SOCK_STREAM, send_urgent, receive_inline},
                                         {"oob-inline-discarded", SOCK_STREAM, send_urgent, read_inline},
                                         {"oob-closed", SOCK_STREAM, send_urgent, close_with_urgent},
                                         {"data-then-oob", SOCK_STREAM, send_before_urgent, receive_before_urgent},
                                         {0}};
