#define _GNU_SOURCE
#include "storms.h"
#include "stress.h"

#include <err.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PAUSE_NS 200000

/* What other threads held at the fork stays locked: a child of threads may only make system calls. */
static void begin_and_end(void (*child)(long), long number) {
  int status;
  pid_t process = fork();
  if (process < 0)
    err(1, "fork");
  if (process == 0) {
    child(number);
    _exit(0);
  }
  if (waitpid(process, &status, 0) != process || status != 0)
    errx(1, "a child of the storm ended with %d", status);
}

static void repeat(atomic_bool *done, void (*child)(long)) {
  for (long number = 0; !atomic_load(done); number++) {
    begin_and_end(child, number);
    nanosleep(&(struct timespec){0, PAUSE_NS}, NULL);
  }
}

static void end(long number) {
  (void)number;
}

static void become_another(long number) {
  int pair[2];
  int type = number % 2 == 0 ? SOCK_STREAM : SOCK_DGRAM;
  if (socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, pair) < 0)
    _exit(1);
  stress_send(pair[0], "exec", number);
  /* By its own path: it has closed its sockets only once it is called as that is. */
  char path[PATH_MAX];
  ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
  if (length < 0)
    _exit(1);
  path[length] = 0;
  execl(path, "passfd", "wait", "0", NULL);
  _exit(1);
}

void *fork_until(void *done) {
  repeat(done, end);
  return NULL;
}

void *exec_until(void *done) {
  repeat(done, become_another);
  return NULL;
}
