// SPDX-License-Identifier: Apache-2.0
/* The native of Passes.java: passes a descriptor to its own process. */
#include <jni.h>
#include <string.h>
#include <sys/socket.h>

static int ends[2];

__attribute__((noinline, noclone)) static int give(int fd) {
  char control[CMSG_SPACE(sizeof(fd))] = {}, data = 'x';
  struct iovec vector = {&data, 1};
  struct msghdr message = {
      .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);

  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(fd));
  memcpy(CMSG_DATA(header), &fd, sizeof(fd));
  return (int)sendmsg(ends[0], &message, 0) + ends[1];
}

JNIEXPORT jint JNICALL Java_Passes_pass(JNIEnv *environment, jclass type, jint fd) {
  (void)environment;
  (void)type;
  if (fd < 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
    return -1;
  return give(fd) + 1;
}
