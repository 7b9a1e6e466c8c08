/* A system call that waits for a supervisor. */
#ifndef PASSFD_SUPERVISED_H
#define PASSFD_SUPERVISED_H

#include <linux/types.h>

/* Makes getppid wait, in this thread and those that it begins from here on. Returns the listener, or -1 with errno. */
int supervise_getppid(void);
/* Waits for the answer to a getppid; fails when it is another's. */
void ask_supervisor(void);
/* Lets the getppid of this notification return. */
void answer_supervised(int listener, __u64 id);

#endif
