#define _GNU_SOURCE
#include "bursts.h"
#include "message.h"

#include <err.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PLAIN_CONTROL 4096
#define MOST_FDS 253

/* Descriptors counted by all processes. */
static struct counts {
  long sent;
  long received;
} * counts;

static void counts_open(void) {
  counts = mmap(NULL, sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (counts == MAP_FAILED)
    err(1, "mmap");
}

static void count(long *counter, long n) {
  __atomic_fetch_add(counter, n, __ATOMIC_RELAXED);
}

/* A user other than root has a limit on what is in flight: wait until some has arrived. */
static void send_again(int socket, const struct message *message) {
  while (sendmsg(socket, &message->header, 0) < 0) {
    if (errno != ETOOMANYREFS)
      err(1, "sendmsg");
    sched_yield();
  }
}

static void send_load(int socket, long messages, int fd_count) {
  static struct message message;
  int fds[MOST_FDS];
  for (int i = 0, fd = new_memfd(0); i < fd_count; i++)
    fds[i] = fd;
  message_build(&message, &(struct part){SCM_RIGHTS, fd_count, fds}, fd_count > 0);
  for (long i = 0; i < messages; i++)
    send_again(socket, &message);
  count(&counts->sent, messages * fd_count);
}

/* Receives until all messages came; with MSG_DONTWAIT it spins. */
static void receive_load(int socket, long messages, int flags) {
  static struct message message;
  struct received received;
  long total = 0;
  message_expect(&message, CONTROL_BYTES);
  for (long i = 0; i < messages;) {
    message.header.msg_controllen = CONTROL_BYTES;
    int n = recvmsg(socket, &message.header, flags);
    if (n < 0 && errno == EAGAIN)
      continue;
    if (n <= 0)
      errx(1, "recvmsg: %s", n < 0 ? strerror(errno) : "the other end is closed");
    message_descriptors(&message.header, &received);
    close_all(received.fds, received.count);
    total += received.count;
    i += n;
  }
  count(&counts->received, total);
}

static void pin(int cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(cpu, &set);
  if (sched_setaffinity(0, sizeof set, &set) < 0)
    warn("CPU %d", cpu);
}

static pid_t fork_or_die(void) {
  pid_t pid = fork();
  if (pid < 0)
    err(1, "fork");
  return pid;
}

/* Starts a sender and a receiver; CPU numbers below 0 leave them where they are. */
static void start_pair(long messages, int fds, int flags, const int cpus[2], pid_t pids[2]) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0)
    err(1, "socketpair");
  for (int i = 0; i < 2; i++) {
    pids[i] = fork_or_die();
    if (pids[i] > 0)
      continue;
    close(pair[!i]);
    if (cpus[i] >= 0)
      pin(cpus[i]);
    if (i == 0)
      send_load(pair[0], messages, fds);
    else
      receive_load(pair[1], messages, flags);
    exit(0);
  }
  close_all(pair, 2);
}

static int wait_all(void) {
  int status, failed = 0;
  while (wait(&status) > 0)
    failed |= status != 0;
  return failed;
}

int burst(int processes, long messages, int fds) {
  if (fds > MOST_FDS)
    errx(2, "at most %d descriptors a message", MOST_FDS);
  counts_open();
  for (int i = 0; i < processes; i++) {
    pid_t pids[2];
    start_pair(messages, fds, 0, (int[]){-1, -1}, pids);
  }
  int failed = wait_all();
  printf("{\"sent\":%ld,\"received\":%ld}\n", counts->sent, counts->received);
  return failed;
}

static double now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

#define SLICES 1000 /* a second */

static void send_paced(int socket, long rate, long seconds) {
  static struct message message;
  int fd = new_memfd(0);
  message_build(&message, &(struct part){SCM_RIGHTS, 1, &fd}, 1);
  double start = now_ns();
  for (long slice = 0, sent = 0; slice < seconds * SLICES; slice++) {
    double rest = start + slice * (1e9 / SLICES) - now_ns();
    if (rest > 0)
      nanosleep(&(struct timespec){0, (long)rest}, NULL);
    for (; sent < (slice + 1) * rate / SLICES; sent++)
      send_again(socket, &message);
  }
  printf("{\"rate\":%ld,\"reached\":%.0f}\n", rate, rate * seconds * 1e9 / (now_ns() - start));
}

int paced(long rate, long seconds) {
  int pair[2];
  counts_open();
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0)
    err(1, "socketpair");
  if (fork_or_die() == 0) {
    close(pair[0]);
    receive_load(pair[1], rate * seconds, 0);
    exit(0);
  }
  close(pair[1]);
  send_paced(pair[0], rate, seconds);
  return wait_all();
}

int spin(long messages) {
  pid_t pids[2];
  counts_open();
  start_pair(messages, 1, MSG_DONTWAIT, (int[]){0, 1}, pids);
  int failed = wait_all();
  printf("{\"sent\":%ld,\"received\":%ld,\"sender\":%d,\"receiver\":%d}\n", counts->sent, counts->received, pids[0],
         pids[1]);
  return failed;
}

static void plain_messages(int type, long messages) {
  static struct message out, in;
  int pair[2];
  if (socketpair(AF_UNIX, type, 0, pair) < 0)
    err(1, "socketpair");
  message_build(&out, NULL, 0);
  message_expect(&in, PLAIN_CONTROL);
  for (long i = 0; i < messages; i++) {
    in.header.msg_controllen = PLAIN_CONTROL;
    if (sendmsg(pair[0], &out.header, 0) != 1 || recvmsg(pair[1], &in.header, 0) != 1)
      err(1, "sendmsg or recvmsg");
  }
  for (long i = 0; i < messages; i++)
    if (write(pair[0], out.payload, 1) != 1 || read(pair[1], in.payload, sizeof in.payload) != 1)
      err(1, "write or read");
  close_all(pair, 2);
}

int plain(long messages) {
  plain_messages(SOCK_STREAM, messages);
  plain_messages(SOCK_DGRAM, messages);
  printf("{\"messages\":%ld}\n", 4 * messages);
  return 0;
}

static void print_each(double start, long n) {
  printf("{\"ns_per_message\":%.1f}\n", n == 0 ? 0 : (now_ns() - start) / n);
}

int one_thread(long messages, int fds) {
  static struct message out, in;
  int pair[2];
  if (fds > 1)
    errx(2, "0 or 1 descriptors");
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0)
    err(1, "socketpair");
  int fd = new_memfd(0);
  message_build(&out, &(struct part){SCM_RIGHTS, fds, &fd}, fds);
  message_expect(&in, PLAIN_CONTROL);
  double start = now_ns();
  for (long i = 0; i < messages; i++) {
    in.header.msg_controllen = PLAIN_CONTROL;
    if (sendmsg(pair[0], &out.header, 0) != 1 || recvmsg(pair[1], &in.header, 0) != 1)
      err(1, "sendmsg or recvmsg");
    if (fds == 1)
      close(*(int *)CMSG_DATA((struct cmsghdr *)in.control));
  }
  print_each(start, messages);
  return 0;
}

int getppid_loop(long calls) {
  double start = now_ns();
  for (long i = 0; i < calls; i++)
    syscall(SYS_getppid);
  print_each(start, calls);
  return 0;
}

int forks(long processes) {
  double start = now_ns();
  for (long i = 0; i < processes; i++) {
    int status;
    pid_t child = fork();
    if (child == 0)
      _exit(0);
    if (child < 0 || waitpid(child, &status, 0) != child)
      err(1, "fork");
  }
  print_each(start, processes);
  return 0;
}
