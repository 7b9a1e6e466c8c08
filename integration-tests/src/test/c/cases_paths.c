/* Files with a path: what a path can contain and become, and how a file was opened. */
#define _GNU_SOURCE
#include "cases.h"
#include "place.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define NEW (O_RDWR | O_CREAT)
#define LONGEST_PATH 4095
#define BEYOND_DEPTH 20

static int must(int result, const char *what) {
  if (result < 0)
    err(1, "%s", what);
  return result;
}

static int open_file(const char *path, int flags) {
  return must(open(path, flags, 0640), path);
}

/* The receiver tells when it has seen the files, and they can be removed. */
static void pass_and_wait(struct stage *stage, const int *fds, int count) {
  pass(stage, fds, count);
  await(stage);
}

static void pass_from(struct stage *stage, const struct place *place, const int *fds, int count) {
  pass_and_wait(stage, fds, count);
  place_leave(place);
}

static void take_and_report(struct stage *stage) {
  take(stage);
  report(stage);
}

static void send_kinds(struct stage *stage) {
  struct place place = place_enter();
  must(symlink("regular", "link"), "symlink");
  must(mkfifo("fifo", 0600), "mkfifo");
  int fds[] = {open_file("regular", NEW), open_file(".", O_RDONLY | O_DIRECTORY),
               open_file("link", O_PATH | O_NOFOLLOW), open_file("fifo", O_RDWR)};
  pass_from(stage, &place, fds, 4);
}

static void send_block_device(struct stage *stage) {
  struct place place = place_enter();
  if (mknod("block", S_IFBLK | 0600, makedev(7, 99)) < 0) {
    int error = errno;
    place_leave(&place);
    stage_skip("mknod: %s", strerrorname_np(error));
  }
  int fd = open_file("block", O_PATH);
  pass_from(stage, &place, &fd, 1);
}

static void send_deleted(struct stage *stage) {
  struct place place = place_enter();
  int fds[3] = {open_file("file", NEW)};
  unlink("file");
  fds[1] = open_file("file", NEW);
  must(mkdir("directory", 0700), "mkdir");
  fds[2] = open_file("directory", O_RDONLY | O_DIRECTORY);
  rmdir("directory");
  pass_from(stage, &place, fds, 3);
}

static void send_renamed(struct stage *stage) {
  struct place place = place_enter();
  int fd = open_file("before", NEW);
  must(rename("before", "after"), "rename");
  pass_from(stage, &place, &fd, 1);
}

/* The receiver's name is another than the sender's. */
static void send_then_rename(struct stage *stage) {
  struct place place = place_enter();
  int fds[2] = {open_file("before", NEW), open_file("gone", NEW)};
  pass(stage, fds, 2);
  must(rename("before", "after"), "rename");
  unlink("gone");
  report(stage);
  await(stage);
  place_leave(&place);
}

static void take_after_rename(struct stage *stage) {
  await(stage);
  take_and_report(stage);
}

static void send_flags(struct stage *stage) {
  static const int flags[] = {O_RDONLY,        O_WRONLY,         O_RDWR | O_APPEND | O_NONBLOCK, O_RDONLY | O_NOATIME,
                              O_RDWR | O_SYNC, O_RDWR | O_DSYNC, O_RDONLY | O_NOFOLLOW,          O_PATH};
  enum { COUNT = sizeof flags / sizeof *flags };
  struct place place = place_enter();
  int fds[COUNT + 2], count = 0;
  close(open_file("file", NEW));
  for (int i = 0; i < COUNT; i++)
    fds[count++] = open_file("file", flags[i]);
  int others[] = {open("file", O_RDWR | O_DIRECT), open(".", O_TMPFILE | O_RDWR, 0600)};
  for (int i = 0; i < 2; i++)
    if (others[i] >= 0)
      fds[count++] = others[i];
  pass_from(stage, &place, fds, count);
}

static void send_names(struct stage *stage) {
  static const char *const names[] = {
      "new\nline",    "\x1b[31mred", "a\ttab", "a \"quote\"", "a \\ backslash", "\xff\xfe", "\xf0\x9f\x98\x80 \xc3\xa9",
      "\x7f\xc2\x9b", "x (deleted)", " "};
  enum { COUNT = sizeof names / sizeof *names };
  struct place place = place_enter();
  int fds[COUNT];
  for (int i = 0; i < COUNT; i++)
    fds[i] = open_file(names[i], NEW);
  pass_from(stage, &place, fds, COUNT);
}

/* Goes DEPTH directories down, each with a name of LENGTH bytes, and opens a file there. */
static int open_below(int depth, int length) {
  char name[256];
  memset(name, 'd', length);
  name[length] = 0;
  for (int i = 0; i < depth; i++)
    if (mkdir(name, 0700) < 0 || chdir(name) < 0)
      err(1, "directory %d", i);
  return open_file("file", NEW);
}

static void send_below(struct stage *stage, int depth, int length) {
  struct place place = place_enter();
  int fd = open_below(depth, length);
  must(chdir(place.path), "chdir");
  pass_from(stage, &place, &fd, 1);
}

static void send_40_deep(struct stage *stage) {
  send_below(stage, 40, 3);
}

static void send_150_deep(struct stage *stage) {
  send_below(stage, 150, 2);
}

/* A path of LONGEST_PATH bytes, the most that readlink of /proc/self/fd gives. */
static void send_longest(struct stage *stage) {
  struct place place = place_enter();
  char name[256];
  int left = LONGEST_PATH - strlen(place.path);
  int directories = (left - 2) / 251;
  close(open_below(directories, 250));
  left -= directories * 251;
  memset(name, 'f', sizeof name);
  name[left - 1] = 0;
  int fd = open_file(name, NEW);
  must(chdir(place.path), "chdir");
  pass_from(stage, &place, &fd, 1);
}

/* A path that not even readlink can say. It is removed step by step: no path leads there. */
static void send_beyond_longest(struct stage *stage) {
  struct place place = place_enter();
  int fd = open_below(BEYOND_DEPTH, 250);
  pass_and_wait(stage, &fd, 1);
  char name[251];
  memset(name, 'd', 250);
  name[250] = 0;
  unlink("file");
  for (int i = 0; i < BEYOND_DEPTH; i++)
    must(chdir("..") < 0 ? -1 : rmdir(name), "rmdir");
  place_leave(&place);
}

static void pass_mounted(struct stage *stage, const struct place *place, const char *file, const char *const *mounts,
                         int count) {
  int fd = open(file, NEW, 0640);
  if (fd >= 0)
    pass_and_wait(stage, &fd, 1);
  close(fd);
  for (int i = count - 1; i >= 0; i--)
    umount2(mounts[i], MNT_DETACH);
  place_leave(place);
}

/* Mounts in the common namespace: a tracer in another one would see other paths. */
static void mount_or_skip(const struct place *place, const char *from, const char *to, const char *type, int flags,
                          const char *options) {
  if (mount(from, to, type, flags, options) == 0)
    return;
  int error = errno;
  umount2("tree", MNT_DETACH);
  place_leave(place);
  stage_skip("mount %s: %s", type != NULL ? type : "--bind", strerrorname_np(error));
}

static void send_bind_mount(struct stage *stage) {
  struct place place = place_enter();
  must(mkdir("tree", 0700) | mkdir("bound", 0700), "mkdir");
  mount_or_skip(&place, "tree", "bound", NULL, MS_BIND, NULL);
  pass_mounted(stage, &place, "bound/file", (const char *const[]){"bound"}, 1);
}

static void send_mount_on_mount(struct stage *stage) {
  struct place place = place_enter();
  must(mkdir("tree", 0700), "mkdir");
  mount_or_skip(&place, "passfd", "tree", "tmpfs", 0, NULL);
  must(mkdir("tree/inner", 0700), "mkdir");
  mount_or_skip(&place, "passfd", "tree/inner", "tmpfs", 0, NULL);
  mount_or_skip(&place, "passfd", "tree/inner", "tmpfs", 0, NULL);
  pass_mounted(stage, &place, "tree/inner/file", (const char *const[]){"tree", "tree/inner", "tree/inner"}, 3);
}

static void send_overlay(struct stage *stage) {
  struct place place = place_enter();
  must(mkdir("tree", 0700), "mkdir");
  mount_or_skip(&place, "passfd", "tree", "tmpfs", 0, NULL);
  must(mkdir("tree/lower", 0700) | mkdir("tree/upper", 0700), "mkdir");
  must(mkdir("tree/work", 0700) | mkdir("tree/merged", 0700), "mkdir");
  mount_or_skip(&place, "passfd", "tree/merged", "overlay", 0,
                "lowerdir=tree/lower,upperdir=tree/upper,workdir=tree/work");
  pass_mounted(stage, &place, "tree/merged/file", (const char *const[]){"tree", "tree/merged"}, 2);
}

static void send_with_comm(struct stage *stage, const char *comm) {
  int fd = new_memfd(0);
  prctl(PR_SET_NAME, comm);
  pass(stage, &fd, 1);
}

static void send_escape_comm(struct stage *stage) {
  send_with_comm(stage, "a\n\x1b[31m");
}

static void take_quoted_comm(struct stage *stage) {
  prctl(PR_SET_NAME, "\"tab\t\\ (x)");
  take(stage);
}

static void send_bytes_comm(struct stage *stage) {
  send_with_comm(stage, "\xff\xfe");
}

static void take_emoji_comm(struct stage *stage) {
  prctl(PR_SET_NAME, "\xf0\x9f\x98\x80");
  take(stage);
}

/* 15 bytes end in the middle of a character. */
static void send_cut_comm(struct stage *stage) {
  send_with_comm(stage, "fourteen-bytes\xc3\xa9");
}

const struct test_case path_cases[] = {{"file-kinds", SOCK_STREAM, send_kinds, take_and_report},
                                       {"block-device", SOCK_STREAM, send_block_device, take_and_report},
                                       {"deleted", SOCK_STREAM, send_deleted, take_and_report},
                                       {"renamed", SOCK_STREAM, send_renamed, take_and_report},
                                       {"renamed-in-flight", SOCK_STREAM, send_then_rename, take_after_rename},
                                       {"flags", SOCK_STREAM, send_flags, take_and_report},
                                       {"names", SOCK_STREAM, send_names, take_and_report},
                                       {"40-deep", SOCK_STREAM, send_40_deep, take_and_report},
                                       {"150-deep", SOCK_STREAM, send_150_deep, take_and_report},
                                       {"longest-path", SOCK_STREAM, send_longest, take_and_report},
                                       {"beyond-longest-path", SOCK_STREAM, send_beyond_longest, take_and_report},
                                       {"bind-mount", SOCK_STREAM, send_bind_mount, take_and_report},
                                       {"mount-on-mount", SOCK_STREAM, send_mount_on_mount, take_and_report},
                                       {"overlay", SOCK_STREAM, send_overlay, take_and_report},
                                       {"comm-escapes", SOCK_STREAM, send_escape_comm, take_quoted_comm},
                                       {"comm-bytes", SOCK_STREAM, send_bytes_comm, take_emoji_comm},
                                       {"comm-cut", SOCK_STREAM, send_cut_comm, take_one},
                                       {0}};
