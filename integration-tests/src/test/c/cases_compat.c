/* The 32-bit system calls, made from this 64-bit program by int 0x80. */
#define _GNU_SOURCE
#include "calls32.h"
#include "cases.h"

#include <err.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__x86_64__)

enum compat_call {
  SOCKETCALL = 102,
  RECVMMSG = 337,
  SENDMMSG = 345,
  SENDMSG = 370,
  RECVMSG = 372,
  RECVMMSG_TIME64 = 417, /* Linux 5.1 */
};
enum { SYS_GETSOCKOPT_32 = 15, SYS_SENDMSG_32 = 16, SYS_RECVMSG_32 = 17 };

#ifndef SO_PASSPIDFD /* Linux 6.5 */
#define SO_PASSPIDFD 76
#define SO_PEERPIDFD 77
#endif
#define SCM_PIDFD_TYPE 4

#define MESSAGES 2
#define FDS 5
#define LOW_CONTROL_BYTES 256

struct msghdr_32 {
  uint32_t name, name_length, io, io_count, control, control_length, flags;
};

struct mmsghdr_32 {
  struct msghdr_32 header;
  uint32_t length;
};

struct cmsg_32 {
  uint32_t length;
  int32_t level, type;
  int fds[];
};

/* Memory below 4 GiB, where 32-bit pointers reach. */
static struct low {
  struct mmsghdr_32 messages[MESSAGES];
  uint32_t io[2];
  uint32_t arguments[5];
  uint32_t value, value_length;
  char payload[16];
  _Alignas(4) char control[MESSAGES][LOW_CONTROL_BYTES];
} * low;

static uint32_t low_address(const void *at) {
  return (uint32_t)(uintptr_t)at;
}

static void low_open(void) {
  need_calls_32();
  low = mmap(NULL, sizeof *low, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
  if (low == MAP_FAILED)
    err(1, "mmap");
  low->io[0] = low_address(low->payload);
  low->io[1] = 1;
  for (int i = 0; i < MESSAGES; i++) {
    struct msghdr_32 *header = &low->messages[i].header;
    header->io = low_address(low->io);
    header->io_count = 1;
    header->control = low_address(low->control[i]);
    header->control_length = LOW_CONTROL_BYTES;
  }
}

static void low_put(int message, const int *fds, int count) {
  struct cmsg_32 *part = (struct cmsg_32 *)low->control[message];
  part->length = sizeof *part + count * sizeof(int);
  part->level = SOL_SOCKET;
  part->type = SCM_RIGHTS;
  memcpy(part->fds, fds, count * sizeof(int));
  low->messages[message].header.control_length = part->length;
}

/* The control message of this type; the case fails when there is none. */
static const struct cmsg_32 *low_part(int message, int type) {
  uint32_t end = low->messages[message].header.control_length;
  for (uint32_t at = 0; at + sizeof(struct cmsg_32) <= end;) {
    const struct cmsg_32 *part = (const struct cmsg_32 *)(low->control[message] + at);
    if (part->type == type)
      return part;
    at += (part->length + 3) & ~3u;
  }
  errx(1, "no control message of type %d", type);
}

static void low_get(int message, struct received *received) {
  const struct cmsg_32 *part = low_part(message, SCM_RIGHTS);
  received->count = (part->length - sizeof *part) / sizeof(int);
  memcpy(received->fds, part->fds, received->count * sizeof(int));
  message_files(received);
}

static bool is_several(int number) {
  return number == SENDMMSG || number == RECVMMSG || number == RECVMMSG_TIME64;
}

/* How many messages the call passed: MESSAGES for the calls that take several. */
static int low_do(struct stage *stage, int number, int sub_call, int flags) {
  uint32_t first = low_address(&low->messages[0]);
  long result;
  if (number == SOCKETCALL) {
    low->arguments[0] = stage->socket;
    low->arguments[1] = first;
    low->arguments[2] = flags;
    result = call_32(number, sub_call, low_address(low->arguments), 0, 0, 0);
  } else {
    result = is_several(number) ? call_32(number, stage->socket, first, MESSAGES, flags, 0)
                                : call_32(number, stage->socket, first, flags, 0, 0);
  }
  if ((int)result <= 0)
    errx(1, "32-bit system call %d: %s", number, strerror(-(int)result));
  return result;
}

static void send_32(struct stage *stage, int number) {
  struct sent *sent[MESSAGES];
  int fds[FDS];
  int count = is_several(number) ? MESSAGES : 1;
  low_open();
  new_memfds(fds, FDS);
  for (int i = 0; i < count; i++) {
    sent[i] = stage_describe(stage, fds + i, FDS - i);
    low_put(i, fds + i, FDS - i);
  }
  if (low_do(stage, number, SYS_SENDMSG_32, 0) != count)
    errx(1, "not all messages were sent");
  for (int i = 0; i < count; i++)
    stage_sent(stage, sent[i]);
  report(stage);
}

static void take_32_by(struct stage *stage, int number, int flags) {
  int count = is_several(number) ? MESSAGES : 1;
  low_open();
  await(stage);
  if (low_do(stage, number, SYS_RECVMSG_32, flags) != count)
    errx(1, "not all messages came");
  for (int i = 0; i < count; i++) {
    struct received received;
    low_get(i, &received);
    stage_received(stage, "RECV", stage_next(stage), &received);
  }
}

static void take_32(struct stage *stage, int number) {
  take_32_by(stage, number, 0);
}

static void send_direct(struct stage *stage) {
  send_32(stage, SENDMSG);
}

static void take_direct(struct stage *stage) {
  take_32(stage, RECVMSG);
}

static void send_socketcall(struct stage *stage) {
  send_32(stage, SOCKETCALL);
}

static void take_socketcall(struct stage *stage) {
  take_32(stage, SOCKETCALL);
}

static void send_several(struct stage *stage) {
  send_32(stage, SENDMMSG);
}

static void take_several(struct stage *stage) {
  take_32(stage, RECVMMSG);
}

static void take_several_time64(struct stage *stage) {
  take_32(stage, RECVMMSG_TIME64);
}

static void take_direct_cloexec(struct stage *stage) {
  take_32_by(stage, RECVMSG, MSG_CMSG_CLOEXEC);
}

static void take_socketcall_cloexec(struct stage *stage) {
  take_32_by(stage, SOCKETCALL, MSG_CMSG_CLOEXEC);
}

static void take_several_cloexec(struct stage *stage) {
  take_32_by(stage, RECVMMSG_TIME64, MSG_CMSG_CLOEXEC);
}

static void want(struct stage *stage, int option) {
  if (setsockopt(stage->socket, SOL_SOCKET, option, &(int){1}, sizeof(int)) < 0)
    stage_skip("no SO_PASSPIDFD: %s", strerrorname_np(errno));
}

static void send_with_pidfd(struct stage *stage) {
  await(stage);
  stage->meeting->actor = truth_actor();
  send_32(stage, SENDMSG);
}

static void take_with_pidfd(struct stage *stage) {
  want(stage, SO_PASSPIDFD);
  want(stage, SO_PASSCRED);
  report(stage);
  take_32(stage, RECVMSG);
  struct actor actor = truth_actor();
  struct end end = truth_end(stage->socket, stage->peer);
  truth_pidfd(NULL, &actor, &end, low_part(0, SCM_PIDFD_TYPE)->fds[0], stage->meeting->actor.pid);
}

/* The option's value is a descriptor. No tracepoint reports it. */
static void ask_for_peer(struct stage *stage) {
  low_open();
  low->value_length = sizeof low->value;
  uint32_t arguments[] = {stage->socket, SOL_SOCKET, SO_PEERPIDFD, low_address(&low->value),
                          low_address(&low->value_length)};
  memcpy(low->arguments, arguments, sizeof arguments);
  struct actor actor = truth_actor();
  int result = call_32(SOCKETCALL, SYS_GETSOCKOPT_32, low_address(low->arguments), 0, 0, 0);
  if (result < 0)
    stage_skip("no SO_PEERPIDFD: %s", strerrorname_np(-result));
  struct end end = truth_end(stage->socket, stage->peer);
  truth_beside("\"only\":[\"fentry\",\"kprobe\"]");
  truth_pidfd(NULL, &actor, &end, low->value, getppid()); /* who made the pair */
}

static void idle(struct stage *stage) {
  report(stage);
}

#define OF_X86(function) function

#else

static void no_such_calls(struct stage *stage) {
  (void)stage;
  need_calls_32();
}

#define OF_X86(function) no_such_calls

#endif

const struct test_case compat_cases[] = {
    {"compat32-pidfd", SOCK_STREAM, OF_X86(send_with_pidfd), OF_X86(take_with_pidfd)},
    {"compat32-pidfd-of-peer", SOCK_STREAM, OF_X86(idle), OF_X86(ask_for_peer)},
    {"compat32", SOCK_STREAM, OF_X86(send_direct), OF_X86(take_direct)},
    {"compat32-socketcall", SOCK_STREAM, OF_X86(send_socketcall), OF_X86(take_socketcall)},
    {"compat32-several", SOCK_SEQPACKET, OF_X86(send_several), OF_X86(take_several)},
    {"compat32-several-time64", SOCK_SEQPACKET, OF_X86(send_several), OF_X86(take_several_time64)},
    {"compat32-cloexec", SOCK_STREAM, OF_X86(send_direct), OF_X86(take_direct_cloexec)},
    {"compat32-socketcall-cloexec", SOCK_STREAM, OF_X86(send_socketcall), OF_X86(take_socketcall_cloexec)},
    {"compat32-several-cloexec", SOCK_SEQPACKET, OF_X86(send_several), OF_X86(take_several_cloexec)},
    {0}};
