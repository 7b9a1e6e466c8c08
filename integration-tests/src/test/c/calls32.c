#define _GNU_SOURCE
#include "calls32.h"
#include "stage.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#if defined(__x86_64__)
#define GETPID 20

/* The last argument is in the frame pointer. What a leaf function keeps below the stack pointer is left alone. */
long call_32(long number, long a, long b, long c, long d, long e) {
  long result;
  __asm__ volatile("lea -128(%%rsp), %%rsp; push %%rbp; xor %%ebp, %%ebp; int $0x80; pop %%rbp; lea 128(%%rsp), %%rsp"
                   : "=a"(result)
                   : "a"(number), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e)
                   : "memory", "cc", "r8", "r9", "r10", "r11");
  return result;
}

static void no_int_80(int number) {
  (void)number;
  stage_skip("no 32-bit system calls");
}

/* A kernel without them answers int 0x80 with a signal. */
void need_calls_32(void) {
  signal(SIGSEGV, no_int_80);
  if (call_32(GETPID, 0, 0, 0, 0, 0) != getpid())
    no_int_80(0);
  signal(SIGSEGV, SIG_DFL);
}

#else

long call_32(long number, long a, long b, long c, long d, long e) {
  (void)number, (void)a, (void)b, (void)c, (void)d, (void)e;
  return -ENOSYS;
}

void need_calls_32(void) {
  stage_skip("no 32-bit system calls of x86");
}

#endif
