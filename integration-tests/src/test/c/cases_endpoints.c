/* Internet sockets that are passed, by their addresses. */
#define _GNU_SOURCE
#include "cases.h"

#include <err.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>

static int must(int result, const char *what) {
  if (result < 0)
    err(1, "%s", what);
  return result;
}

static int new_socket(int family, int type) {
  return must(socket(family, type, 0), "socket");
}

/* A network of our own, where nothing but the loopback is. */
static void enter_network(void) {
  struct ifreq loopback = {.ifr_name = "lo", .ifr_flags = IFF_UP};
  if (unshare(CLONE_NEWNET) < 0)
    stage_skip("unshare: %s", strerrorname_np(errno));
  int fd = new_socket(AF_INET, SOCK_DGRAM);
  must(ioctl(fd, SIOCSIFFLAGS, &loopback), "SIOCSIFFLAGS");
  close_all(&fd, 1);
}

/* In turn: a socket that is fresh, one that is bound, one that is connected to it, and of a stream what it accepted. */
static int internet_sockets(int *fds, int family, int type, const struct in6_addr *to) {
  struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_addr = *to};
  struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct sockaddr *address = family == AF_INET ? (struct sockaddr *)&v4 : (struct sockaddr *)&v6;
  socklen_t size = family == AF_INET ? sizeof v4 : sizeof v6;
  for (int i = 0; i < 3; i++)
    fds[i] = new_socket(family, type);
  must(bind(fds[1], address, size), "bind");
  must(getsockname(fds[1], address, &size), "getsockname");
  if (type == SOCK_STREAM)
    must(listen(fds[1], 1), "listen");
  must(connect(fds[2], address, size), "connect");
  if (type != SOCK_STREAM)
    return 3;
  fds[3] = must(accept(fds[1], NULL, NULL), "accept");
  return 4;
}

static void send_internet(struct stage *stage, int family, const struct in6_addr *to) {
  int fds[8];
  enter_network();
  int count = internet_sockets(fds, family, SOCK_STREAM, to);
  count += internet_sockets(fds + count, family, SOCK_DGRAM, to);
  pass(stage, fds, count);
}

static void send_ipv4(struct stage *stage) {
  send_internet(stage, AF_INET, &in6addr_any);
}

static void send_ipv6(struct stage *stage) {
  send_internet(stage, AF_INET6, &in6addr_loopback);
}

static void send_ipv4_mapped(struct stage *stage) {
  struct in6_addr mapped = {.s6_addr = {[10] = 255, [11] = 255, [12] = 127, [15] = 1}};
  send_internet(stage, AF_INET6, &mapped);
}

static void pass_as_it_is(struct stage *stage, int fd) {
  pass(stage, &fd, 1);
  await(stage);
}

/* One socket in all its lives: what was true of it once is not said of it for ever. */
static void send_changing(struct stage *stage) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct sockaddr_in none = {.sin_family = AF_UNSPEC};
  enter_network();
  int fd = new_socket(AF_INET, SOCK_DGRAM);
  pass_as_it_is(stage, fd);
  must(bind(fd, (struct sockaddr *)&address, sizeof address), "bind");
  pass_as_it_is(stage, fd);
  address.sin_port = htons(9);
  must(connect(fd, (struct sockaddr *)&address, sizeof address), "connect");
  pass_as_it_is(stage, fd);
  must(connect(fd, (struct sockaddr *)&none, sizeof none), "connect");
  pass_as_it_is(stage, fd);
}

static void take_four(struct stage *stage) {
  for (int i = 0; i < 4; i++) {
    take(stage);
    report(stage);
  }
}

const struct test_case endpoint_cases[] = {{"ipv4", SOCK_STREAM, send_ipv4, take_one},
                                           {"ipv6", SOCK_STREAM, send_ipv6, take_one},
                                           {"ipv4-mapped", SOCK_STREAM, send_ipv4_mapped, take_one},
                                           {"changing-addresses", SOCK_STREAM, send_changing, take_four},
                                           {0}};
