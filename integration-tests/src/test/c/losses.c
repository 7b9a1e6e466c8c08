#define _GNU_SOURCE
#include "crowds.h"
#include "losses.h"
#include "message.h"
#include "supervised.h"

#include <err.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <sched.h>
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

/* Two pages for a control message that begins in the first. MISSING of them, from the first on, are: we are asked for them. */
struct buffer {
  char *pages;
  size_t page;
  int faults;
};

static struct buffer make_buffer(int missing) {
  struct uffdio_api api = {.api = UFFD_API};
  struct buffer buffer = {.page = getpagesize(), .faults = syscall(SYS_userfaultfd, O_CLOEXEC)};
  buffer.pages = mmap(NULL, 2 * buffer.page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  struct uffdio_range range = {(unsigned long)buffer.pages, missing * buffer.page};
  struct uffdio_register first = {.range = range, .mode = UFFDIO_REGISTER_MODE_MISSING};
  if (buffer.pages == MAP_FAILED || buffer.faults < 0 || ioctl(buffer.faults, UFFDIO_API, &api) < 0 ||
      ioctl(buffer.faults, UFFDIO_REGISTER, &first) < 0)
    err(1, "userfaultfd");
  return buffer;
}

static void give(struct buffer *buffer, unsigned long page) {
  struct uffdio_zeropage given = {.range = {page, buffer->page}};
  if (ioctl(buffer->faults, UFFDIO_ZEROPAGE, &given) < 0)
    err(1, "UFFDIO_ZEROPAGE");
}

/* The kernel writes the numbers first, and waits for us at the header: when it goes on, the numbers are gone. */
static void *throw_away(void *of) {
  struct buffer *buffer = of;
  struct uffd_msg fault;
  while (read(buffer->faults, &fault, sizeof fault) == sizeof fault) {
    if (madvise(buffer->pages + buffer->page, buffer->page, MADV_DONTNEED) < 0)
      err(1, "madvise");
    give(buffer, (unsigned long)buffer->pages);
  }
  err(1, "userfaultfd");
}

/* Receives MESSAGES of COUNT descriptors, of whose numbers so many are in the first page of a buffer that HELPER gives. */
static int receive_into(struct buffer *buffer, void *(*helper)(void *), long messages, int count, int in_first) {
  static struct message in;
  int pair[2], fds[MAX_FDS];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0)
    err(1, "socketpair");
  new_memfds(fds, count);
  int last = fds[count - 1];
  start_thread(helper, buffer);
  for (long i = 0; i < messages; i++) {
    message_expect(&in, CMSG_SPACE(count * sizeof *fds));
    in.header.msg_control = buffer->pages + buffer->page - sizeof(struct cmsghdr) - in_first * sizeof *fds;
    if (message_send_fds(pair[0], fds, count) < 0 || recvmsg(pair[1], &in.header, 0) != 1)
      err(1, "sendmsg or recvmsg");
    close_range(last + 1, ~0U, 0); /* whatever numbers they got: the buffer may not say */
    madvise(buffer->pages, 2 * buffer->page, MADV_DONTNEED);
  }
  printf("{\"received\":%ld}\n", messages);
  return 0;
}

int thrown_away(long messages) {
  struct buffer buffer = make_buffer(1);
  return receive_into(&buffer, throw_away, messages, 1, 0);
}

/* The kernel waits for the page that it writes the number to, inside of the function that installs the descriptor. */
static void *give_late(void *of) {
  struct buffer *buffer = of;
  struct uffd_msg fault;
  while (read(buffer->faults, &fault, sizeof fault) == sizeof fault) {
    sleep(3); /* longer than a few of a tracer's looks at its counters */
    give(buffer, (unsigned long)buffer->pages);
  }
  err(1, "userfaultfd");
}

int awaited(long messages) {
  struct buffer buffer = make_buffer(1);
  return receive_into(&buffer, give_late, messages, 2, 2);
}

static void switch_kprobes(const char *state) {
  int fd = open("/sys/kernel/debug/kprobes/enabled", O_WRONLY | O_CLOEXEC);
  if (fd < 0 || write(fd, state, 1) != 1)
    err(1, "/sys/kernel/debug/kprobes/enabled");
  close(fd);
}

/* The kernel waits for us with the first number, and again with the first of the second page. */
static void *switch_off(void *of) {
  struct buffer *buffer = of;
  struct uffd_msg fault;
  while (read(buffer->faults, &fault, sizeof fault) == sizeof fault) {
    unsigned long page = fault.arg.pagefault.address & ~(buffer->page - 1);
    switch_kprobes(page == (unsigned long)buffer->pages ? "0" : "1");
    give(buffer, page);
  }
  err(1, "userfaultfd");
}

int unseen(long messages) {
  struct buffer buffer = make_buffer(2);
  return receive_into(&buffer, switch_off, messages, 4, 2);
}

/* Threads of one CPU run in this order, each until it waits. */
static void run_before(int others) {
  cpu_set_t first;
  struct sched_param priority = {.sched_priority = others};
  CPU_ZERO(&first);
  CPU_SET(0, &first);
  if (sched_setaffinity(0, sizeof first, &first) < 0 ||
      sched_setscheduler(0, others > 0 ? SCHED_FIFO : SCHED_OTHER, &priority) < 0)
    err(1, "sched_setaffinity or sched_setscheduler");
}

struct request {
  int listener;
  __u64 id;
  long requests;
};

static void *plant_first(void *of) {
  struct request *request = of;
  run_before(2);
  plant(request->listener, request->id);
  return NULL;
}

/* No notification has such a number. */
static void *plant_nothing(void *of) {
  struct request *request = of;
  run_before(1);
  for (long i = 1; i <= request->requests; i++) {
    struct seccomp_notif_addfd none = {.id = request->id + i, .srcfd = STDIN_FILENO};
    if (ioctl(request->listener, SECCOMP_IOCTL_NOTIF_ADDFD, &none) == 0)
      errx(1, "a descriptor for nobody was planted");
  }
  return NULL;
}

int forgotten(long requests) {
  struct request request = {.listener = supervise_getppid(), .requests = requests};
  struct seccomp_notif notification = {0};
  if (request.listener < 0)
    err(1, "seccomp");
  run_before(0);
  pthread_t target = start_thread(ask, NULL);
  if (ioctl(request.listener, SECCOMP_IOCTL_NOTIF_RECV, &notification) < 0)
    err(1, "SECCOMP_IOCTL_NOTIF_RECV");
  request.id = notification.id;
  run_before(3); /* both begin when we wait, and the target when they do */
  pthread_t first = start_thread(plant_first, &request);
  pthread_t others = start_thread(plant_nothing, &request);
  pthread_join(others, NULL);
  run_before(0);
  pthread_join(first, NULL);
  answer_supervised(request.listener, request.id);
  pthread_join(target, NULL);
  puts("{\"planted\":1}");
  return 0;
}

static void splice_byte(int socket, int ends[2]) {
  char byte;
  if (splice(socket, NULL, ends[1], NULL, 1, 0) != 1 || read(ends[0], &byte, 1) != 1)
    err(1, "splice");
}

static void *send_two_bytes(void *of) {
  static struct message message;
  const int *socket = of;
  int fds[] = {STDIN_FILENO, STDOUT_FILENO};
  message_build(&message, &(struct part){SCM_RIGHTS, 2, fds}, 1);
  message.io.iov_len = 2;
  if (sendmsg(*socket, &message.header, 0) != 2)
    err(1, "sendmsg");
  return NULL;
}

int spliced(long messages) {
  int pair[2], ends[2];
  char byte;
  if (pipe(ends) < 0)
    err(1, "pipe");
  for (long i = 0; i < messages; i++) {
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0)
      err(1, "socketpair");
    pthread_join(start_thread(send_two_bytes, &pair[0]), NULL);
    splice_byte(pair[1], ends);
    if (i % 3 == 0)
      splice_byte(pair[1], ends);
    else if (i % 3 == 1 && read(pair[1], &byte, 1) != 1)
      err(1, "read");
    close_all(pair, 2);
  }
  printf("{\"discarded\":%ld}\n", 2 * messages);
  return 0;
}
