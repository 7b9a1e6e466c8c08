/* What the kernel must show for this run, one JSON object a line, kept in memory that all processes of a case share. */
#ifndef PASSFD_TRUTH_H
#define PASSFD_TRUTH_H

#include "addresses.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define MAX_FDS 254
#define MOST_FDS 253 /* that the kernel takes in one message */
#define MAX_SENT 32
#define UNKNOWN_FD (-1)
#define CMDLINE_BYTES 511 /* that a tracer reports */
#define MOST_ANCESTORS 32

/* A task as the kernel sees it when it acts. */
struct actor {
  pid_t pid;
  pid_t tid;
  uid_t uid;
  char comm[16];
  char process[16];
  char exe[256]; /* empty: there is none any more */
  pid_t ppid;
  char cmdline[CMDLINE_BYTES + 1]; /* empty: it cannot be known, or nobody asks for it */
  bool cmdline_cut;
  int ancestor_count; /* 0: nobody asks for them */
  struct {
    pid_t pid;
    char comm[16];
  } ancestors[MOST_ANCESTORS + 1];
};

/* A message as its sender knew it before the call. Pointers are into the shared memory. */
struct sent {
  struct actor actor;
  int count;
  int fds[MAX_FDS];
  const char *files[MAX_FDS];
  unsigned long socket;
  bool by_kernel_thread;
};

/* What a receiver found in its control buffer. */
struct received {
  int count;
  int flags;
  int fds[MAX_FDS];
  const char *files[MAX_FDS];
  const char *fd_flags[MAX_FDS];
};

/* The socket an event happens on. */
struct end {
  int fd;
  unsigned long inode;
  unsigned long peer;
  pid_t peer_pid; /* SO_PEERCRED; 0 none */
  const char *type;
  char path[ADDRESS_BYTES];
  /* 0: neither this socket nor its peer has an address; -1: it has none and no peer, so that the row may name another's. */
  int path_length;
};

void truth_open(void);
void truth_start_case(const char *name);
void truth_print_case(int out);
void *truth_memory(size_t size);

/* Optional keys beside "expect" of the rows that follow, as JSON text, e.g. "\"only\":[\"fentry\"]"; NULL for none. */
void truth_beside(const char *keys);

struct actor truth_actor(void);
/* What a command line looks like: the arguments, with blanks between them. */
void truth_cmdline(struct actor *actor, const char *text);
/* PEER is the inode of the socket at the other end, 0 unknown. */
struct end truth_end(int socket, unsigned long peer);
unsigned long truth_inode(int fd);
/* The JSON keys of an open file from fstat, fcntl and readlink in this process, each after a comma. */
const char *truth_file(int fd);
/* The flags of a number of this process, or of another one, as JSON has them. */
const char *truth_fd_flags(pid_t pid, int fd);

void truth_describe(struct sent *sent, const int *fds, int count);
void truth_send(const struct sent *sent, const struct end *end);
/* ACTION is RECV or PEEK; FIRST the index in the message of the first one received. */
void truth_receive(const char *action, const struct actor *actor, const struct end *end, const struct sent *sent,
                   int first, const struct received *received);
/* Each descriptor from FIRST on; a NULL reason is any, a NULL actor any process, a NULL end any socket. */
void truth_drop(const char *reason, const struct actor *actor, const struct end *end, const struct sent *sent,
                int first);
/* A send that is refused for a reason: each descriptor is a DROP by its sender. */
void truth_refuse(const char *reason, const char *error, const struct end *end, const struct sent *sent);
/* A row for each descriptor, up to MOST_FDS; a NULL error is any errno. */
void truth_fail(const char *error, const struct end *end, const int *fds, int count);
/* A send that succeeds without its descriptors, as the socket knows none: a row for each. */
void truth_ignored(const struct end *end, const int *fds, int count);
/* At least one row. */
void truth_fail_any(const char *error, const struct end *end);

/* PIDFD. FD is the number that ACTOR got, which names TARGET; UNKNOWN_FD and the errno's name when it got none. */
void truth_pidfd(const char *error, const struct actor *actor, const struct end *end, int fd, pid_t target);

/* GRAB and INJECT. FD is the number that ACTOR got, UNKNOWN_FD none; SOURCE has the file as number SOURCE_FD. FILE is of
 * truth_file, or ""; ERROR the errno's name, or NULL. */
void truth_move(const char *action, const char *error, const struct actor *actor, int fd, const char *file,
                const struct actor *source, int source_fd);

#endif
