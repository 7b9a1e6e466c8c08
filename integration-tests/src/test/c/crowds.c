#define _GNU_SOURCE
#include "crowds.h"

#include <err.h>
#include <sys/socket.h>
#include <time.h>

#define PAUSE_EVERY 8 /* messages */
#define PAUSE_NS 1000000

const int socket_types[TYPES] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};

pthread_t start_thread(void *(*run)(void *), void *argument) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, run, argument) != 0)
    errx(1, "pthread_create");
  return thread;
}

void pace(long message) {
  if (message % PAUSE_EVERY == PAUSE_EVERY - 1)
    nanosleep(&(struct timespec){0, PAUSE_NS}, NULL);
}
