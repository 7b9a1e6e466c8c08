/* Descriptors that never arrive. */
#ifndef PASSFD_DROPS_H
#define PASSFD_DROPS_H

/* ROUNDS drops for each of five reasons, one after the other; prints how many for each reason. */
int drops(long rounds);

#endif
