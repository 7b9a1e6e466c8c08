#define _GNU_SOURCE
#include "addresses.h"
#include "json.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/un.h>

/* The zero byte in front of an abstract name is written @; a path that begins with @ gets a ./ before it. */
int unix_address(int socket, get_address *get, char *text) {
  union {
    struct sockaddr_un address;
    char room[256]; /* a path may fill sun_path without its end */
  } any;
  socklen_t size = sizeof any, start = offsetof(struct sockaddr_un, sun_path);
  if (get(socket, (struct sockaddr *)&any, &size) < 0)
    return -1;
  if (size <= start)
    return 0;
  const char *name = any.room + start;
  bool abstract = name[0] == 0;
  int length = abstract ? size - start : strnlen(name, size - start), before = name[0] == '@' ? 2 : 0;
  memcpy(text, "./", before);
  memcpy(text + before, name, length);
  if (abstract)
    text[0] = '@';
  return before + length;
}

/* Numbers the port 0 where there is no such end. */
static int inet_address(int socket, get_address *get, char *text) {
  struct sockaddr_in6 any = {0};
  const struct sockaddr_in *v4 = (const struct sockaddr_in *)&any;
  const unsigned char *four = (const unsigned char *)&v4->sin_addr, *bytes = any.sin6_addr.s6_addr;
  socklen_t size = sizeof any;
  if (get(socket, (struct sockaddr *)&any, &size) < 0)
    return 0;
  int port = ntohs(any.sin6_port);
  if (any.sin6_family == AF_INET) {
    sprintf(text, "%d.%d.%d.%d:%d", four[0], four[1], four[2], four[3], port);
    return port;
  }
  for (int i = 0; i < 16; i += 2)
    text += sprintf(text, "%c%x", i == 0 ? '[' : ':', bytes[i] << 8 | bytes[i + 1]);
  sprintf(text, "]:%d", port);
  return port;
}

void endpoints(FILE *out, int socket, const char *kind) {
  char text[ADDRESS_BYTES], local[ADDRESS_BYTES], remote[ADDRESS_BYTES];
  int length = 0;
  if (strcmp(kind, "sock:unix") == 0) {
    length = unix_address(socket, getsockname, text);
  } else if (strcmp(kind, "sock:tcp") == 0 || strcmp(kind, "sock:udp") == 0) {
    if (inet_address(socket, getsockname, local) != 0)
      length = snprintf(text, sizeof text, inet_address(socket, getpeername, remote) != 0 ? "%s -> %s" : "%s", local,
                        remote);
  }
  if (length > 0)
    json_bytes(out, "endpoints", text, length);
  else
    fprintf(out, ",\"endpoints\":null");
}
