/* The system calls that x86 has for programs of 32 bits. */
#ifndef PASSFD_CALLS32_H
#define PASSFD_CALLS32_H

/* Ends the case where the machine or the kernel has none. */
void need_calls_32(void);

/* Returns a negative errno as the kernel does. The sixth argument is 0. */
long call_32(long number, long a, long b, long c, long d, long e);

#endif
