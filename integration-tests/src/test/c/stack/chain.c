// SPDX-License-Identifier: Apache-2.0
/*
 * chain HOW [end]: passes a descriptor to itself from the innermost of some functions, and stays until it is killed, or ends.
 * HOW: plain, thread (in another one), large (20 KiB of locals are in between), deleted (its file), replaced (by NAME.new),
 * generated (through code that says nothing about its frames), listed (the same, named in /tmp/perf-PID.map), foreign (this
 * list is another user's), fifo (in its place), exec (becomes true(1)).
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define PLAIN __attribute__((noinline, noclone))
/* Not a tail call, which would leave no frame. */
#define KEEP(value) __asm__ volatile("" : : "r"(value) : "memory")

static int pair[2];

PLAIN int give(int fd) {
  char control[CMSG_SPACE(sizeof(fd))] = {}, data = 'x';
  struct iovec vector = {&data, 1};
  struct msghdr message = {
      .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  int result;

  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(fd));
  memcpy(CMSG_DATA(header), &fd, sizeof(fd));
  result = sendmsg(pair[0], &message, 0);
  KEEP(&message);
  return result;
}

PLAIN int take(void) {
  char control[CMSG_SPACE(sizeof(int))] = {}, data;
  struct iovec vector = {&data, 1};
  struct msghdr message = {
      .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)};
  int result = recvmsg(pair[1], &message, 0);

  KEEP(&message);
  return result;
}

PLAIN int both(int depth) {
  int result = depth ? both(depth - 1) : give(STDIN_FILENO) + take();

  KEEP(result);
  return result + 1;
}

PLAIN int large(int depth) {
  char room[20 << 10];
  int result;

  memset(room, depth, sizeof(room));
  result = both(depth);
  KEEP(room);
  return result;
}

PLAIN void *in_thread(void *depth) {
  KEEP(both(*(int *)depth));
  return NULL;
}

/* push rbx; mov ebx, 2; mov edi, ebx; mov rax, both; call rax; pop rbx; ret */
PLAIN int generated(const char *list_as) {
  unsigned char code[] = {0x53, 0xbb, 2, 0, 0, 0, 0x89, 0xdf, 0x48, 0xb8, 0,
                          0,    0,    0, 0, 0, 0, 0,    0xff, 0xd0, 0x5b, 0xc3};
  void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  int (*target)(int) = both, result;
  char path[64];
  FILE *list;

  memcpy(code + 10, &target, sizeof(target));
  memcpy(page, code, sizeof(code));
  snprintf(path, sizeof(path), "/tmp/perf-%d.map", getpid());
  if (!strcmp(list_as, "fifo")) {
    mkfifo(path, 0600);
  } else if (strcmp(list_as, "generated")) {
    list = fopen(path, "w");
    fprintf(list, "%lx 1000 too_early\n%lx %zx compiled\033[2J\n", (long)page - 4096, (long)page, sizeof(code));
    fclose(list);
    if (!strcmp(list_as, "foreign"))
      KEEP(chown(path, 12345, 12345));
  }
  result = ((int (*)(void))page)();
  KEEP(result);
  return result;
}

int main(int count, char **arguments) {
  const char *how = count > 1 ? arguments[1] : "plain";
  char path[4096];
  int depth = 2;
  pthread_t thread;

  if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair))
    return 1;
  if (!strcmp(how, "deleted"))
    unlink(arguments[0]);
  if (!strcmp(how, "replaced")) {
    snprintf(path, sizeof(path), "%s.new", arguments[0]);
    KEEP(rename(path, arguments[0]));
  }
  if (!strcmp(how, "thread") && !pthread_create(&thread, NULL, in_thread, &depth))
    pthread_join(thread, NULL);
  else if (!strcmp(how, "large"))
    KEEP(large(depth));
  else if (strstr("generated listed foreign fifo", how))
    KEEP(generated(how));
  else
    KEEP(both(depth));
  if (!strcmp(how, "exec"))
    execl("/bin/true", "true", NULL);
  if (count < 3)
    pause();
  return 0;
}
