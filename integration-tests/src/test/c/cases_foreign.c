/* SCM_RIGHTS on sockets of other families, which know no descriptors. */
#define _GNU_SOURCE
#include "cases.h"

#include <err.h>
#include <errno.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

/* The tracepoints are those of every TCP send, and are not asked for this. */
#define FUNCTIONS_ONLY "\"only\":[\"fentry\",\"kprobe\"]"

static int foreign_send(int socket, const int *fds, const struct sockaddr *to, socklen_t size) {
  static struct message message;
  message_build(&message, &(struct part){SCM_RIGHTS, 2, fds}, 1);
  message.header.msg_name = (void *)to;
  message.header.msg_namelen = size;
  return sendmsg(socket, &message.header, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

/* The send succeeds, without them. */
static void ignored(struct stage *stage, const struct sockaddr *to, socklen_t size) {
  int fds[2], error;
  new_memfds(fds, 2);
  if ((error = foreign_send(stage->socket, fds, to, size)) < 0)
    errx(1, "sendmsg: %s", strerror(-error));
  truth_beside(FUNCTIONS_ONLY);
  struct end end = truth_end(stage->socket, 0);
  end.path_length = 0;
  truth_ignored(&end, fds, 2);
}

static int listener_on_loopback(struct sockaddr_in *address, int type) {
  socklen_t size = sizeof *address;
  *address = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int fd = socket(AF_INET, type, 0);
  if (fd < 0 || bind(fd, (struct sockaddr *)address, size) < 0 ||
      getsockname(fd, (struct sockaddr *)address, &size) < 0)
    err(1, "socket or bind");
  return fd;
}

static void send_over_tcp(struct stage *stage) {
  struct sockaddr_in address;
  int listener = listener_on_loopback(&address, SOCK_STREAM);
  stage->socket = socket(AF_INET, SOCK_STREAM, 0);
  if (listen(listener, 1) < 0 || connect(stage->socket, (struct sockaddr *)&address, sizeof address) < 0)
    err(1, "listen or connect");
  ignored(stage, NULL, 0);
}

static void send_over_udp(struct stage *stage) {
  struct sockaddr_in address;
  listener_on_loopback(&address, SOCK_DGRAM);
  stage->socket = socket(AF_INET, SOCK_DGRAM, 0);
  ignored(stage, (struct sockaddr *)&address, sizeof address);
}

static void send_over_netlink(struct stage *stage) {
  struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
  int fds[2], error;
  stage->socket = socket(AF_NETLINK, SOCK_DGRAM, NETLINK_ROUTE);
  new_memfds(fds, 2);
  if ((error = foreign_send(stage->socket, fds, (struct sockaddr *)&kernel, sizeof kernel)) != -EINVAL)
    errx(1, "sendmsg over netlink: %s", strerror(-error));
  truth_beside(FUNCTIONS_ONLY);
  struct end end = truth_end(stage->socket, 0);
  end.path_length = 0;
  truth_fail("EINVAL", &end, fds, 2);
}

static void stay(struct stage *stage) {
  (void)stage;
}

const struct test_case foreign_cases[] = {{"over-tcp", 0, send_over_tcp, stay},
                                          {"over-udp", 0, send_over_udp, stay},
                                          {"over-netlink", 0, send_over_netlink, stay},
                                          {0}};
