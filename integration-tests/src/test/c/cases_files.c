/* Kinds of open files that need no place of their own in the file system. What the kernel lacks is left out. */
#define _GNU_SOURCE
#include "cases.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/netlink.h>
#include <linux/perf_event.h>
#include <linux/userfaultfd.h>
#include <net/ethernet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/fanotify.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define MOST_FILES 24

struct files {
  int fds[MOST_FILES];
  int count;
};

static void add(struct files *files, int fd) {
  if (fd >= 0)
    files->fds[files->count++] = fd;
}

static void pass_files(struct stage *stage, const struct files *files) {
  if (files->count == 0)
    stage_skip("not available: %s", strerrorname_np(errno));
  pass(stage, files->fds, files->count);
}

static void send_dev_null(struct stage *stage) {
  struct files files = {0};
  add(&files, open("/dev/null", O_RDWR));
  add(&files, open("/dev/null", O_WRONLY | O_APPEND));
  pass_files(stage, &files);
}

static void send_ptmx(struct stage *stage) {
  struct files files = {0};
  int master = posix_openpt(O_RDWR | O_NOCTTY);
  char name[64];
  add(&files, master);
  if (master >= 0 && unlockpt(master) == 0 && ptsname_r(master, name, sizeof name) == 0)
    add(&files, open(name, O_RDWR | O_NOCTTY));
  pass_files(stage, &files);
}

static void send_proc_files(struct stage *stage) {
  struct files files = {0};
  add(&files, open("/proc/version", O_RDONLY));
  add(&files, open("/proc/self/status", O_RDONLY));
  add(&files, open("/proc/self/fd", O_RDONLY | O_DIRECTORY));
  add(&files, open("/proc/sys/kernel/ostype", O_RDONLY));
  pass_files(stage, &files);
}

static void send_sys_files(struct stage *stage) {
  struct files files = {0};
  add(&files, open("/sys/devices/system/cpu/online", O_RDONLY));
  add(&files, open("/sys/kernel", O_RDONLY | O_DIRECTORY));
  pass_files(stage, &files);
}

static void send_pipe(struct stage *stage) {
  struct files files = {.count = 2};
  if (pipe2(files.fds, O_NONBLOCK) < 0)
    err(1, "pipe");
  pass_files(stage, &files);
}

static void send_memfd_names(struct stage *stage) {
  struct files files = {0};
  add(&files, memfd_create("", 0));
  add(&files, memfd_create("two words", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  add(&files, memfd_create("line\nend\x1b[31m", 0));
  add(&files, memfd_create("\xff\xfe", 0));
  add(&files, memfd_create("a/b (deleted)", 0));
  add(&files, memfd_create("huge", MFD_HUGETLB));
  pass_files(stage, &files);
}

static void send_eventfd(struct stage *stage) {
  struct files files = {0};
  add(&files, eventfd(0, 0));
  add(&files, eventfd(0, EFD_NONBLOCK | EFD_SEMAPHORE));
  pass_files(stage, &files);
}

static void send_anonymous(struct stage *stage) {
  struct files files = {0};
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGUSR1);
  add(&files, epoll_create1(0));
  add(&files, timerfd_create(CLOCK_MONOTONIC, 0));
  add(&files, signalfd(-1, &signals, 0));
  add(&files, inotify_init1(IN_NONBLOCK));
  pass_files(stage, &files);
}

static void send_fanotify(struct stage *stage) {
  struct files files = {0};
  add(&files, fanotify_init(FAN_CLASS_NOTIF, O_RDONLY));
  pass_files(stage, &files);
}

static void send_userfaultfd(struct stage *stage) {
  struct files files = {0};
  int fd = syscall(SYS_userfaultfd, UFFD_USER_MODE_ONLY);
  add(&files, fd < 0 && errno == EINVAL ? syscall(SYS_userfaultfd, 0) : fd); /* the flag came with 5.11 */
  pass_files(stage, &files);
}

static void send_perf_event(struct stage *stage) {
  struct files files = {0};
  struct perf_event_attr attributes = {.type = PERF_TYPE_SOFTWARE, .size = sizeof attributes};
  attributes.config = PERF_COUNT_SW_DUMMY;
  // Of a CPU: the first event of a thread patches the scheduler's code (perf_sched_events), and an emulated CPU that is in
  // it at that moment may take the breakpoint when it is already gone.
  add(&files, syscall(SYS_perf_event_open, &attributes, -1, 0, -1, 0));
  pass_files(stage, &files);
}

static void send_bpf_map(struct stage *stage) {
  struct files files = {0};
  union bpf_attr attributes;
  memset(&attributes, 0, sizeof attributes);
  attributes.map_type = BPF_MAP_TYPE_ARRAY;
  attributes.key_size = attributes.value_size = 4;
  attributes.max_entries = 1;
  add(&files, syscall(SYS_bpf, BPF_MAP_CREATE, &attributes, sizeof attributes));
  pass_files(stage, &files);
}

/* Lives as long as this process: its read ends when the only writer is gone. */
static pid_t new_child(void) {
  int life[2];
  char byte;
  if (pipe2(life, O_CLOEXEC) < 0)
    err(1, "pipe");
  pid_t child = fork();
  if (child < 0)
    err(1, "fork");
  if (child > 0)
    return child;
  close(life[1]);
  _exit(read(life[0], &byte, 1) != 0);
}

static void send_pidfd(struct stage *stage) {
  struct files files = {0};
  add(&files, syscall(SYS_pidfd_open, getpid(), 0));
  add(&files, syscall(SYS_pidfd_open, getppid(), 0));
  add(&files, syscall(SYS_pidfd_open, new_child(), 0));
  pass_files(stage, &files);
}

static void send_namespaces(struct stage *stage) {
  struct files files = {0};
  add(&files, open("/proc/self/ns/net", O_RDONLY));
  add(&files, open("/proc/self/ns/mnt", O_RDONLY));
  add(&files, open("/proc/self/ns/pid", O_RDONLY));
  pass_files(stage, &files);
}

static void send_unix_sockets(struct stage *stage) {
  struct files files = {0};
  add(&files, socket(AF_UNIX, SOCK_STREAM, 0));
  add(&files, socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0));
  add(&files, socket(AF_UNIX, SOCK_SEQPACKET, 0));
  add(&files, stage->socket);
  pass_files(stage, &files);
}

static void send_internet_sockets(struct stage *stage) {
  struct files files = {0};
  add(&files, socket(AF_INET, SOCK_STREAM, 0));
  add(&files, socket(AF_INET6, SOCK_STREAM, 0));
  add(&files, socket(AF_INET, SOCK_DGRAM, 0));
  add(&files, socket(AF_INET6, SOCK_DGRAM, 0));
  add(&files, socket(AF_INET, SOCK_RAW, IPPROTO_ICMP));
  pass_files(stage, &files);
}

static void send_netlink_socket(struct stage *stage) {
  struct files files = {0};
  add(&files, socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE));
  pass_files(stage, &files);
}

static void send_packet_socket(struct stage *stage) {
  struct files files = {0};
  add(&files, socket(AF_PACKET, SOCK_RAW, 0));
  add(&files, socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_IP)));
  pass_files(stage, &files);
}

static void send_vsock_socket(struct stage *stage) {
  struct files files = {0};
  add(&files, socket(AF_VSOCK, SOCK_STREAM, 0));
  pass_files(stage, &files);
}

static void send_alg_socket(struct stage *stage) {
  struct files files = {0};
  add(&files, socket(AF_ALG, SOCK_SEQPACKET, 0));
  pass_files(stage, &files);
}

const struct test_case file_cases[] = {{"dev-null", SOCK_STREAM, send_dev_null, take_one},
                                       {"ptmx-pts", SOCK_STREAM, send_ptmx, take_one},
                                       {"proc-files", SOCK_STREAM, send_proc_files, take_one},
                                       {"sys-files", SOCK_STREAM, send_sys_files, take_one},
                                       {"pipe", SOCK_STREAM, send_pipe, take_one},
                                       {"memfd-names", SOCK_STREAM, send_memfd_names, take_one},
                                       {"eventfd", SOCK_STREAM, send_eventfd, take_one},
                                       {"epoll-timer-signal-inotify", SOCK_STREAM, send_anonymous, take_one},
                                       {"fanotify", SOCK_STREAM, send_fanotify, take_one},
                                       {"userfaultfd", SOCK_STREAM, send_userfaultfd, take_one},
                                       {"perf-event", SOCK_STREAM, send_perf_event, take_one},
                                       {"bpf-map", SOCK_STREAM, send_bpf_map, take_one},
                                       {"pidfd", SOCK_STREAM, send_pidfd, take_one},
                                       {"namespaces", SOCK_STREAM, send_namespaces, take_one},
                                       {"unix-sockets", SOCK_STREAM, send_unix_sockets, take_one},
                                       {"internet-sockets", SOCK_STREAM, send_internet_sockets, take_one},
                                       {"netlink-socket", SOCK_STREAM, send_netlink_socket, take_one},
                                       {"packet-socket", SOCK_STREAM, send_packet_socket, take_one},
                                       {"vsock-socket", SOCK_STREAM, send_vsock_socket, take_one},
                                       {"alg-socket", SOCK_STREAM, send_alg_socket, take_one},
                                       {0}};
