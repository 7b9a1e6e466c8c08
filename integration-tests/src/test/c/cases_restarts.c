/* Sends that sleep until there is room, and are woken by signals meanwhile. */
#define _GNU_SOURCE
#include "refused.h"

#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
#include <unistd.h>

#define SIGNALS 4
#define LONG_S 30
#define MOST_OF_BUFFER 4400 /* of the smallest: 4608 bytes */

static volatile int *handled;

static void on_signal(int number) {
  (void)number;
  ++*handled;
}

static void handle(struct stage *stage, int flags) {
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = flags};
  handled = &stage->meeting->fd;
  *handled = 0;
  sigaction(SIGUSR1, &action, NULL);
  stage->meeting->actor = truth_actor();
}

static void fill(struct stage *stage) {
  while (send(stage->socket, "x", 1, MSG_DONTWAIT) == 1)
    stage->meeting->queued++;
  if (errno != EAGAIN)
    err(1, "send");
}

static void send_through_signals(struct stage *stage) {
  int fds[2];
  new_memfds(fds, 2);
  handle(stage, SA_RESTART);
  fill(stage);
  report(stage);
  pass(stage, fds, 2);
}

static void await_sleep(const struct stage *stage) {
  char path[32], state = 0;
  snprintf(path, sizeof path, "/proc/%d/stat", stage->meeting->actor.pid);
  for (; state != 'S'; usleep(1000)) {
    FILE *stat = fopen(path, "r");
    if (stat == NULL || fscanf(stat, "%*d (%*[^)]) %c", &state) != 1)
      err(1, "%s", path);
    fclose(stat);
  }
}

/* Each finds it asleep in its send, which it goes back to. */
static void disturb(struct stage *stage, int signals) {
  volatile int *count = &stage->meeting->fd;
  await(stage);
  for (int i = 0; i < signals; i++) {
    await_sleep(stage);
    kill(stage->meeting->actor.pid, SIGUSR1);
    while (*count == i)
      usleep(1000);
  }
  if (signals > 1)
    await_sleep(stage);
}

static void drain(struct stage *stage) {
  char byte;
  for (int i = 0; i < stage->meeting->queued; i++)
    if (recv(stage->socket, &byte, 1, 0) != 1)
      err(1, "recv");
}

static void disturb_then_take(struct stage *stage) {
  disturb(stage, SIGNALS);
  drain(stage);
  take(stage);
}

static void send_disturbed(struct stage *stage, int flags, const struct target *target, int error) {
  handle(stage, flags);
  fill(stage);
  report(stage);
  must_refuse(stage, target, 1, MSG_NOSIGNAL, error);
}

static void send_interrupted(struct stage *stage) {
  send_disturbed(stage, 0, NULL, EINTR);
}

/* With a timeout there is no restart, whatever the handler says. */
static void send_interrupted_in_time(struct stage *stage) {
  struct timeval timeout = {LONG_S, 0};
  setsockopt(stage->socket, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
  send_disturbed(stage, SA_RESTART, NULL, EINTR);
}

static void disturb_once(struct stage *stage) {
  disturb(stage, 1);
}

/* The second message finds no room: a signal ends the call, which returns how many it has sent, whatever the handler says. */
static void send_one_of_two(struct stage *stage) {
  static struct message messages[2];
  static char data[MOST_OF_BUFFER];
  int fds[2][2];
  handle(stage, SA_RESTART);
  setsockopt(stage->socket, SOL_SOCKET, SO_SNDBUF, &(int){0}, sizeof(int));
  for (int i = 0; i < 2; i++) {
    new_memfds(fds[i], 2);
    message_build(&messages[i], &(struct part){SCM_RIGHTS, 2, fds[i]}, 1);
    messages[i].io = (struct iovec){data, sizeof data};
  }
  const struct sent *sent = stage_describe(stage, fds[0], 2);
  struct mmsghdr vector[2] = {{.msg_hdr = messages[0].header}, {.msg_hdr = messages[1].header}};
  report(stage);
  if (sendmmsg(stage->socket, vector, 2, 0) != 1)
    err(1, "sendmmsg must send one message");
  stage_sent(stage, sent);
  refused(stage, NULL, fds[1], EINTR);
}

static void disturb_once_then_take(struct stage *stage) {
  disturb(stage, 1);
  take(stage);
}

/* It is the first that finds none: the call is made again. */
static void send_two(struct stage *stage) {
  static struct message messages[2];
  const struct sent *sent[2];
  int fds[2][2];
  handle(stage, SA_RESTART);
  fill(stage);
  for (int i = 0; i < 2; i++) {
    new_memfds(fds[i], 2);
    message_build(&messages[i], &(struct part){SCM_RIGHTS, 2, fds[i]}, 1);
    sent[i] = stage_describe(stage, fds[i], 2);
  }
  struct mmsghdr vector[2] = {{.msg_hdr = messages[0].header}, {.msg_hdr = messages[1].header}};
  report(stage);
  if (sendmmsg(stage->socket, vector, 2, 0) != 2)
    err(1, "sendmmsg");
  stage_sent(stage, sent[0]);
  stage_sent(stage, sent[1]);
}

static void disturb_then_take_two(struct stage *stage) {
  disturb_then_take(stage);
  take(stage);
}

static void send_until_shut_down(struct stage *stage) {
  send_disturbed(stage, SA_RESTART, NULL, EPIPE);
}

static void disturb_then_shut_down(struct stage *stage) {
  disturb(stage, SIGNALS);
  shutdown(stage->socket, SHUT_RD);
}

static void bind_receiver(struct stage *stage) {
  struct target target = target_named("slow");
  stage->meeting->address = target.address;
  stage->meeting->size = target.size;
  stage->socket = new_unix(SOCK_DGRAM);
  if (bind(stage->socket, (struct sockaddr *)&target.address, target.size) < 0)
    err(1, "bind");
  report(stage);
}

static void connect_to_slow(struct stage *stage) {
  skip_when_reported_early();
  await(stage);
  stage->socket = new_unix(SOCK_DGRAM);
  if (connect(stage->socket, (struct sockaddr *)&stage->meeting->address, stage->meeting->size) < 0)
    err(1, "connect");
}

static void send_to_slow(struct stage *stage) {
  connect_to_slow(stage);
  send_through_signals(stage);
}

static void take_slowly(struct stage *stage) {
  bind_receiver(stage);
  disturb_then_take(stage);
}

/* The receiver's queue is full, and not the sender's buffer. */
static void send_to_slow_address(struct stage *stage) {
  connect_to_slow(stage);
  struct target target = {stage->meeting->address, stage->meeting->size};
  send_disturbed(stage, 0, &target, EINTR);
}

static void disturb_slowly(struct stage *stage) {
  bind_receiver(stage);
  disturb(stage, 1);
}

const struct test_case restart_cases[] = {
    {"restarted", SOCK_STREAM, send_through_signals, disturb_then_take},
    {"restarted-seqpacket", SOCK_SEQPACKET, send_through_signals, disturb_then_take},
    {"restarted-dgram", SOCK_DGRAM, send_through_signals, disturb_then_take},
    {"restarted-to-full", 0, send_to_slow, take_slowly},
    {"restarted-mmsg", SOCK_SEQPACKET, send_two, disturb_then_take_two},
    {"interrupted-mmsg", SOCK_SEQPACKET, send_one_of_two, disturb_once_then_take},
    {"restarted-epipe", SOCK_STREAM, send_until_shut_down, disturb_then_shut_down},
    {"eintr", SOCK_STREAM, send_interrupted, disturb_once},
    {"eintr-dgram", SOCK_DGRAM, send_interrupted, disturb_once},
    {"eintr-timeout", SOCK_STREAM, send_interrupted_in_time, disturb_once},
    {"eintr-to-full", 0, send_to_slow_address, disturb_slowly},
    {0}};
