#define _GNU_SOURCE
#include "losses.h"
#include "message.h"
#include "supervised.h"

#include <err.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define STACK_BYTES (32 * 1024)

static void grab_often(pid_t from, long times) {
  int pidfd = syscall(SYS_pidfd_open, from, 0);
  if (pidfd < 0)
    err(1, "pidfd_open");
  for (long i = 0; i < times; i++) {
    int fd = syscall(SYS_pidfd_getfd, pidfd, STDIN_FILENO, 0);
    if (fd < 0)
      err(1, "pidfd_getfd");
    close(fd);
  }
}

int grabs(long processes, long times) {
  int gate[2], status;
  char byte;
  pid_t ours = getpid();
  if (pipe(gate) < 0)
    err(1, "pipe");
  for (long i = 0; i < processes; i++) {
    pid_t child = fork();
    if (child < 0)
      err(1, "fork");
    if (child == 0) {
      close(gate[1]);
      if (read(gate[0], &byte, 1) != 0) /* until all are there */
        err(1, "read");
      grab_often(ours, times);
      _exit(0);
    }
  }
  close(gate[1]);
  while (wait(&status) > 0)
    if (status != 0)
      errx(1, "a process ended with %d", status);
  printf("{\"grabbed\":%ld}\n", processes * times);
  return 0;
}

static void *ask(void *unused) {
  ask_supervisor();
  return unused;
}

static void plant(int listener, __u64 id) {
  struct seccomp_notif_addfd request = {.id = id, .srcfd = STDIN_FILENO};
  if (ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &request) < 0)
    err(1, "SECCOMP_IOCTL_NOTIF_ADDFD");
}

int crowd(long threads) {
  pthread_t *all = calloc(threads, sizeof *all);
  __u64 *ids = calloc(threads, sizeof *ids);
  pthread_attr_t small;
  int listener = supervise_getppid();
  if (listener < 0)
    err(1, "seccomp");
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, STACK_BYTES);
  for (long i = 0; i < threads; i++)
    if (pthread_create(all + i, &small, ask, NULL) != 0)
      errx(1, "no more than %ld threads can be had", i);
  for (long i = 0; i < threads; i++) { /* in the kernel's order */
    struct seccomp_notif notification = {0};
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &notification) < 0)
      err(1, "SECCOMP_IOCTL_NOTIF_RECV");
    ids[i] = notification.id;
  }
  plant(listener, ids[0]);
  plant(listener, ids[threads - 1]);
  for (long i = 0; i < threads; i++)
    answer_supervised(listener, ids[i]);
  for (long i = 0; i < threads; i++)
    pthread_join(all[i], NULL);
  puts("{\"planted\":2}");
  return 0;
}

/* Two pages: the control message's header ends the first, which is missing, and the numbers begin the second. */
struct buffer {
  char *pages;
  size_t page;
  int faults;
};

static struct buffer make_buffer(void) {
  struct uffdio_api api = {.api = UFFD_API};
  struct buffer buffer = {.page = getpagesize(), .faults = syscall(SYS_userfaultfd, O_CLOEXEC)};
  buffer.pages = mmap(NULL, 2 * buffer.page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  struct uffdio_range range = {(unsigned long)buffer.pages, buffer.page};
  struct uffdio_register first = {.range = range, .mode = UFFDIO_REGISTER_MODE_MISSING};
  if (buffer.pages == MAP_FAILED || buffer.faults < 0 || ioctl(buffer.faults, UFFDIO_API, &api) < 0 ||
      ioctl(buffer.faults, UFFDIO_REGISTER, &first) < 0)
    err(1, "userfaultfd");
  return buffer;
}

/* The kernel writes the numbers first, and waits for us at the header: when it goes on, the numbers are gone. */
static void *throw_away(void *of) {
  struct buffer *buffer = of;
  struct uffdio_zeropage first = {.range = {(unsigned long)buffer->pages, buffer->page}};
  struct uffd_msg fault;
  while (read(buffer->faults, &fault, sizeof fault) == sizeof fault) {
    if (madvise(buffer->pages + buffer->page, buffer->page, MADV_DONTNEED) < 0 ||
        ioctl(buffer->faults, UFFDIO_ZEROPAGE, &first) < 0)
      err(1, "madvise or UFFDIO_ZEROPAGE");
  }
  err(1, "userfaultfd");
}

int thrown_away(long messages) {
  static struct message in;
  struct buffer buffer = make_buffer();
  int pair[2], fd = new_memfd(0);
  pthread_t thread;
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0)
    err(1, "socketpair");
  if (pthread_create(&thread, NULL, throw_away, &buffer) != 0)
    errx(1, "pthread_create");
  for (long i = 0; i < messages; i++) {
    message_expect(&in, CMSG_SPACE(sizeof fd));
    in.header.msg_control = buffer.pages + buffer.page - sizeof(struct cmsghdr);
    if (message_send_fds(pair[0], &fd, 1) < 0 || recvmsg(pair[1], &in.header, 0) != 1)
      err(1, "sendmsg or recvmsg");
    close_range(pair[1] + 1, ~0U, 0); /* whatever number it got: the buffer does not say */
    madvise(buffer.pages, buffer.page, MADV_DONTNEED);
  }
  printf("{\"received\":%ld}\n", messages);
  return 0;
}
