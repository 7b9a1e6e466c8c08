#define _GNU_SOURCE
#include "truth.h"
#include "json.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SHARED_BYTES (64 << 20)
#define ROWS_BYTES (16 << 20)

static struct {
  size_t rows_used;
  size_t memory_used;
  char name[64];
  char beside[256];
  char rows[ROWS_BYTES];
  char memory[SHARED_BYTES];
} * shared;

void truth_open(void) {
  shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (shared == MAP_FAILED)
    err(1, "mmap");
}

void truth_start_case(const char *name) {
  shared->rows_used = shared->memory_used = 0;
  shared->beside[0] = 0;
  snprintf(shared->name, sizeof shared->name, "%s", name);
}

void truth_print_case(int out) {
  for (size_t done = 0; done < shared->rows_used;) {
    ssize_t n = write(out, shared->rows + done, shared->rows_used - done);
    if (n < 0)
      err(1, "write");
    done += n;
  }
}

void *truth_memory(size_t size) {
  size_t at = __atomic_fetch_add(&shared->memory_used, (size + 15) & ~15ul, __ATOMIC_SEQ_CST);
  if (at + size > sizeof shared->memory)
    errx(1, "shared memory is full");
  return shared->memory + at;
}

void truth_beside(const char *keys) {
  snprintf(shared->beside, sizeof shared->beside, "%s", keys == NULL ? "" : keys);
}

static bool read_whole(const char *path, char *to, size_t size) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0 && errno == EMFILE)
    return false;
  ssize_t length = fd < 0 ? -1 : read(fd, to, size - 1);
  if (length < 0)
    err(1, "%s", path);
  close(fd);
  to[length] = 0;
  return true;
}

/* Of another process, too. Returns its parent. */
static pid_t read_stat(pid_t pid, char *comm, size_t size) {
  char path[64], stat[512];
  pid_t parent;
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  if (!read_whole(path, stat, sizeof stat))
    errx(1, "no number left to read %s", path);
  char *begin = strchr(stat, '('), *end = strrchr(stat, ')');
  snprintf(comm, size, "%.*s", (int)(end - begin - 1), begin + 1);
  if (sscanf(end + 1, " %*c %d", &parent) != 1)
    errx(1, "%s names no parent", path);
  return parent;
}

void truth_cmdline(struct actor *actor, const char *text) {
  actor->cmdline_cut = strlen(text) > CMDLINE_BYTES;
  snprintf(actor->cmdline, sizeof actor->cmdline, "%s", text);
}

static void read_cmdline(struct actor *actor) {
  char text[8192];
  int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
  ssize_t length = read(fd, text, sizeof text - 1);
  close(fd);
  while (length > 0 && text[length - 1] == 0)
    length--;
  for (ssize_t i = 0; i < length; i++)
    if (text[i] == 0)
      text[i] = ' ';
  text[length < 0 ? 0 : length] = 0;
  truth_cmdline(actor, text);
}

/* What a tracer reports on demand: for the runs that ask for it. */
static void read_details(struct actor *actor) {
  read_cmdline(actor);
  actor->ancestor_count = 0;
  for (pid_t pid = actor->ppid; pid != 0 && actor->ancestor_count <= MOST_ANCESTORS; actor->ancestor_count++) {
    int i = actor->ancestor_count;
    actor->ancestors[i].pid = pid;
    pid = read_stat(pid, actor->ancestors[i].comm, sizeof actor->ancestors[i].comm);
  }
}

/*
 * As /proc reports it: some workloads trap getppid(). Whoever has no number left to read it again is who it was when its part
 * began.
 */
static void read_identity(struct actor *actor) {
  static struct actor known;
  char stat[512];
  if (read_whole("/proc/self/stat", stat, sizeof stat)) {
    char *begin = strchr(stat, '('), *end = strrchr(stat, ')');
    known = (struct actor){.pid = actor->pid};
    memcpy(known.process, begin + 1, end - begin - 1);
    if (sscanf(end + 1, " %*c %d", &known.ppid) != 1)
      errx(1, "/proc/self/stat names no parent");
    if (readlink("/proc/self/exe", known.exe, sizeof known.exe - 1) < 0)
      err(1, "/proc/self/exe");
    if (getenv("PASSFD_DETAILS") != NULL)
      read_details(&known);
  }
  if (known.pid != actor->pid)
    errx(1, "who we are is not known");
  memcpy(actor->process, known.process, sizeof known.process);
  memcpy(actor->exe, known.exe, sizeof known.exe);
  actor->ppid = known.ppid;
  memcpy(actor->cmdline, known.cmdline, sizeof known.cmdline);
  actor->cmdline_cut = known.cmdline_cut;
  memcpy(actor->ancestors, known.ancestors, sizeof known.ancestors);
  actor->ancestor_count = known.ancestor_count;
}

struct actor truth_actor(void) {
  struct actor actor = {.pid = getpid(), .tid = syscall(SYS_gettid), .uid = geteuid()};
  prctl(PR_GET_NAME, actor.comm);
  read_identity(&actor);
  return actor;
}

unsigned long truth_inode(int fd) {
  struct stat st;
  if (fstat(fd, &st) < 0)
    err(1, "fstat %d", fd);
  return st.st_ino;
}

struct end truth_end(int socket, unsigned long peer) {
  int type = 0;
  socklen_t size = sizeof type;
  getsockopt(socket, SOL_SOCKET, SO_TYPE, &type, &size);
  const char *name = type == SOCK_STREAM ? "stream" : type == SOCK_DGRAM ? "dgram" : "seqpacket";
  struct end end = {.fd = socket, .inode = truth_inode(socket), .peer = peer, .type = name};
  struct ucred credentials = {0};
  size = sizeof credentials;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0)
    end.peer_pid = credentials.pid;
  end.path_length = unix_address(socket, getsockname, end.path);
  if (end.path_length == 0)
    end.path_length = unix_address(socket, getpeername, end.path);
  return end;
}

void truth_describe(struct sent *sent, const int *fds, int count) {
  sent->actor = truth_actor();
  sent->count = count;
  for (int i = 0; i < count; i++) {
    sent->fds[i] = fds[i];
    sent->files[i] = truth_file(fds[i]);
  }
}

/* One row while it is written; the row becomes visible as a whole. */
struct row {
  FILE *out;
  char *text;
  size_t size;
};

static void row_open(struct row *row, const char *expect, const char *action) {
  row->out = open_memstream(&row->text, &row->size);
  fprintf(row->out, "{\"case\":\"%s\",\"%s\":{\"action\":\"%s\"", shared->name, expect, action);
}

static void row_close(struct row *row) {
  fprintf(row->out, "}%s%s}\n", shared->beside[0] ? "," : "", shared->beside);
  fclose(row->out);
  size_t at = __atomic_fetch_add(&shared->rows_used, row->size, __ATOMIC_SEQ_CST);
  if (at + row->size > ROWS_BYTES)
    errx(1, "too many rows");
  memcpy(shared->rows + at, row->text, row->size);
  free(row->text);
}

static void details_keys(FILE *out, const struct actor *actor) {
  if (actor->ancestor_count == 0)
    return;
  if (actor->exe[0] == 0) /* its memory is gone */
    fputs(",\"cmdline\":null", out);
  else if (actor->cmdline[0] != 0)
    json_bytes(out, "cmdline", actor->cmdline, strlen(actor->cmdline));
  if (actor->cmdline[0] != 0 && actor->exe[0] != 0)
    fprintf(out, ",\"cmdline_truncated\":%s", actor->cmdline_cut ? "true" : "null");
  fprintf(out, ",\"ancestors\":[");
  for (int i = 0; i < actor->ancestor_count && i < MOST_ANCESTORS; i++) {
    fprintf(out, "%s{\"pid\":%d", i == 0 ? "" : ",", actor->ancestors[i].pid);
    json_bytes(out, "comm", actor->ancestors[i].comm, strlen(actor->ancestors[i].comm));
    fputc('}', out);
  }
  fprintf(out, "],\"ancestors_truncated\":%s", actor->ancestor_count > MOST_ANCESTORS ? "true" : "null");
}

static void identity_keys(FILE *out, const struct actor *actor) {
  if (actor->ppid == 0)
    return;
  json_bytes(out, "process", actor->process, strnlen(actor->process, sizeof actor->process));
  if (actor->exe[0] == 0)
    fputs(",\"exe\":null", out);
  else
    json_bytes(out, "exe", actor->exe, strlen(actor->exe));
  fprintf(out, ",\"ppid\":%d", actor->ppid);
  details_keys(out, actor);
}

static void actor_keys(FILE *out, const struct actor *actor, bool by_kernel_thread) {
  fprintf(out, "\"pid\":%d", actor->pid);
  if (!by_kernel_thread) {
    fprintf(out, ",\"tid\":%d", actor->tid);
    json_bytes(out, "comm", actor->comm, strnlen(actor->comm, sizeof actor->comm));
  }
  identity_keys(out, actor);
  fprintf(out, ",\"uid\":%u", actor->uid);
}

static void end_keys(FILE *out, const struct end *end) {
  if (end == NULL)
    return;
  if (end->fd != UNKNOWN_FD)
    fprintf(out, ",\"socket_fd\":%d", end->fd);
  fprintf(out, ",\"socket_inode\":%lu,\"socket_type\":\"%s\"", end->inode, end->type);
  if (end->path_length > 0)
    json_bytes(out, "socket_path", end->path, end->path_length);
  else if (end->path_length == 0)
    fprintf(out, ",\"socket_path\":null");
  if (end->peer != 0)
    fprintf(out, ",\"peer_inode\":%lu", end->peer);
}

/* Whom it is for. A kernel thread's number is not the sender's. */
static void peer_keys(FILE *out, const struct end *end, const struct actor *actor, bool by_kernel_thread) {
  if (end == NULL || by_kernel_thread)
    return;
  if (end->peer_pid > 0 && end->peer_pid != actor->pid)
    fprintf(out, ",\"peer_pid\":%d", end->peer_pid);
  else
    fprintf(out, ",\"peer_pid\":null");
}

static void sender_keys(FILE *out, const struct sent *sent, int index) {
  fprintf(out, ",\"sender\":{");
  actor_keys(out, &sent->actor, sent->by_kernel_thread);
  fprintf(out, ",\"fd\":%d}", sent->fds[index]);
}

void truth_send(const struct sent *sent, const struct end *end) {
  for (int i = 0; i < sent->count; i++) {
    struct row row;
    row_open(&row, "expect", "SEND");
    fputc(',', row.out);
    actor_keys(row.out, &sent->actor, sent->by_kernel_thread);
    end_keys(row.out, end);
    peer_keys(row.out, end, &sent->actor, sent->by_kernel_thread);
    fprintf(row.out, ",\"index\":%d,\"count\":%d,\"fd\":%d,\"fd_flags\":null%s", i, sent->count, sent->fds[i],
            sent->files[i]);
    row_close(&row);
  }
}

void truth_receive(const char *action, const struct actor *actor, const struct end *end, const struct sent *sent,
                   int first, const struct received *received) {
  for (int i = 0; i < received->count; i++) {
    struct row row;
    row_open(&row, "expect", action);
    fputc(',', row.out);
    actor_keys(row.out, actor, actor->tid == 0);
    end_keys(row.out, end);
    fprintf(row.out, ",\"index\":%d,\"count\":%d,\"fd\":%d,\"fd_flags\":%s%s", first + i, sent->count, received->fds[i],
            received->fd_flags[i], received->files[i]);
    sender_keys(row.out, sent, first + i);
    row_close(&row);
  }
}

static void drop(const char *reason, const char *error, const struct actor *actor, const struct end *end,
                 const struct sent *sent, int first) {
  for (int i = first; i < sent->count; i++) {
    struct row row;
    row_open(&row, "expect", "DROP");
    if (reason != NULL)
      fprintf(row.out, ",\"reason\":\"%s\"", reason);
    if (error != NULL)
      fprintf(row.out, ",\"errno\":\"%s\"", error);
    if (actor != NULL) {
      fputc(',', row.out);
      actor_keys(row.out, actor, actor->tid == 0);
    }
    end_keys(row.out, end);
    fprintf(row.out, ",\"index\":%d,\"count\":%d,\"fd_flags\":null%s", i, sent->count, sent->files[i]);
    sender_keys(row.out, sent, i);
    row_close(&row);
  }
}

void truth_drop(const char *reason, const struct actor *actor, const struct end *end, const struct sent *sent,
                int first) {
  drop(reason, NULL, actor, end, sent, first);
}

void truth_refuse(const char *reason, const char *error, const struct end *end, const struct sent *sent) {
  drop(reason, error, &sent->actor, end, sent, 0);
}

/* CAUSE is JSON text: keys, each after a comma. */
static void fail_row(const char *expect, const char *cause, const struct actor *actor, const struct end *end, int index,
                     const int *fds, int count) {
  struct row row;
  row_open(&row, expect, "FAIL");
  fputs(cause, row.out);
  fputc(',', row.out);
  actor_keys(row.out, actor, false);
  end_keys(row.out, end);
  peer_keys(row.out, end, actor, false);
  if (index >= 0)
    fprintf(row.out, ",\"index\":%d,\"count\":%d,\"fd\":%d,\"fd_flags\":null", index, count, fds[index]);
  row_close(&row);
}

static void fail_rows(const char *cause, const struct end *end, const int *fds, int count) {
  struct actor actor = truth_actor();
  for (int i = 0; i < count && i < MOST_FDS; i++)
    fail_row("expect", cause, &actor, end, i, fds, count);
}

static const char *errno_key(char *key, size_t size, const char *error) {
  snprintf(key, size, error == NULL ? "" : ",\"errno\":\"%s\"", error);
  return key;
}

void truth_fail(const char *error, const struct end *end, const int *fds, int count) {
  char key[32];
  fail_rows(errno_key(key, sizeof key, error), end, fds, count);
}

void truth_ignored(const struct end *end, const int *fds, int count) {
  fail_rows(",\"reason\":\"ignored\",\"errno\":null", end, fds, count);
}

void truth_fail_any(const char *error, const struct end *end) {
  char key[32];
  struct actor actor = truth_actor();
  fail_row("expect_any", errno_key(key, sizeof key, error), &actor, end, -1, NULL, 0);
}

static void number_keys(FILE *out, pid_t pid, int fd) {
  if (fd == UNKNOWN_FD)
    fprintf(out, ",\"fd_flags\":null");
  else
    fprintf(out, ",\"fd\":%d,\"fd_flags\":%s", fd, truth_fd_flags(pid, fd));
}

void truth_move(const char *action, const char *error, const struct actor *actor, int fd, const char *file,
                const struct actor *source, int source_fd) {
  struct row row;
  row_open(&row, "expect", action);
  if (error != NULL)
    fprintf(row.out, ",\"errno\":\"%s\"", error);
  fputc(',', row.out);
  actor_keys(row.out, actor, false);
  number_keys(row.out, actor->pid, fd);
  struct actor other = *source;
  other.cmdline[0] = 0; /* which only its own acts report */
  fprintf(row.out, "%s,\"sender\":{", file);
  actor_keys(row.out, &other, false);
  fprintf(row.out, ",\"fd\":%d}", source_fd);
  row_close(&row);
}

void truth_pidfd(const char *error, const struct actor *actor, const struct end *end, int fd, pid_t target) {
  struct row row;
  row_open(&row, "expect", "PIDFD");
  fputc(',', row.out);
  actor_keys(row.out, actor, actor->tid == 0);
  end_keys(row.out, end);
  if (error != NULL)
    fprintf(row.out, ",\"errno\":\"%s\"", error);
  else
    fprintf(row.out, ",\"kind\":\"pidfd\",\"target_pid\":%d", target);
  number_keys(row.out, actor->pid, error == NULL ? fd : UNKNOWN_FD);
  fprintf(row.out, ",\"sender\":{\"pid\":%d}", target);
  row_close(&row);
}
