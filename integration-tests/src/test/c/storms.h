/* Processes that begin, become others and end, while others pass descriptors. */
#ifndef PASSFD_STORMS_H
#define PASSFD_STORMS_H

#include <stdatomic.h>

/* A thread that forks until *done: what it begins ends at once. Its argument is done. */
void *fork_until(void *done);

/*
 * As fork_until, but each child sends itself a descriptor first, and then becomes another program: its sockets are closed on
 * exec, with what is queued. Says so as stress() does.
 */
void *exec_until(void *done);

#endif
