/* SPDX-License-Identifier: Apache-2.0 */
/* What passes between our terminal and that of a command. */
#ifndef FDTRAIL_RELAY_H
#define FDTRAIL_RELAY_H

#include "command.h"

struct bytes {
	char data[4096];
	size_t at, size;
};

struct relay {
	int in; /* our terminal, if our input is one; otherwise -1 */
	int out;
	int master; /* of the command's terminal */
	int control;
	int wake[2];
	bool raw;
	bool pending_return; /* the last byte that came was \r */
	struct termios before;
	struct bytes typed, shown;
};

/* The descriptor whose settings are changed. */
static inline int line_of(const struct relay *relay)
{
	return relay->in >= 0 ? relay->in : relay->out;
}

void pass_size(struct relay *relay);
void make_as_before(struct relay *relay);
int relay_until_end(struct relay *relay);
bool drain(struct relay *relay, int millis);

#endif
