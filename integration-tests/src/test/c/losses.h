/* What a tracer may be unable to follow, and must count then. Each prints how often it happened. */
#ifndef PASSFD_LOSSES_H
#define PASSFD_LOSSES_H

/* PROCESSES take a descriptor of this one, TIMES each, all at once. */
int grabs(long processes, long times);
/* So many threads wait for their supervisor, who plants a descriptor in the first of them and in the last. */
int crowd(long threads);
/* MESSAGES are received, whose numbers another thread throws away before the receive has ended. */
int thrown_away(long messages);
/* MESSAGES are received, each by a call that waits for 3 s while it installs a descriptor: nothing is lost. */
int awaited(long messages);
/* MESSAGES are received while the kernel's switch has all kprobes off for a part of their descriptors. */
int unseen(long messages);
/* A supervisor plants a descriptor, and others make so many requests that fail before the target can take it. */
int forgotten(long requests);
/* MESSAGES of two bytes and two descriptors: the first byte is spliced, and the second is spliced, read or thrown away. */
int spliced(long messages);

#endif
