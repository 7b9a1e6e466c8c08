/* Descriptors that nobody receives. */
#ifndef PASSFD_QUEUED_H
#define PASSFD_QUEUED_H

/*
 * Leaves messages in queues of all sorts, among them SOCKETS socket pairs with FDS descriptors each, writes to the file
 * TRUTH what must be reported of each queue, runs COMMAND while they wait, and returns its exit status.
 */
int queued(const char *truth, int sockets, int fds, char **command);

#endif
