#define _GNU_SOURCE
#include "stress.h"
#include "crowds.h"
#include "message.h"
#include "storms.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define OPENER_PAUSE_NS 50000
#define NAME_SIZE 48
#define LINE_SIZE 160

/* One act, as one write: lines of threads and processes do not mix. */
static void say(const char *act, const char *file, int fd) {
  char line[LINE_SIZE];
  int length = snprintf(line, sizeof line, "{\"act\":\"%s\",\"file\":\"%s\",\"pid\":%d,\"tid\":%d,\"fd\":%d}\n", act,
                        file, getpid(), gettid(), fd);
  if (write(STDOUT_FILENO, line, length) != length)
    err(1, "write");
}

bool stress_send(int socket, const char *kind, long number) {
  struct message message;
  char name[NAME_SIZE];
  snprintf(name, sizeof name, "%s-%d-%ld", kind, gettid(), number);
  int fd = memfd_create(name, 0);
  if (fd < 0)
    err(1, "memfd_create");
  message_build(&message, &(struct part){SCM_RIGHTS, 1, &fd}, 1);
  memset(message.payload, 0, sizeof message.payload);
  strcpy(message.payload, name);
  message.io.iov_len = sizeof message.payload;
  bool sent = sendmsg(socket, &message.header, MSG_NOSIGNAL) > 0;
  if (!sent && errno != EPIPE && errno != ECONNRESET && errno != ECONNREFUSED)
    err(1, "sendmsg");
  say(sent ? "SEND" : "FAIL", name, fd);
  close(fd);
  return sent;
}

struct sending {
  int sockets[TYPES];
  long messages;
};

static void *send_all(void *argument) {
  const struct sending *sending = argument;
  for (long i = 0; i < sending->messages; i++) {
    stress_send(sending->sockets[i % TYPES], "each", i);
    pace(i);
  }
  return NULL;
}

struct receiving {
  int socket;
  atomic_long *left;
  pthread_t thread;
};

/* The last message's receiver closes the way for the others. */
static void *receive_all(void *argument) {
  struct receiving *receiving = argument;
  for (;;) {
    struct message message;
    struct received received;
    message_expect(&message, CONTROL_BYTES);
    ssize_t n = recvmsg(receiving->socket, &message.header, 0);
    if (n <= 0)
      break;
    message_descriptors(&message.header, &received);
    message.payload[sizeof message.payload - 1] = 0;
    say(received.count == 1 ? "RECV" : "DROP", message.payload, received.count == 1 ? received.fds[0] : -1);
    close_all(received.fds, received.count);
    if (atomic_fetch_sub(receiving->left, 1) == 1)
      shutdown(receiving->socket, SHUT_RDWR);
  }
  return NULL;
}

static atomic_bool done;

/* Moves the numbers that the receivers get. */
static void *open_and_close(void *argument) {
  (void)argument;
  while (!atomic_load(&done)) {
    int fds[3];
    for (int i = 0; i < 3; i++)
      fds[i] = open("/dev/null", O_RDONLY | O_CLOEXEC);
    dup2(fds[0], fds[1]);
    close_all(fds, 3);
    nanosleep(&(struct timespec){0, OPENER_PAUSE_NS}, NULL);
  }
  return NULL;
}

static void receive_from_all(const int sockets[TYPES], int receivers, long messages) {
  static struct receiving each[TYPES * MOST_THREADS];
  static atomic_long left[TYPES];
  pthread_t openers[2], storm = start_thread(fork_until, &done);
  for (int i = 0; i < 2; i++)
    openers[i] = start_thread(open_and_close, NULL);
  for (int i = 0; i < TYPES; i++)
    left[i] = messages;
  for (int i = 0; i < TYPES * receivers; i++) {
    each[i] = (struct receiving){sockets[i % TYPES], &left[i % TYPES], 0};
    each[i].thread = start_thread(receive_all, &each[i]);
  }
  for (int i = 0; i < TYPES * receivers; i++)
    pthread_join(each[i].thread, NULL);
  atomic_store(&done, true);
  for (int i = 0; i < 2; i++)
    pthread_join(openers[i], NULL);
  pthread_join(storm, NULL);
}

static void *close_meanwhile(void *argument) {
  close(*(int *)argument);
  return NULL;
}

/* What is sent while another thread closes the other end is dropped with it, or refused. */
static void *send_to_closing(void *argument) {
  long rounds = *(long *)argument;
  for (long i = 0; i < rounds; i++) {
    int pair[2];
    if (socketpair(AF_UNIX, socket_types[i % TYPES], 0, pair) < 0)
      err(1, "socketpair");
    pthread_t closer = start_thread(close_meanwhile, &pair[1]);
    for (int n = 0; n < 3 && stress_send(pair[0], "closed", i * 3 + n); n++)
      ;
    pthread_join(closer, NULL);
    close(pair[0]);
    pace(i);
  }
  return NULL;
}

static void start_senders(const struct sending *sending, int senders) {
  pthread_t threads[MOST_THREADS];
  long rounds = sending->messages / 4;
  pthread_t closing = start_thread(send_to_closing, &rounds), storm = start_thread(exec_until, &done);
  for (int i = 0; i < senders; i++)
    threads[i] = start_thread(send_all, (void *)sending);
  for (int i = 0; i < senders; i++)
    pthread_join(threads[i], NULL);
  pthread_join(closing, NULL);
  atomic_store(&done, true);
  pthread_join(storm, NULL);
}

int stress(int senders, int receivers, long messages) {
  int pairs[TYPES][2], status;
  struct sending sending = {.messages = messages};
  if (senders > MOST_THREADS || receivers > MOST_THREADS || messages % TYPES != 0)
    errx(2, "at most %d threads, and a number of messages that %d divides", MOST_THREADS, TYPES);
  for (int i = 0; i < TYPES; i++)
    if (socketpair(AF_UNIX, socket_types[i], 0, pairs[i]) < 0)
      err(1, "socketpair");
  pid_t receiver = fork();
  if (receiver < 0)
    err(1, "fork");
  int mine = receiver == 0, sockets[TYPES];
  for (int i = 0; i < TYPES; i++) {
    close(pairs[i][!mine]);
    sockets[i] = sending.sockets[i] = pairs[i][mine];
  }
  if (mine) {
    receive_from_all(sockets, receivers, senders * messages / TYPES);
    exit(0);
  }
  start_senders(&sending, senders);
  return waitpid(receiver, &status, 0) != receiver || status != 0;
}
