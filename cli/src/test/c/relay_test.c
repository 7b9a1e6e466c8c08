// SPDX-License-Identifier: Apache-2.0
/* What passes between our terminal and that of a command. */
#include "../../../../bpf/src/main/jni/os/relay.c"

#include <sys/socket.h>

#include "expect.h"

static char *without_returns(struct relay *relay, const char *text)
{
	static char left[sizeof(relay->shown.data) + 1];

	relay->shown.size = strlen(text);
	memcpy(relay->shown.data, text, relay->shown.size);
	take_returns(relay);
	memcpy(left, relay->shown.data, relay->shown.size);
	left[relay->shown.size] = 0;
	return left;
}

static void returns_before_newlines_go(void)
{
	struct relay relay = {};

	EXPECT_TEXT(without_returns(&relay, "a\r\nb\n"), "a\nb\n");
	EXPECT_TEXT(without_returns(&relay, "50%\r100%\r"), "50%\r100%");
	EXPECT_TEXT(without_returns(&relay, "done\r\r\n"), "\rdone\r\n");
	EXPECT_TEXT(without_returns(&relay, "\r"), "");
	EXPECT_TEXT(without_returns(&relay, "x\n"), "\rx\n");
}

static void bytes_pass_in_parts(void)
{
	struct bytes bytes = {};
	int ends[2], full;
	char rest[8192];
	ssize_t got;

	EXPECT(pipe2(ends, O_NONBLOCK) == 0);
	EXPECT(fill(&bytes, ends[0]) && bytes.size == 0);
	EXPECT(write(ends[1], "keys", 4) == 4);
	EXPECT(fill(&bytes, ends[0]) && bytes.size == 4);
	full = fcntl(ends[1], F_SETPIPE_SZ, 4096);
	EXPECT(full == 4096 && write(ends[1], rest, 4096) == 4096);
	pour(&bytes, ends[1]);
	EXPECT(bytes.size == 4 && bytes.at == 0);
	EXPECT(read(ends[0], rest, 4096) == 4096);
	bytes.at = 1;
	pour(&bytes, ends[1]);
	EXPECT(bytes.size == 0 && bytes.at == 0);
	got = read(ends[0], rest, sizeof(rest));
	EXPECT(got == 3 && memcmp(rest, "eys", 3) == 0);
	close(ends[1]);
	EXPECT(!fill(&bytes, ends[0]));
	close(ends[0]);
}

static void nobody_reads_any_more(void)
{
	struct bytes bytes = { .size = 4 };
	int ends[2];

	EXPECT(pipe(ends) == 0);
	close(ends[0]);
	pour(&bytes, ends[1]);
	EXPECT(bytes.size == 0);
	close(ends[1]);
}

static void the_rest_is_drained(void)
{
	int command[2], ours[2];
	/* a \r was held back, as much as is ever read at once follows */
	struct relay relay = { .in = -1, .pending_return = true, .before = { .c_oflag = OPOST | ONLCR } };
	char shown[6000], read_back[6001];

	EXPECT(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, command) == 0);
	EXPECT(pipe2(ours, O_NONBLOCK) == 0);
	relay.master = command[0];
	relay.out = ours[1];
	memset(shown, 's', sizeof(shown));
	EXPECT(write(command[1], shown, sizeof(shown)) == sizeof(shown));
	EXPECT(drain(&relay, 1000));
	EXPECT(read(ours[0], read_back, sizeof(read_back)) == sizeof(read_back));
	EXPECT(read_back[0] == '\r' && memcmp(shown, read_back + 1, sizeof(shown)) == 0);
	/* our terminal takes no more */
	EXPECT(fcntl(ours[1], F_SETPIPE_SZ, 4096) == 4096 && write(ours[1], shown, 4096) == 4096);
	EXPECT(write(command[1], "more", 4) == 4);
	EXPECT(!drain(&relay, 10));
}

int main(void)
{
	signal(SIGPIPE, SIG_IGN);
	returns_before_newlines_go();
	bytes_pass_in_parts();
	nobody_reads_any_more();
	the_rest_is_drained();
	return 0;
}
