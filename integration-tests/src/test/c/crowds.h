/* Many threads, and a socket of each type for them. */
#ifndef PASSFD_CROWDS_H
#define PASSFD_CROWDS_H

#include <pthread.h>

#define MOST_THREADS 16
#define TYPES 3

extern const int socket_types[TYPES];

pthread_t start_thread(void *(*run)(void *), void *argument);
/* Rests now and then, so that the rows of all threads fit into the ring. */
void pace(long message);

#endif
