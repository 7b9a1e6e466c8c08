/* What must be reported of a queue that nobody empties. */
#ifndef PASSFD_QUEUE_TRUTH_H
#define PASSFD_QUEUE_TRUTH_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#define MOST_FDS 253
#define NOBODY (-1)

/* What is left in it. */
struct load {
  int count;
  int fds[MOST_FDS];
  const char *files[MOST_FDS];
};

/* A process as the initial pid namespace numbers it; it is this program. */
struct queue {
  int sender;          /* the sending socket, NOBODY closed */
  int receiver;        /* the receiving socket, NOBODY has it */
  unsigned long inode; /* of that, where nobody has it */
  int listener;        /* where the connection is not accepted: who can, NOBODY has it; 0 accepted */
  unsigned long listener_inode;
  const char *path;   /* JSON keys of the address, where nobody has a socket that could tell */
  pid_t holder;       /* 0: this process */
  pid_t peer;         /* who made the other end; 0: this process */
  bool is_gone;       /* that one */
  bool is_datagram;   /* which has no other end */
  const char *within; /* JSON of "queued_in", NULL none */
};

/* The JSON text of {"socket_inode":...,"holders":[...]}, or {"listener_inode":...} where the socket listens. */
const char *queue_place(int socket, bool listens);

/* A line of the truth. */
void queue_report(FILE *out, const struct queue *queue, const struct load *load);

/* The descriptors with what they are. */
struct load load_of(const int *fds, int count);

#endif
