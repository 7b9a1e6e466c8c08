/* Messages that are queued before a tracer begins, and meet their ends before its eyes. */
#ifndef PASSFD_BEFORE_H
#define PASSFD_BEFORE_H

/* Queues, prints a line, waits for a byte of standard input, and prints what a tracer must show of each message's end. */
int before(void);

#endif
