/* A case is played by two processes, each with one end of a socket and a pipe to and from the other. */
#ifndef PASSFD_STAGE_H
#define PASSFD_STAGE_H

#include "message.h"

#include <sys/un.h>

#define FULL_CONTROL 8192

/* Where the processes find each other when they make their own sockets; shared. */
struct meeting {
  struct sockaddr_un address;
  socklen_t size;
  /* The directory that the address is relative to, if it is. */
  char directory[64];
  unsigned long accepted;
  unsigned long connected;
  /* Messages that nobody will receive. */
  int queued;
  /* Whose descriptors are taken, or who gets one without asking. */
  struct actor actor;
  int fd;
  const char *file;
};

struct stage {
  int socket;
  /* Inode of the socket at the other end, 0 unknown. */
  unsigned long peer;
  int to;
  int from;
  int next;
  struct sent *sent;
  struct meeting *meeting;
};

struct test_case {
  const char *name;
  /* SOCK_STREAM, SOCK_DGRAM or SOCK_SEQPACKET; 0 when the processes make their own sockets. */
  int type;
  void (*sender)(struct stage *stage);
  void (*receiver)(struct stage *stage);
};

/* False when the case failed. */
bool stage_run(const struct test_case *test, int out);

/* Ends the case here: the kernel or the permissions lack something. The other process gets to know. */
_Noreturn void stage_skip(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Before the first case: looks at the kernel's symbols, which takes an emulated one long. */
void stage_open(void);
/* Whether the kernel has no unix_add_edges: a message counts as queued once its skb has the descriptors. */
bool queues_early(void);

/* One more process whose rows belong to this case. */
void stage_add_pid(pid_t pid);

void report(struct stage *stage);
void await(struct stage *stage);

/* The next message's slot, described; the receiver meets the slots in the same order. */
struct sent *stage_describe(struct stage *stage, const int *fds, int count);
struct sent *stage_next(struct stage *stage);
/* Describes, sends in one message and states the SEND rows; the case fails when the send does. */
void pass(struct stage *stage, const int *fds, int count);
void pass_parts(struct stage *stage, const int *fds, int count, const struct part *parts, int part_count);
/* States the SEND rows on the stage's socket. */
void stage_sent(struct stage *stage, const struct sent *sent);
/* Receives the next message, states the RECV rows and closes what came. */
void take(struct stage *stage);
void stage_received(struct stage *stage, const char *action, const struct sent *sent, struct received *received);

#endif
