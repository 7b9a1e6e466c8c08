/* Sends that the kernel refuses after it has the descriptors, or before it looks at them. */
#define _GNU_SOURCE
#include "refused.h"

#include <err.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/types.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#define TIMEOUT_MS 50

static int bound_receiver(struct stage *stage, struct target *target, const char *word) {
  stage->socket = new_unix(SOCK_DGRAM);
  *target = target_named(word);
  int receiver = new_unix(SOCK_DGRAM);
  if (bind(receiver, (struct sockaddr *)&target->address, target->size) < 0)
    err(1, "bind");
  return receiver;
}

static void send_too_large(struct stage *stage) {
  struct target target;
  bound_receiver(stage, &target, "large");
  must_refuse(stage, &target, LARGE, 0, EMSGSIZE);
}

static void fill(int socket, const struct target *target) {
  while (sendto(socket, "x", 1, MSG_DONTWAIT, (const struct sockaddr *)&target->address, target->size) == 1)
    continue;
  if (errno != EAGAIN)
    err(1, "sendto");
}

static void send_to_full(struct stage *stage) {
  struct target target;
  skip_when_reported_early();
  bound_receiver(stage, &target, "full");
  fill(stage->socket, &target);
  must_refuse(stage, &target, 1, MSG_DONTWAIT, EAGAIN);
}

static void set_timeout(int socket) {
  struct timeval timeout = {0, TIMEOUT_MS * 1000};
  if (setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout) < 0)
    err(1, "SO_SNDTIMEO");
}

static void send_in_time(struct stage *stage) {
  struct target target;
  skip_when_reported_early();
  bound_receiver(stage, &target, "late");
  fill(stage->socket, &target);
  set_timeout(stage->socket);
  must_refuse(stage, &target, 1, 0, EAGAIN);
}

static void send_to_nobody(struct stage *stage) {
  struct target target = target_named("nobody");
  skip_when_reported_early();
  stage->socket = new_unix(SOCK_DGRAM);
  must_refuse(stage, &target, 1, 0, ECONNREFUSED);
}

/* The address that is not there is shown, not the sender's own. */
static void send_nowhere(struct stage *stage) {
  struct target own, target = target_at("/no/such/place/passfd");
  skip_when_reported_early();
  stage->socket = bound_receiver(stage, &own, "own");
  must_refuse(stage, &target, 1, 0, ENOENT);
}

static void send_to_stream(struct stage *stage) {
  char path[64];
  snprintf(path, sizeof path, "/tmp/passfd-%d.stream", getpid());
  struct target target = target_at(path);
  skip_when_reported_early();
  int other = new_unix(SOCK_STREAM);
  if (bind(other, (struct sockaddr *)&target.address, target.size) < 0)
    err(1, "bind %s", path);
  stage->socket = new_unix(SOCK_DGRAM);
  must_refuse(stage, &target, 1, 0, EPROTOTYPE);
  unlink(path);
}

/* A datagram socket that is connected takes from its peer only. */
static void send_to_engaged(struct stage *stage) {
  struct target target, other;
  skip_when_reported_early();
  bound_receiver(stage, &other, "other");
  int receiver = bound_receiver(stage, &target, "engaged");
  if (connect(receiver, (struct sockaddr *)&other.address, other.size) < 0)
    err(1, "connect");
  must_refuse(stage, &target, 1, 0, EPERM);
}

/* From here on this process sends to no abstract address that was bound by others, or before. */
static void restrict_scope(void) {
  struct {
    __u64 files, network, scoped;
  } ruleset = {.scoped = 1}; /* LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET */
  int fd = syscall(SYS_landlock_create_ruleset, &ruleset, sizeof ruleset, 0);
  if (fd < 0)
    stage_skip("Landlock has no scopes (Linux 6.12): %s", strerrorname_np(errno));
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || syscall(SYS_landlock_restrict_self, fd, 0) < 0)
    err(1, "landlock_restrict_self");
  close(fd);
}

/* What a module refuses the sockets do not show; the end of the send does. */
static void send_out_of_scope(struct stage *stage) {
  static struct message message;
  struct target target;
  int fds[2];
  bound_receiver(stage, &target, "scope");
  restrict_scope();
  new_memfds(fds, 2);
  message_build(&message, &(struct part){SCM_RIGHTS, 2, fds}, 1);
  message.header.msg_name = &target.address;
  message.header.msg_namelen = target.size;
  if (sendmsg(stage->socket, &message.header, 0) >= 0 || errno != EPERM)
    err(1, "sendmsg must fail with EPERM");
  truth_beside("\"only\":[\"tracepoint\"]");
  refused(stage, &target, fds, EPERM);
  truth_beside("\"only\":[\"fentry\",\"kprobe\"],\"absent\":[\"errno\"]");
  refused(stage, &target, fds, 0);
  truth_beside(NULL);
}

static void send_to_shut_down(struct stage *stage) {
  struct target target;
  skip_when_reported_early();
  int receiver = bound_receiver(stage, &target, "shut");
  shutdown(receiver, SHUT_RD);
  must_refuse(stage, &target, 1, 0, EPIPE);
}

/* The receiver's filter drops it, and the send succeeds. */
static void send_to_filter(struct stage *stage) {
  static struct message message;
  struct sock_filter drop = BPF_STMT(BPF_RET | BPF_K, 0);
  struct sock_fprog program = {1, &drop};
  struct target target;
  int fds[2];
  skip_when_reported_early();
  int receiver = bound_receiver(stage, &target, "filtering");
  if (setsockopt(receiver, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) < 0)
    err(1, "SO_ATTACH_FILTER");
  new_memfds(fds, 2);
  const struct sent *sent = stage_describe(stage, fds, 2);
  message_build(&message, &(struct part){SCM_RIGHTS, 2, fds}, 1);
  message.header.msg_name = &target.address;
  message.header.msg_namelen = target.size;
  if (sendmsg(stage->socket, &message.header, 0) != 1)
    err(1, "sendmsg");
  struct end end = end_towards(stage, &target);
  truth_refuse("filter", NULL, &end, sent);
}

static void send_to_no_address(struct stage *stage) {
  struct target target = target_named("");
  target.size = sizeof target.address.sun_family;
  stage->socket = new_unix(SOCK_DGRAM);
  must_refuse(stage, &target, 1, 0, EINVAL);
}

static void send_unconnected(struct stage *stage, int type) {
  stage->socket = new_unix(type);
  must_refuse(stage, NULL, 1, 0, ENOTCONN);
}

static void send_dgram_unconnected(struct stage *stage) {
  send_unconnected(stage, SOCK_DGRAM);
}

static void send_seqpacket_unconnected(struct stage *stage) {
  send_unconnected(stage, SOCK_SEQPACKET);
}

/* The peer connects to another, and throws away what it has not read. */
static void send_to_reconnected(struct stage *stage) {
  struct target target;
  int pair[2];
  bound_receiver(stage, &target, "another");
  if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) < 0 || write(pair[0], "x", 1) != 1 ||
      connect(pair[1], (struct sockaddr *)&target.address, target.size) < 0)
    err(1, "socketpair, write or connect");
  stage->socket = pair[0];
  must_refuse(stage, NULL, 1, 0, ECONNRESET);
}

/* The peer has gone, and the socket does not know it yet. */
static void send_to_gone(struct stage *stage) {
  report(stage);
  await(stage);
  stage->peer = 0;
  must_refuse(stage, NULL, 1, 0, ECONNREFUSED);
  must_refuse(stage, NULL, 1, 0, ENOTCONN);
}

/* Refused before the control messages are looked at, and the next one after that. */
static void send_to_dead(struct stage *stage) {
  if (write(stage->socket, "x", 1) != 1)
    err(1, "write");
  report(stage);
  await(stage);
  stage->peer = 0;
  must_refuse(stage, NULL, 1, MSG_NOSIGNAL, ECONNRESET);
  must_refuse(stage, NULL, 1, MSG_NOSIGNAL, EPIPE);
}

static void die_unread(struct stage *stage) {
  await(stage);
  close(stage->socket);
  stage->socket = -1;
  report(stage);
}

static void send_unreadable(struct stage *stage) {
  skip_when_reported_early();
  must_refuse(stage, NULL, UNREADABLE, 0, EFAULT);
}

static void send_to_slow(struct stage *stage) {
  while (send(stage->socket, "x", 1, MSG_DONTWAIT) == 1)
    continue;
  set_timeout(stage->socket);
  must_refuse(stage, NULL, 1, 0, EAGAIN);
}

static void stay(struct stage *stage) {
  (void)stage;
}

const struct test_case refusal_cases[] = {{"to-too-large", 0, send_too_large, stay},
                                          {"to-full", 0, send_to_full, stay},
                                          {"to-timeout", 0, send_in_time, stay},
                                          {"to-nobody", 0, send_to_nobody, stay},
                                          {"to-nowhere", 0, send_nowhere, stay},
                                          {"to-stream", 0, send_to_stream, stay},
                                          {"to-engaged", 0, send_to_engaged, stay},
                                          {"to-out-of-scope", 0, send_out_of_scope, stay},
                                          {"to-shut-down", 0, send_to_shut_down, stay},
                                          {"to-filter", 0, send_to_filter, stay},
                                          {"to-no-address", 0, send_to_no_address, stay},
                                          {"dgram-unconnected", 0, send_dgram_unconnected, stay},
                                          {"seqpacket-unconnected", 0, send_seqpacket_unconnected, stay},
                                          {"dgram-refused", SOCK_DGRAM, send_to_gone, die_unread},
                                          {"dgram-reset", 0, send_to_reconnected, stay},
                                          {"seqpacket-reset", SOCK_SEQPACKET, send_to_dead, die_unread},
                                          {"efault", SOCK_STREAM, send_unreadable, stay},
                                          {"efault-dgram", SOCK_DGRAM, send_unreadable, stay},
                                          {"timeout", SOCK_STREAM, send_to_slow, stay},
                                          {"timeout-seqpacket", SOCK_SEQPACKET, send_to_slow, stay},
                                          {0}};
