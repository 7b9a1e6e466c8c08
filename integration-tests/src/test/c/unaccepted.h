/* Descriptors that wait in sockets with an address. */
#ifndef PASSFD_UNACCEPTED_H
#define PASSFD_UNACCEPTED_H

#include "queue_truth.h"

/* In connections that nobody has accepted: of clients that live, that are gone or have closed; to a listener that nobody has. */
void leave_unaccepted(FILE *out, const struct load *load);

void leave_datagram(FILE *out, const struct load *load);

#endif
