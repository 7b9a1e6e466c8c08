/* Threads that send, receive, open and close at once, and say what they did. */
#ifndef PASSFD_STRESS_H
#define PASSFD_STRESS_H

#include <stdbool.h>

/*
 * SENDERS threads of one process and RECEIVERS of another on one socket of each type, MESSAGES from each sender, while two
 * threads of the receiver open and close descriptors, pairs of threads send to sockets that are closed meanwhile, and both
 * processes fork: children that end at once, and children that send to themselves and become another program. Each message
 * carries a memfd of its own, whose name tells it from all others. Prints a JSON line for each act.
 */
int stress(int senders, int receivers, long messages);

/* Sends a new memfd, whose name is also the message's data, and says so. False when the other end is gone. */
bool stress_send(int socket, const char *kind, long number);

#endif
