#define _GNU_SOURCE
#include "unaccepted.h"
#include "json.h"
#include "message.h"

#include <err.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* By an abstract address that the kernel chooses. */
struct server {
  int socket;
  struct sockaddr_un address;
  socklen_t size;
};

static struct server bound(int type) {
  struct server server = {.address = {.sun_family = AF_UNIX}, .size = sizeof server.address};
  struct sockaddr *address = (struct sockaddr *)&server.address;
  server.socket = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
  if (server.socket < 0 || bind(server.socket, address, sizeof server.address.sun_family) < 0 ||
      getsockname(server.socket, address, &server.size) < 0)
    err(1, "bind");
  return server;
}

static struct server listening(void) {
  struct server server = bound(SOCK_STREAM);
  if (listen(server.socket, 8) < 0)
    err(1, "listen");
  return server;
}

static int connected(int type, const struct server *server) {
  int client = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
  if (client < 0 || connect(client, (const struct sockaddr *)&server->address, server->size) < 0)
    err(1, "connect");
  return client;
}

static int send_to(const struct server *server, const struct load *load) {
  int client = connected(SOCK_STREAM, server);
  message_send_fds(client, load->fds, load->count);
  return client;
}

static void leave_by_living(FILE *out, const struct server *server, const struct load *load) {
  int client = send_to(server, load);
  queue_report(out, &(struct queue){.sender = client, .receiver = NOBODY, .listener = server->socket}, load);
}

static void leave_by_dead(FILE *out, const struct server *server, const struct load *load) {
  pid_t pid = fork();
  if (pid == 0) {
    send_to(server, load);
    _exit(0);
  }
  if (pid < 0 || waitpid(pid, NULL, 0) < 0)
    err(1, "fork");
  queue_report(
      out,
      &(struct queue){.sender = NOBODY, .receiver = NOBODY, .listener = server->socket, .peer = pid, .is_gone = true},
      load);
}

static void leave_and_close(FILE *out, const struct server *server, const struct load *load) {
  close(send_to(server, load));
  queue_report(out, &(struct queue){.sender = NOBODY, .receiver = NOBODY, .listener = server->socket}, load);
}

/* The listener waits in a connection to another one. */
static void leave_with_queued_listener(FILE *out, const struct load *load) {
  struct server inner = listening(), outer = listening();
  int client = send_to(&inner, load);
  struct load listener = load_of(&inner.socket, 1);
  struct queue queue = {.sender = client, .receiver = NOBODY, .listener = NOBODY};
  struct end end = truth_end(inner.socket, 0);
  char *path;
  size_t size;
  FILE *keys = open_memstream(&path, &size);
  json_bytes(keys, "socket_path", end.path, end.path_length);
  fclose(keys);
  queue.path = path;
  queue.listener_inode = end.inode;
  queue.within = queue_place(outer.socket, true);
  leave_by_living(out, &outer, &listener);
  close(inner.socket);
  queue_report(out, &queue, load);
}

void leave_unaccepted(FILE *out, const struct load *load) {
  for (int i = 0; i < 2; i++) {
    struct server server = listening();
    leave_by_living(out, &server, load);
    leave_by_living(out, &server, load);
    leave_by_dead(out, &server, load);
    leave_by_dead(out, &server, load);
    leave_and_close(out, &server, load);
  }
  leave_with_queued_listener(out, load);
}

void leave_datagram(FILE *out, const struct load *load) {
  struct server server = bound(SOCK_DGRAM);
  int client = connected(SOCK_DGRAM, &server);
  message_send_fds(client, load->fds, load->count);
  queue_report(out, &(struct queue){.sender = client, .receiver = server.socket, .is_datagram = true}, load);
}
