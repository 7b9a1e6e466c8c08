#define _GNU_SOURCE
#include "queue_truth.h"
#include "json.h"
#include "truth.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void processes(FILE *out, const char *key, pid_t pid, int socket) {
  struct actor actor = truth_actor();
  fprintf(out, ",\"%s\":[", key);
  if (socket != NOBODY)
    fprintf(out, "{\"pid\":%d,\"comm\":\"%s\",\"fd\":%d}", pid == 0 ? actor.pid : pid, actor.comm, socket);
  fprintf(out, "]");
}

const char *queue_place(int socket, bool listens) {
  char *text;
  size_t size;
  FILE *out = open_memstream(&text, &size);
  fprintf(out, "{\"%s\":%lu,\"%s\":null", listens ? "listener_inode" : "socket_inode", truth_inode(socket),
          listens ? "socket_inode" : "listener_inode");
  processes(out, "holders", 0, socket);
  fprintf(out, "}");
  fclose(out);
  return text;
}

static void address(FILE *out, int socket) {
  struct end end = truth_end(socket, 0);
  if (end.path_length > 0)
    json_bytes(out, "socket_path", end.path, end.path_length);
  else
    fprintf(out, ",\"socket_path\":null");
}

static void inode(FILE *out, const char *key, int socket, unsigned long number) {
  if (socket == NOBODY && number == 0)
    fprintf(out, ",\"%s\":null", key);
  else
    fprintf(out, ",\"%s\":%lu", key, socket == NOBODY ? number : truth_inode(socket));
}

void queue_report(FILE *out, const struct queue *queue, const struct load *load) {
  struct actor actor = truth_actor();
  int held = queue->listener != 0 ? queue->listener : queue->receiver;
  fprintf(out, "{\"socket_type\":\"%s\",\"uid\":%u,\"count\":%d", queue->is_datagram ? "dgram" : "stream", actor.uid,
          load->count);
  inode(out, "peer_inode", queue->sender, 0);
  inode(out, "socket_inode", queue->receiver, queue->inode);
  if (queue->listener != 0)
    inode(out, "listener_inode", queue->listener, queue->listener_inode);
  else
    fprintf(out, ",\"listener_inode\":null");
  if (queue->path != NULL)
    fprintf(out, "%s", queue->path);
  else if (held != NOBODY)
    address(out, held);
  processes(out, "holders", queue->holder, held);
  processes(out, "senders", queue->holder, queue->sender);
  fprintf(out, queue->within == NULL ? ",\"queued_in\":null" : ",\"queued_in\":[%s]", queue->within);
  fprintf(out, ",\"peer\":");
  if (queue->is_datagram)
    fprintf(out, "null");
  else
    fprintf(out, queue->is_gone ? "{\"pid\":%d,\"comm\":null}" : "{\"pid\":%d,\"comm\":\"%s\"}",
            queue->peer == 0 ? actor.pid : queue->peer, actor.comm);
  fprintf(out, ",\"files\":[");
  for (int i = 0; i < load->count; i++)
    fprintf(out, "%s{\"index\":%d%s}", i == 0 ? "" : ",", i, load->files[i]);
  fprintf(out, "]}\n");
  fflush(out);
}

struct load load_of(const int *fds, int count) {
  struct load load = {.count = count};
  for (int i = 0; i < count; i++) {
    load.fds[i] = fds[i];
    load.files[i] = truth_file(fds[i]);
  }
  return load;
}
