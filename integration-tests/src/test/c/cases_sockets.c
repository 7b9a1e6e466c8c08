/* Sockets that are bound, connected and accepted. */
#define _GNU_SOURCE
#include "cases.h"

#include <err.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static socklen_t address_size(const struct sockaddr_un *address) {
  size_t length = address->sun_path[0] ? strlen(address->sun_path) : strlen(address->sun_path + 1);
  return offsetof(struct sockaddr_un, sun_path) + length + 1;
}

static int new_socket(int type) {
  int fd = socket(AF_UNIX, type, 0);
  if (fd < 0)
    err(1, "socket");
  return fd;
}

/* A socket bound to a path or a name of this process's own. */
static int bound_socket(struct stage *stage, int type, bool abstract) {
  int fd = new_socket(type);
  struct sockaddr_un *address = &stage->meeting->address;
  address->sun_family = AF_UNIX;
  snprintf(address->sun_path + abstract, sizeof address->sun_path - 1, abstract ? "passfd-%d" : "/tmp/passfd-%d.sock",
           getpid());
  if (bind(fd, (struct sockaddr *)address, address_size(address)) < 0)
    err(1, "bind");
  return fd;
}

static void unlink_address(struct stage *stage) {
  if (stage->meeting->address.sun_path[0])
    unlink(stage->meeting->address.sun_path);
}

/* sendmsg to a name. The socket stays unconnected, so the peer is not stated. */
static void send_to_name(struct stage *stage) {
  static struct message message;
  await(stage);
  stage->socket = new_socket(SOCK_DGRAM);
  int fds[2];
  new_memfds(fds, 2);
  struct sent *sent = stage_describe(stage, fds, 2);
  message_build(&message, &(struct part){SCM_RIGHTS, 2, fds}, 1);
  message.header.msg_name = &stage->meeting->address;
  message.header.msg_namelen = address_size(&stage->meeting->address);
  if (sendmsg(stage->socket, &message.header, 0) < 0)
    err(1, "sendmsg");
  stage_sent(stage, sent);
}

static void take_bound(struct stage *stage, bool abstract) {
  stage->socket = bound_socket(stage, SOCK_DGRAM, abstract);
  report(stage);
  take(stage);
  unlink_address(stage);
}

static void take_bound_path(struct stage *stage) {
  take_bound(stage, false);
}

static void take_bound_abstract(struct stage *stage) {
  take_bound(stage, true);
}

static void connect_to_name(struct stage *stage, int type) {
  await(stage);
  stage->socket = new_socket(type);
  struct sockaddr_un *address = &stage->meeting->address;
  if (connect(stage->socket, (struct sockaddr *)address, address_size(address)) < 0)
    err(1, "connect");
}

static void send_connected(struct stage *stage) {
  int fds[2];
  new_memfds(fds, 2);
  pass(stage, fds, 2);
}

/* A socket that nobody has accepted has no inode yet. */
static void send_before_accept(struct stage *stage) {
  connect_to_name(stage, SOCK_STREAM);
  send_connected(stage);
  report(stage);
}

static int accept_one(int listener) {
  int fd = accept(listener, NULL, NULL);
  if (fd < 0)
    err(1, "accept");
  return fd;
}

static void accept_after_send(struct stage *stage) {
  int listener = bound_socket(stage, SOCK_STREAM, false);
  listen(listener, 1);
  report(stage);
  await(stage);
  stage->socket = accept_one(listener);
  stage->peer = stage->sent[0].socket;
  take(stage);
  unlink_address(stage);
}

static void send_after_accept(struct stage *stage) {
  connect_to_name(stage, SOCK_STREAM);
  await(stage);
  stage->peer = stage->meeting->accepted;
  send_connected(stage);
}

static void accept_before_send(struct stage *stage) {
  int listener = bound_socket(stage, SOCK_STREAM, true);
  listen(listener, 1);
  report(stage);
  stage->socket = accept_one(listener);
  stage->meeting->accepted = truth_inode(stage->socket);
  report(stage);
  struct received received;
  message_receive(stage->socket, FULL_CONTROL, 0, &received);
  message_files(&received);
  stage->peer = stage->sent[0].socket;
  stage_received(stage, "RECV", stage_next(stage), &received);
}

static void send_dgram_connected(struct stage *stage) {
  connect_to_name(stage, SOCK_DGRAM);
  stage->peer = stage->meeting->accepted;
  send_connected(stage);
}

static void take_dgram_connected(struct stage *stage) {
  stage->socket = bound_socket(stage, SOCK_DGRAM, false);
  stage->meeting->accepted = truth_inode(stage->socket);
  report(stage);
  take(stage);
  unlink_address(stage);
}

/* The kernel passes over what is of another level, also where it comes first. */
static void send_other_level_first(struct stage *stage) {
  int fds[2];
  new_memfds(fds, 2);
  pass_parts(stage, fds, 2, (struct part[]){{OTHER_LEVEL, 0, NULL}, {SCM_RIGHTS, 2, fds}}, 2);
}

const struct test_case socket_cases[] = {{"other-level-then-rights", SOCK_STREAM, send_other_level_first, take_one},
                                         {"sendto-path", 0, send_to_name, take_bound_path},
                                         {"sendto-abstract", 0, send_to_name, take_bound_abstract},
                                         {"dgram-connected", 0, send_dgram_connected, take_dgram_connected},
                                         {"sent-before-accept", 0, send_before_accept, accept_after_send},
                                         {"sent-after-accept", 0, send_after_accept, accept_before_send},
                                         {0}};
