/* Descriptors that pass without a socket: by pidfd_getfd, and by the supervisor of a seccomp filter. */
#define _GNU_SOURCE
#include "cases.h"
#include "supervised.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NOT_OPEN 9999
#define OTHER_UID 12345
#define CHOSEN_NUMBER 50
#define FEW_FDS 20

/* No tracepoint reports them. */
#define EXACT "\"only\":[\"fentry\",\"kprobe\"]"
#define REFUSED EXACT ",\"absent\":[\"fd\"]"
#define REFUSED_NAMELESS EXACT ",\"absent\":[\"fd\",\"name\",\"kind\"]"

static void show(struct stage *stage, int fd) {
  stage->meeting->actor = truth_actor();
  stage->meeting->fd = fd;
  stage->meeting->file = truth_file(fd);
  report(stage);
}

/* The number, or -errno. */
static int grab(pid_t pid, int fd) {
  int pidfd = syscall(SYS_pidfd_open, pid, 0);
  if (pidfd < 0)
    err(1, "pidfd_open");
  int got = syscall(SYS_pidfd_getfd, pidfd, fd, 0);
  int result = got < 0 ? -errno : got;
  close(pidfd);
  return result;
}

static void show_file(struct stage *stage) {
  show(stage, new_memfd(1));
}

static void show_socket(struct stage *stage) {
  show(stage, stage->socket);
}

static void grab_it(struct stage *stage) {
  await(stage);
  struct actor actor = truth_actor();
  int fd = grab(stage->meeting->actor.pid, stage->meeting->fd);
  if (fd < 0)
    errx(1, "pidfd_getfd: %s", strerror(-fd));
  truth_beside(EXACT);
  truth_move("GRAB", NULL, &actor, fd, truth_file(fd), &stage->meeting->actor, stage->meeting->fd);
}

static void must_be(int result, int error) {
  if (result != -error)
    errx(1, "%s in place of %s", result < 0 ? strerrorname_np(-result) : "success", strerrorname_np(error));
}

static void grab_closed(struct stage *stage) {
  await(stage);
  struct actor actor = truth_actor();
  must_be(grab(stage->meeting->actor.pid, NOT_OPEN), EBADF);
  truth_beside(REFUSED_NAMELESS);
  truth_move("GRAB", "EBADF", &actor, UNKNOWN_FD, "", &stage->meeting->actor, NOT_OPEN);
}

static void grab_without_permission(struct stage *stage) {
  await(stage);
  if (setresuid(OTHER_UID, OTHER_UID, OTHER_UID) < 0)
    err(1, "setresuid");
  struct actor actor = truth_actor();
  must_be(grab(stage->meeting->actor.pid, stage->meeting->fd), EPERM);
  truth_beside(REFUSED);
  truth_move("GRAB", "EPERM", &actor, UNKNOWN_FD, stage->meeting->file, &stage->meeting->actor, stage->meeting->fd);
}

static void limit_numbers(void) {
  struct rlimit few = {FEW_FDS, FEW_FDS};
  if (setrlimit(RLIMIT_NOFILE, &few) < 0)
    err(1, "setrlimit");
}

/* Leaves as many numbers free as asked for. */
static void fill_numbers(int free) {
  int fds[FEW_FDS], count = 0;
  while ((fds[count] = fcntl(STDIN_FILENO, F_DUPFD, 0)) >= 0)
    count++;
  close_all(fds + count - free, free);
}

static void grab_at_the_limit(struct stage *stage) {
  await(stage);
  limit_numbers();
  fill_numbers(1); /* for the pidfd */
  struct actor actor = truth_actor();
  must_be(grab(stage->meeting->actor.pid, stage->meeting->fd), EMFILE);
  truth_beside(REFUSED);
  truth_move("GRAB", "EMFILE", &actor, UNKNOWN_FD, stage->meeting->file, &stage->meeting->actor, stage->meeting->fd);
}

/* The target: getppid waits for the supervisor, who gets the listener. */
static void be_supervised(struct stage *stage) {
  int listener = supervise_getppid();
  if (listener < 0)
    stage_skip("seccomp: %s", strerrorname_np(errno));
  pass(stage, &listener, 1);
  close(listener);
  stage->meeting->actor = truth_actor();
  report(stage);
  ask_supervisor();
}

static void be_supervised_at_the_limit(struct stage *stage) {
  limit_numbers();
  fill_numbers(2); /* for the filter's own use */
  be_supervised(stage);
}

/* Receives the listener, and waits until the target waits. */
static int supervise(struct stage *stage, struct seccomp_notif *notification) {
  struct received received;
  if (message_receive(stage->socket, FULL_CONTROL, 0, &received) <= 0)
    errx(1, "no listener came");
  message_files(&received);
  truth_beside(NULL);
  stage_received(stage, "RECV", stage_next(stage), &received);
  await(stage);
  if (ioctl(received.fds[0], SECCOMP_IOCTL_NOTIF_RECV, notification) < 0)
    err(1, "SECCOMP_IOCTL_NOTIF_RECV");
  return received.fds[0];
}

/* The number in the target, or -errno. */
static int plant(int listener, const struct seccomp_notif *notification, int fd, unsigned flags,
                 unsigned number_flags) {
  struct seccomp_notif_addfd request = {.id = notification->id, .flags = flags, .srcfd = fd};
  request.newfd_flags = number_flags;
  if (flags & SECCOMP_ADDFD_FLAG_SETFD)
    request.newfd = CHOSEN_NUMBER;
  int number = ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &request);
  return number < 0 ? -errno : number;
}

static void plant_all(struct stage *stage, unsigned flags, const unsigned *number_flags, int count) {
  struct seccomp_notif notification = {0};
  int listener = supervise(stage, &notification);
  struct actor actor = truth_actor();
  int fd = new_memfd(2);
  truth_beside(EXACT);
  for (int i = 0; i < count; i++) {
    int number = plant(listener, &notification, fd, flags, number_flags[i]);
    if (number < 0)
      errx(1, "SECCOMP_IOCTL_NOTIF_ADDFD: %s", strerror(-number));
    truth_move("INJECT", NULL, &stage->meeting->actor, number, truth_file(fd), &actor, fd);
  }
  answer_supervised(listener, notification.id);
}

static void plant_and_state(struct stage *stage, unsigned flags, unsigned number_flags) {
  plant_all(stage, flags, &number_flags, 1);
}

static void plant_any(struct stage *stage) {
  plant_and_state(stage, 0, 0);
}

static void plant_chosen(struct stage *stage) {
  plant_and_state(stage, SECCOMP_ADDFD_FLAG_SETFD, 0);
}

static void plant_any_cloexec(struct stage *stage) {
  plant_and_state(stage, 0, O_CLOEXEC);
}

static void plant_chosen_cloexec(struct stage *stage) {
  plant_and_state(stage, SECCOMP_ADDFD_FLAG_SETFD, O_CLOEXEC);
}

/* The flag of the file that was there does not stay. */
static void plant_over_another(struct stage *stage) {
  plant_all(stage, SECCOMP_ADDFD_FLAG_SETFD, (const unsigned[]){O_CLOEXEC, 0, O_CLOEXEC}, 3);
}

static void plant_at_the_limit(struct stage *stage) {
  struct seccomp_notif notification = {0};
  int listener = supervise(stage, &notification);
  struct actor actor = truth_actor();
  int fd = new_memfd(2), more, number;
  /* The target closed what it does not need any more: until its numbers are used up. */
  truth_beside(EXACT);
  while ((number = plant(listener, &notification, fd, 0, 0)) >= 0)
    truth_move("INJECT", NULL, &stage->meeting->actor, number, truth_file(fd), &actor, fd);
  must_be(number, EMFILE);
  truth_beside(REFUSED);
  truth_move("INJECT", "EMFILE", &stage->meeting->actor, UNKNOWN_FD, truth_file(fd), &actor, fd);
  more = plant(listener, &notification, fd, SECCOMP_ADDFD_FLAG_SETFD, 0);
  must_be(more, EBADF);
  truth_move("INJECT", "EBADF", &stage->meeting->actor, UNKNOWN_FD, truth_file(fd), &actor, fd);
  answer_supervised(listener, notification.id);
}

const struct test_case grab_cases[] = {
    {"grab", SOCK_STREAM, grab_it, show_file},
    {"grab-socket", SOCK_STREAM, grab_it, show_socket},
    {"grab-closed-number", SOCK_STREAM, grab_closed, show_file},
    {"grab-not-permitted", SOCK_STREAM, grab_without_permission, show_file},
    {"grab-emfile", SOCK_STREAM, grab_at_the_limit, show_file},
    {"inject", SOCK_STREAM, be_supervised, plant_any},
    {"inject-at-number", SOCK_STREAM, be_supervised, plant_chosen},
    {"inject-cloexec", SOCK_STREAM, be_supervised, plant_any_cloexec},
    {"inject-at-number-cloexec", SOCK_STREAM, be_supervised, plant_chosen_cloexec},
    {"inject-over-another", SOCK_STREAM, be_supervised, plant_over_another},
    {"inject-emfile", SOCK_STREAM, be_supervised_at_the_limit, plant_at_the_limit},
    {0},
};
