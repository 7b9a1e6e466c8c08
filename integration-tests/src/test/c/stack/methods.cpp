// SPDX-License-Identifier: Apache-2.0
/* methods: passes a descriptor to itself from an overloaded method of a template, called by a lambda, inlined or not. */
#include <cstring>
#include <sys/socket.h>
#include <unistd.h>

#define PLAIN __attribute__((noinline, noclone))

static int ends[2];

namespace wire {
template <typename T>
struct Buffer {
  PLAIN int give(T fd) {
    char control[CMSG_SPACE(sizeof(fd))] = {}, data = 'x';
    struct iovec vector = {&data, 1};
    struct msghdr message = {};

    message.msg_iov = &vector;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof(control);
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(fd));
    memcpy(CMSG_DATA(header), &fd, sizeof(fd));
    return sendmsg(ends[0], &message, 0) + message.msg_iovlen;
  }
  PLAIN int give(T fd, bool twice) {
    return give(fd) + twice;
  }
};
}  // namespace wire

int main() {
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
    return 1;
  wire::Buffer<int> buffer;
  auto call = [&](int fd) PLAIN { return buffer.give(fd, false) + fd; };
  return call(STDIN_FILENO) < 0;
}
