#define _GNU_SOURCE
#include "sharing.h"
#include "crowds.h"
#include "message.h"

#include <err.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct identity {
  int process, thread;
};

struct sharing {
  int sockets[TYPES];
  int fd;
  long messages;
};

static void *send_shared(void *argument) {
  const struct sharing *sharing = argument;
  struct message message;
  struct identity self = {getpid(), gettid()};
  message_build(&message, &(struct part){SCM_RIGHTS, 1, &sharing->fd}, 1);
  memcpy(message.payload, &self, sizeof self);
  message.io.iov_len = sizeof self;
  for (long i = 0; i < sharing->messages; i++) {
    if (sendmsg(sharing->sockets[i % TYPES], &message.header, 0) < 0)
      err(1, "sendmsg");
    pace(i);
  }
  return NULL;
}

static void send_as_process(const struct sharing *sharing, int threads) {
  pthread_t others[MOST_THREADS];
  for (int i = 1; i < threads; i++)
    others[i] = start_thread(send_shared, (void *)sharing);
  send_shared((void *)sharing);
  for (int i = 1; i < threads; i++)
    pthread_join(others[i], NULL);
}

static void receive_one(int socket) {
  struct message message;
  struct received received;
  struct identity sender;
  message_expect(&message, CONTROL_BYTES);
  message.io.iov_len = sizeof sender; /* of a stream, no more than one message's */
  if (recvmsg(socket, &message.header, 0) != sizeof sender)
    err(1, "recvmsg");
  message_descriptors(&message.header, &received);
  memcpy(&sender, message.payload, sizeof sender);
  printf("{\"fd\":%d,\"sender\":%d,\"thread\":%d}\n", received.count == 1 ? received.fds[0] : -1, sender.process,
         sender.thread);
  close_all(received.fds, received.count);
}

static void receive_shared(const int sockets[TYPES], long messages) {
  struct pollfd ready[TYPES];
  for (int i = 0; i < TYPES; i++)
    ready[i] = (struct pollfd){sockets[i], POLLIN, 0};
  while (messages > 0) {
    if (poll(ready, TYPES, -1) < 0)
      err(1, "poll");
    for (int i = 0; i < TYPES; i++)
      if (ready[i].revents & POLLIN) {
        receive_one(sockets[i]);
        messages--;
      }
  }
}

int shared(int processes, int threads, long messages) {
  struct sharing sharing = {.fd = new_memfd(0), .messages = messages};
  int ends[TYPES], status, failed = 0;
  if (threads > MOST_THREADS)
    errx(2, "at most %d threads", MOST_THREADS);
  for (int i = 0; i < TYPES; i++) {
    int pair[2];
    if (socketpair(AF_UNIX, socket_types[i], 0, pair) < 0)
      err(1, "socketpair");
    sharing.sockets[i] = pair[0];
    ends[i] = pair[1];
  }
  for (int i = 0; i < processes; i++) {
    pid_t sender = fork();
    if (sender < 0)
      err(1, "fork");
    if (sender == 0) {
      send_as_process(&sharing, threads);
      exit(0);
    }
  }
  receive_shared(ends, processes * threads * messages);
  while (wait(&status) > 0)
    failed |= status != 0;
  return failed;
}
