/* Threads and processes that send the same file on the same sockets. */
#ifndef PASSFD_SHARING_H
#define PASSFD_SHARING_H

/*
 * THREADS threads of each of PROCESSES send MESSAGES each of one and the same file, on one socket of each type in turn. Prints
 * a JSON line for each message in the order received, with the process and the thread that its data names.
 */
int shared(int processes, int threads, long messages);

#endif
