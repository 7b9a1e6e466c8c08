#define _GNU_SOURCE
#include "stage.h"

#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define SKIPPED 77
#define TIME_LIMIT_S 60
#define MAX_PIDS 64

static struct board {
  char skipped[256];
  int pid_count;
  pid_t pids[MAX_PIDS];
} * board;

/* Both ends may, and one of them is killed meanwhile: vsnprintf() empties what it writes to at first. */
void stage_skip(const char *format, ...) {
  char reason[sizeof board->skipped];
  va_list args;
  va_start(args, format);
  vsnprintf(reason, sizeof reason, format, args);
  va_end(args);
  memcpy(board->skipped, reason, sizeof reason);
  _exit(SKIPPED);
}

static bool has_edges;

void stage_open(void) {
  char line[256];
  FILE *symbols = fopen("/proc/kallsyms", "re");
  while (symbols != NULL && !has_edges && fgets(line, sizeof line, symbols) != NULL)
    has_edges = strstr(line, " unix_add_edges\n") != NULL;
  if (symbols != NULL)
    fclose(symbols);
}

bool queues_early(void) {
  return !has_edges;
}

void stage_add_pid(pid_t pid) {
  int at = __atomic_fetch_add(&board->pid_count, 1, __ATOMIC_SEQ_CST);
  if (at >= MAX_PIDS)
    errx(1, "a case has more than %d processes", MAX_PIDS);
  board->pids[at] = pid;
}

void report(struct stage *stage) {
  if (write(stage->to, "x", 1) == 1)
    return;
  if (board->skipped[0])
    _exit(SKIPPED);
  err(1, "handshake");
}

void await(struct stage *stage) {
  char byte;
  if (read(stage->from, &byte, 1) != 1)
    _exit(board->skipped[0] ? SKIPPED : 1);
}

/* Both ends stay open until both are done, so that each event finds its sockets. */
static void leave(struct stage *stage) {
  char byte;
  if (write(stage->to, "x", 1) == 1 && read(stage->from, &byte, 1) < 0)
    err(1, "handshake");
}

static void stage_close(const struct stage *stage) {
  if (stage->socket >= 0)
    close(stage->socket);
  close(stage->to);
  close(stage->from);
}

/* Until every process has closed the ends that are not its own, closing one would close nothing. The gate is a pipe:
 * its reader goes on when the last writer is gone. */
static void pass_gate(const int gate[2]) {
  char byte;
  close(gate[1]);
  if (read(gate[0], &byte, 1) != 0)
    errx(1, "gate");
  close(gate[0]);
}

static pid_t start(void (*play)(struct stage *), const char *comm, struct stage *own, const struct stage *other,
                   const int gate[2]) {
  pid_t pid = fork();
  if (pid < 0)
    err(1, "fork");
  if (pid > 0) {
    stage_add_pid(pid);
    return pid;
  }
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_NAME, comm);
  truth_actor(); /* it may have no number left when it is asked again */
  alarm(TIME_LIMIT_S);
  signal(SIGPIPE, SIG_IGN);
  stage_close(other);
  pass_gate(gate);
  play(own);
  leave(own);
  exit(0);
}

/* Waits for both; when one gives up the other would wait for ever, so it is killed. */
static bool finish(const char *name, const pid_t *pids) {
  bool good = true;
  for (int i = 0; i < 2; i++) {
    int status;
    pid_t pid = wait(&status);
    bool skipped = WIFEXITED(status) && WEXITSTATUS(status) == SKIPPED;
    if (status == 0 || (i == 1 && board->skipped[0]))
      continue;
    if (!skipped && good)
      fprintf(stderr, "passfd: %s: %s ended with status 0x%x\n", name, pid == pids[0] ? "sender" : "receiver", status);
    good = good && skipped;
    if (i == 0)
      kill(pid == pids[0] ? pids[1] : pids[0], SIGKILL);
  }
  return good;
}

static void print_end(const char *name, bool good, int out) {
  if (board->skipped[0] || !good) {
    dprintf(out, "{\"case\":\"%s\",\"%s\":\"%s\"}\n", name, good ? "skipped" : "failed",
            good ? board->skipped : "see standard error");
    return;
  }
  truth_print_case(out);
  dprintf(out, "{\"case\":\"%s\",\"pids\":[", name);
  for (int i = 0; i < board->pid_count; i++)
    dprintf(out, "%s%d", i == 0 ? "" : ",", board->pids[i]);
  dprintf(out, "],\"done\":true}\n");
}

static void *zeroed(size_t size) {
  return memset(truth_memory(size), 0, size);
}

bool stage_run(const struct test_case *test, int out) {
  int data[2] = {-1, -1}, there[2], back[2], gate[2];
  truth_start_case(test->name);
  board = zeroed(sizeof *board);
  if (pipe(there) < 0 || pipe(back) < 0 || pipe(gate) < 0 ||
      (test->type != 0 && socketpair(AF_UNIX, test->type, 0, data) < 0))
    err(1, "%s", test->name);

  struct sent *sent = zeroed(MAX_SENT * sizeof *sent);
  struct meeting *meeting = zeroed(sizeof *meeting);
  struct stage sender = {.socket = data[0], .to = there[1], .from = back[0], .sent = sent, .meeting = meeting};
  struct stage receiver = {.socket = data[1], .to = back[1], .from = there[0], .sent = sent, .meeting = meeting};
  if (test->type != 0) {
    sender.peer = truth_inode(data[1]);
    receiver.peer = truth_inode(data[0]);
  }
  pid_t pids[2];
  pids[0] = start(test->sender, "passfd-sender", &sender, &receiver, gate);
  pids[1] = start(test->receiver, "passfd-receiver", &receiver, &sender, gate);
  stage_close(&sender);
  stage_close(&receiver);
  close_all(gate, 2);
  bool good = finish(test->name, pids);
  print_end(test->name, good, out);
  return good;
}

struct sent *stage_next(struct stage *stage) {
  if (stage->next == MAX_SENT)
    errx(1, "too many messages");
  return &stage->sent[stage->next++];
}

struct sent *stage_describe(struct stage *stage, const int *fds, int count) {
  struct sent *sent = stage_next(stage);
  truth_describe(sent, fds, count);
  sent->socket = truth_inode(stage->socket);
  return sent;
}

void stage_sent(struct stage *stage, const struct sent *sent) {
  struct end end = truth_end(stage->socket, stage->peer);
  truth_send(sent, &end);
}

void pass_parts(struct stage *stage, const int *fds, int count, const struct part *parts, int part_count) {
  struct sent *sent = stage_describe(stage, fds, count);
  int error = message_send(stage->socket, parts, part_count, 0);
  if (error == -EPIPE && board->skipped[0]) /* the other end has gone */
    _exit(SKIPPED);
  if (error < 0)
    errx(1, "sendmsg: %s", strerror(-error));
  stage_sent(stage, sent);
}

void pass(struct stage *stage, const int *fds, int count) {
  struct part part = {SCM_RIGHTS, count, fds};
  pass_parts(stage, fds, count, &part, 1);
}

void stage_received(struct stage *stage, const char *action, const struct sent *sent, struct received *received) {
  struct actor actor = truth_actor();
  struct end end = truth_end(stage->socket, stage->peer);
  truth_receive(action, &actor, &end, sent, 0, received);
}

void take(struct stage *stage) {
  struct received received;
  int n = message_receive(stage->socket, FULL_CONTROL, 0, &received);
  if (n == 0 && board->skipped[0])
    _exit(SKIPPED);
  if (n <= 0)
    errx(1, "recvmsg: %s", n < 0 ? strerror(-n) : "the other end is closed");
  const struct sent *sent = stage_next(stage);
  message_files(&received);
  if (received.count != sent->count)
    errx(1, "%d descriptors of %d came", received.count, sent->count);
  stage_received(stage, "RECV", sent, &received);
  close_all(received.fds, received.count);
}
