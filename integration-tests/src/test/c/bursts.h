/* Load: each prints one JSON object and returns the exit status. */
#ifndef PASSFD_BURSTS_H
#define PASSFD_BURSTS_H

/* PROCESSES pairs, each MESSAGES messages of FDS descriptors, as fast as the socket takes them. */
int burst(int processes, long messages, int fds);
/* One descriptor a message, RATE messages a second for so long; a slice each millisecond. */
int paced(long rate, long seconds);
/* One descriptor a message, the receiver polling without blocking on another CPU. */
int spin(long messages);
/* No descriptors at all, but room for them. */
int plain(long messages);
/* Send and receive in one thread, with FDS (0 or 1) descriptors. */
int one_thread(long messages, int fds);
int getppid_loop(long calls);
/* One process after the other, which ends at once. */
int forks(long processes);

#endif
