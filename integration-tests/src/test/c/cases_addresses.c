/* Sockets by their addresses: of the one acted on, and of those that are passed. */
#define _GNU_SOURCE
#include "cases.h"
#include "place.h"

#include <err.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SUN_PATH 108

static int must(int result, const char *what) {
  if (result < 0)
    err(1, "%s", what);
  return result;
}

/* Of any bytes, so long as the kernel takes; a first byte of 0 makes it abstract. */
static void bind_to(int fd, const void *name, size_t length) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  memcpy(address.sun_path, name, length);
  must(bind(fd, (struct sockaddr *)&address, offsetof(struct sockaddr_un, sun_path) + length), "bind");
}

static int new_socket(int type) {
  return must(socket(AF_UNIX, type, 0), "socket");
}

/* A line of /proc/net/unix that gives our own socket a path: what follows a line feed there looks like one. */
static int forged(char *name, unsigned long inode) {
  return snprintf(name, SUN_PATH, "%d\n0: 00000003 00000000 00000000 0001 03 %lu /forged", getpid(), inode);
}

static void pass_one(struct stage *stage) {
  int fd = new_memfd(0);
  pass(stage, &fd, 1);
  close(fd);
}

/* A socket without an address, which an abstract name and a path want to give one. */
static void send_beside_forger(struct stage *stage) {
  char name[SUN_PATH] = {0};
  struct place place = place_enter();
  int abstract = new_socket(SOCK_STREAM), path = new_socket(SOCK_STREAM);
  bind_to(abstract, name, 1 + forged(name + 1, stage->peer));
  for (char *slash = strchr(name + 1, '/'); slash != NULL; slash = strchr(slash, '/'))
    *slash = '-';
  bind_to(path, name + 1, strlen(name + 1));
  int fds[2] = {abstract, path};
  pass(stage, fds, 2);
  await(stage);
  place_leave(&place);
}

/* By the time that its row is shown the socket is closed, and its inode is nobody's but the forger's. */
static void take_and_close(struct stage *stage) {
  take(stage);
  close(stage->socket);
  stage->socket = -1;
  report(stage);
}

static int listen_at(struct stage *stage, const void *name, size_t length) {
  int listener = new_socket(SOCK_STREAM);
  bind_to(listener, name, length);
  must(listen(listener, 1), "listen");
  struct sockaddr_un *address = &stage->meeting->address;
  address->sun_family = AF_UNIX;
  memcpy(address->sun_path, name, length);
  stage->meeting->size = offsetof(struct sockaddr_un, sun_path) + length;
  report(stage);
  return listener;
}

static void accept_from(struct stage *stage, int listener) {
  stage->socket = must(accept(listener, NULL, NULL), "accept");
  close(listener);
  stage->meeting->accepted = truth_inode(stage->socket);
  report(stage);
  await(stage);
  stage->peer = stage->meeting->connected;
}

static void connect_to_listener(struct stage *stage) {
  struct meeting *meeting = stage->meeting;
  await(stage);
  if (meeting->directory[0] != 0)
    must(chdir(meeting->directory), "chdir");
  stage->socket = new_socket(SOCK_STREAM);
  must(connect(stage->socket, (struct sockaddr *)&meeting->address, meeting->size), "connect");
  meeting->connected = truth_inode(stage->socket);
  await(stage);
  stage->peer = stage->meeting->accepted;
  report(stage);
}

/* The server gives a descriptor; its client has no address, gets it and leaves at once. */
static void serve(struct stage *stage, const void *name, size_t length) {
  accept_from(stage, listen_at(stage, name, length));
  pass_one(stage);
}

static void take_and_leave(struct stage *stage) {
  connect_to_listener(stage);
  take(stage);
  close(stage->socket);
  stage->socket = -1;
}

static void serve_at_path(struct stage *stage) {
  char path[SUN_PATH];
  snprintf(path, sizeof path, "/tmp/passfd-%d.sock", getpid());
  serve(stage, path, strlen(path));
  unlink(path);
}

static void serve_at_abstract_bytes(struct stage *stage) {
  static const char name[] = "\0a\0b\0\0\n\xff\xfe \x1b[2J";
  serve(stage, name, sizeof name - 1);
}

static void serve_at_abstract_nul(struct stage *stage) {
  char name[SUN_PATH] = {0};
  serve(stage, name, sizeof name);
}

/* At a path that is relative to where both are. */
static void serve_here(struct stage *stage, const char *name, size_t length) {
  struct place place = place_enter();
  memcpy(stage->meeting->directory, place.path, sizeof stage->meeting->directory);
  serve(stage, name, length);
  place_leave(&place);
}

static void serve_at_longest_path(struct stage *stage) {
  char name[SUN_PATH];
  memset(name, 'p', sizeof name);
  serve_here(stage, name, sizeof name);
}

static void serve_at_at(struct stage *stage) {
  char name[32];
  snprintf(name, sizeof name, "@%d", getpid());
  serve_here(stage, name, strlen(name));
}

static void serve_at_abstract_at(struct stage *stage) {
  char name[32] = {0};
  int length = snprintf(name + 1, sizeof name - 1, "@%d", getpid());
  serve(stage, name, 1 + length);
}

/* The same socket, before and after it has an address. */
static void send_then_bind(struct stage *stage) {
  char name[32] = {0};
  pass_one(stage);
  await(stage);
  int length = snprintf(name + 1, sizeof name - 1, "late-%d", getpid());
  bind_to(stage->socket, name, 1 + length);
  pass_one(stage);
}

static void take_two(struct stage *stage) {
  take(stage);
  report(stage);
  take(stage);
}

static void close_bound_with_queue(struct stage *stage) {
  char name[32] = {0};
  int length = snprintf(name + 1, sizeof name - 1, "closed-%d", getpid());
  bind_to(stage->socket, name, 1 + length);
  report(stage);
  await(stage);
  struct actor actor = truth_actor();
  struct end end = truth_end(stage->socket, stage->peer);
  end.fd = UNKNOWN_FD;
  close(stage->socket);
  truth_drop("closed", &actor, &end, stage_next(stage), 0);
  stage->socket = -1;
}

static void send_to_closer(struct stage *stage) {
  await(stage);
  pass_one(stage);
  report(stage);
}

const struct test_case address_cases[] = {{"forged-lines", SOCK_STREAM, send_beside_forger, take_and_close},
                                          {"first-receive", 0, serve_at_path, take_and_leave},
                                          {"abstract-bytes", 0, serve_at_abstract_bytes, take_and_leave},
                                          {"abstract-nul", 0, serve_at_abstract_nul, take_and_leave},
                                          {"longest-address", 0, serve_at_longest_path, take_and_leave},
                                          {"path-with-at", 0, serve_at_at, take_and_leave},
                                          {"abstract-with-at", 0, serve_at_abstract_at, take_and_leave},
                                          {"bound-later", SOCK_STREAM, send_then_bind, take_two},
                                          {"bound-and-closed", SOCK_DGRAM, send_to_closer, close_bound_with_queue},
                                          {0}};
