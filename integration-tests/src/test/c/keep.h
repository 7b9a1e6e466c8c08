/* What becomes of descriptors after they were received. */
#ifndef PASSFD_KEEP_H
#define PASSFD_KEEP_H

/*
 * Sends RECEIVED event descriptors, which no inode tells apart. The receiver keeps the first KEPT and opens other ones at
 * the numbers of the rest; the sender keeps the first HELD. Both stay for SECONDS.
 */
int keep(int received, int kept, int held, int seconds);

/* Sends COUNT event descriptors to itself, and closes each before it gets it back, under the same number; then stays. */
int keep_own(int count, int seconds);

/* Sends COUNT memfds, one every MILLIS; the receiver keeps all. Ends when it has them. */
int keep_slowly(int count, int millis);

/* Passes MESSAGES descriptors from one process over a second to a third; each closes what it passed on. */
int chain(int messages);

#endif
