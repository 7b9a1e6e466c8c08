#define _GNU_SOURCE
#include "truth.h"
#include "json.h"

#include <err.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define NAME_BYTES 8192

static int option(int fd, int name) {
  int value = -1;
  socklen_t size = sizeof value;
  getsockopt(fd, SOL_SOCKET, name, &value, &size);
  return value;
}

static void socket_kind(int fd, char *kind, size_t size) {
  int type = option(fd, SO_TYPE);
  int family = option(fd, SO_DOMAIN);
  const char *name = NULL;
  if (family == AF_UNIX)
    name = "unix";
  else if (family == AF_INET || family == AF_INET6)
    name = type == SOCK_STREAM ? "tcp" : type == SOCK_DGRAM ? "udp" : "raw";
  else if (family == AF_NETLINK)
    name = "netlink";
  else if (family == AF_PACKET)
    name = "packet";
  else if (family == AF_VSOCK)
    name = "vsock";
  else if (family == AF_ALG)
    name = "alg";
  if (name != NULL)
    snprintf(kind, size, "sock:%s", name);
  else
    snprintf(kind, size, "sock:%d", family);
}

static const char *type_name(mode_t mode) {
  switch (mode & S_IFMT) {
    case S_IFDIR:
      return "dir";
    case S_IFLNK:
      return "lnk";
    case S_IFCHR:
      return "chr";
    case S_IFBLK:
      return "blk";
    case S_IFIFO:
      return "fifo";
    default:
      return "reg";
  }
}

static bool starts(const char *text, const char *prefix) {
  return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* The name after "anon_inode:", some have brackets and some have not. */
static void anonymous_kind(const char *name, char *kind, size_t size) {
  const char *inner = name + strlen("anon_inode:");
  int length = strlen(inner);
  if (inner[0] == '[' && inner[length - 1] == ']') {
    inner++;
    length -= 2;
  }
  if (length == 5 && starts(inner, "pidfd"))
    snprintf(kind, size, "pidfd");
  else
    snprintf(kind, size, "anon:%.*s", length, inner);
}

static void file_kind(int fd, const char *name, const struct stat *st, char *kind, size_t size) {
  const char *colon = strchr(name, ':');
  if (S_ISSOCK(st->st_mode) && name[0] != '/')
    socket_kind(fd, kind, size);
  else if (starts(name, "/memfd:"))
    snprintf(kind, size, "memfd");
  else if (starts(name, "anon_inode:"))
    anonymous_kind(name, kind, size);
  else if (name[0] != '/' && colon != NULL && !S_ISFIFO(st->st_mode))
    snprintf(kind, size, "ns:%.*s", (int)(colon - name), name);
  else
    snprintf(kind, size, "%s", type_name(st->st_mode));
}

static void file_flags(FILE *out, int flags) {
  /* In the order of the events' flags; a flag that holds another one's bit hides it. */
  static const struct {
    int bits;
    int unless;
    const char *name;
  } names[] = {{O_APPEND, 0, "O_APPEND"},
               {O_NONBLOCK, 0, "O_NONBLOCK"},
               {O_DSYNC, O_SYNC, "O_DSYNC"},
               {O_SYNC, 0, "O_SYNC"},
               {O_ASYNC, 0, "O_ASYNC"},
               {O_DIRECT, 0, "O_DIRECT"},
               {O_DIRECTORY, O_TMPFILE, "O_DIRECTORY"},
               {O_NOFOLLOW, 0, "O_NOFOLLOW"},
               {O_NOATIME, 0, "O_NOATIME"},
               {O_TMPFILE, 0, "O_TMPFILE"}};
  static const char *const access[] = {"O_RDONLY", "O_WRONLY", "O_RDWR", "O_ACCMODE"};
  fprintf(out, ",\"flags\":[\"%s\"", flags & O_PATH ? "O_PATH" : access[flags & O_ACCMODE]);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    bool hidden = names[i].unless != 0 && (flags & names[i].unless) == names[i].unless;
    if ((flags & names[i].bits) == names[i].bits && !hidden)
      fprintf(out, ",\"%s\"", names[i].name);
  }
  fputc(']', out);
}

static void target_pid(FILE *out, int fd) {
  char path[64], line[256];
  int pid;
  snprintf(path, sizeof path, "/proc/self/fdinfo/%d", fd);
  FILE *info = fopen(path, "r");
  while (info != NULL && fgets(line, sizeof line, info) != NULL)
    if (sscanf(line, "Pid: %d", &pid) == 1)
      fprintf(out, ",\"target_pid\":%d", pid);
  if (info != NULL)
    fclose(info);
}

/* As fdinfo shows them: with O_CLOEXEC for the number. */
static int flags_elsewhere(pid_t pid, int fd) {
  char path[64], line[256];
  unsigned flags;
  snprintf(path, sizeof path, "/proc/%d/fdinfo/%d", pid, fd);
  FILE *info = fopen(path, "r");
  if (info == NULL)
    err(1, "%s", path);
  while (fgets(line, sizeof line, info) != NULL) {
    if (sscanf(line, "flags: %o", &flags) == 1) {
      fclose(info);
      return flags & O_CLOEXEC ? FD_CLOEXEC : 0;
    }
  }
  errx(1, "%s says nothing of flags", path);
}

const char *truth_fd_flags(pid_t pid, int fd) {
  int flags = pid == getpid() ? fcntl(fd, F_GETFD) : flags_elsewhere(pid, fd);
  if (flags < 0)
    err(1, "F_GETFD of %d", fd);
  return flags & FD_CLOEXEC ? "[\"FD_CLOEXEC\"]" : "[]";
}

/* A name longer than a page has no readlink: its file is then stated without a name. */
const char *truth_file(int fd) {
  static _Thread_local char name[NAME_BYTES];
  char link[64], kind[300], *text;
  struct stat st;
  size_t size;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, name, sizeof name - 1);
  if (fstat(fd, &st) < 0)
    err(1, "fstat %d", fd);
  name[length < 0 ? 0 : length] = 0;
  file_kind(fd, name, &st, kind, sizeof kind);

  FILE *out = open_memstream(&text, &size);
  if (length >= 0)
    json_bytes(out, "name", name, length);
  fprintf(out, ",\"kind\":\"%s\",\"dev\":\"%u:%u\",\"inode\":%lu", kind, major(st.st_dev), minor(st.st_dev), st.st_ino);
  if (S_ISCHR(st.st_mode) || S_ISBLK(st.st_mode))
    fprintf(out, ",\"rdev\":\"%u:%u\"", major(st.st_rdev), minor(st.st_rdev));
  fprintf(out, ",\"mode\":\"%04o\"", st.st_mode & 07777);
  file_flags(out, fcntl(fd, F_GETFL));
  if (st.st_nlink == 0 && name[0] == '/' && strcmp(kind, "memfd") != 0)
    fprintf(out, ",\"deleted\":true");
  if (strcmp(kind, "pidfd") == 0)
    target_pid(out, fd);
  endpoints(out, fd, kind);
  fclose(out);
  char *shared = truth_memory(size + 1);
  memcpy(shared, text, size + 1);
  free(text);
  return shared;
}
