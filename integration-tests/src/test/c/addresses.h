/* The addresses of sockets, as a tracer must show them. */
#ifndef PASSFD_ADDRESSES_H
#define PASSFD_ADDRESSES_H

#include <stdio.h>
#include <sys/socket.h>

#define ADDRESS_BYTES 112

typedef int get_address(int socket, struct sockaddr *address, socklen_t *size);

/* Writes the address of a Unix socket that GET (getsockname or getpeername) reports into TEXT, of ADDRESS_BYTES. Returns its
 * length, 0 when it has none, -1 when there is no such socket. */
int unix_address(int socket, get_address *get, char *text);

/* The JSON key "endpoints" of a socket of this KIND, after a comma: null when it must not be shown. */
void endpoints(FILE *out, int socket, const char *kind);

#endif
