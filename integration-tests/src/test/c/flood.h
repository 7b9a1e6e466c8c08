/* More messages in flight than a tracer remembers. */
#ifndef PASSFD_FLOOD_H
#define PASSFD_FLOOD_H

/* Queues so many messages of a descriptor each, then receives the first half of them and closes the sockets of the others. */
int flood(long messages);

#endif
