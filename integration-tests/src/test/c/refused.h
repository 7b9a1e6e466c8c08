/* Sends of two descriptors that must be refused, and what they are meant for. */
#ifndef PASSFD_REFUSED_H
#define PASSFD_REFUSED_H

#include "cases.h"

#include <sys/un.h>

#define LARGE (1 << 20)
#define UNREADABLE 0 /* bytes of data: one that is not there */

/* Whom a datagram is for. */
struct target {
  struct sockaddr_un address;
  socklen_t size;
};

int new_unix(int type);
/* An abstract name of this process's own. */
struct target target_named(const char *word);
struct target target_at(const char *path);

/* The sender's end, where what it is meant for is reported. TARGET NULL: the peer. */
struct end end_towards(struct stage *stage, const struct target *target);
/* The send fails with ERROR; states a FAIL for each descriptor. TARGET NULL: to the peer. */
void must_refuse(struct stage *stage, const struct target *target, size_t bytes, int flags, int error);
/* States it, of two descriptors of the socket of the stage. ERROR 0: any. */
void refused(struct stage *stage, const struct target *target, const int *fds, int error);
/* Where the SEND is reported before the receiver is looked for, as on 5.10, what comes after that is a DROP. */
void skip_when_reported_early(void);

#endif
