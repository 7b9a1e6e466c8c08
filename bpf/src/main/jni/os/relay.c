// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "relay.h"

/* A pseudo-terminal holds 64 KiB (tty_buffer.c), and a little more. What comes after that is from processes that outlive it. */
#define MOST_HELD (80 << 10)

/* In the background we check this often whether we still are: a shell sends no signal when it brings us back. */
#define LOOK_MILLIS 500

void pass_size(struct relay *relay)
{
	struct winsize size;

	if (ioctl(line_of(relay), TIOCGWINSZ, &size) == 0)
		ioctl(relay->master, TIOCSWINSZ, &size); /* SIGWINCH for the command, if the size is another one */
}

/* A terminal of another session has no background for us. */
static bool is_in_foreground(const struct relay *relay)
{
	pid_t group = tcgetpgrp(line_of(relay));

	return group < 0 || group == getpgrp();
}

static void report(const struct relay *relay, char word)
{
	if (write(relay->control, &word, 1) < 0)
		return; /* the end of control shows that too */
}

/* Whether what the command writes to its terminal comes with \r before each \n. */
static bool is_cooked(const struct relay *relay)
{
	struct termios peer;

	return tcgetattr(relay->master, &peer) || (peer.c_oflag & OPOST);
}

/*
 * Keys go to the command as they are, and its terminal turns them into signals and lines. Our rows still end with \n: output
 * is processed as before, unless the command wants its own to be left alone.
 */
static void make_raw(struct relay *relay)
{
	struct termios raw;

	if (relay->in < 0 || !is_in_foreground(relay) || (!relay->raw && tcgetattr(relay->in, &relay->before)))
		return;
	raw = relay->before;
	cfmakeraw(&raw);
	raw.c_cflag = relay->before.c_cflag;
	raw.c_oflag = is_cooked(relay) ? relay->before.c_oflag : relay->before.c_oflag & ~OPOST;
	if (tcsetattr(relay->in, TCSANOW, &raw) == 0 && !relay->raw) {
		relay->raw = true;
		report(relay, RAW);
	}
}

void make_as_before(struct relay *relay)
{
	if (!relay->raw)
		return;
	relay->raw = false;
	if (is_in_foreground(relay))
		tcsetattr(relay->in, TCSANOW, &relay->before);
	report(relay, AS_BEFORE);
}

/* The whole job stops with the command. If nobody could continue it (an orphaned process group), SIGTSTP does nothing. */
static void stop_too(struct relay *relay)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, before;

	make_as_before(relay);
	/* If another of our threads took the job's signal, we might be continued before this one stops us again. */
	sigaction(SIGTSTP, &ignore, &before);
	kill(0, SIGTSTP);
	sigaction(SIGTSTP, &before, NULL);
	syscall(__NR_tgkill, getpid(), gettid(), SIGTSTP); /* at once, as it is for this thread */
	pass_size(relay);
	make_raw(relay);
	report(relay, CONTINUE);
}

/* Returns whether there may be more to read. */
static bool fill(struct bytes *bytes, int from)
{
	ssize_t size = read(from, bytes->data, sizeof(bytes->data));

	bytes->at = 0;
	bytes->size = size > 0 ? size : 0;
	return size > 0 || (size < 0 && (errno == EAGAIN || errno == EINTR));
}

static void pour(struct bytes *bytes, int to)
{
	ssize_t size = write(to, bytes->data + bytes->at, bytes->size - bytes->at);

	if (size > 0)
		bytes->at += size;
	else if (size < 0 && errno != EAGAIN && errno != EINTR)
		bytes->at = bytes->size; /* nobody reads any more */
	if (bytes->at == bytes->size)
		bytes->at = bytes->size = 0;
}

/* Removes each \r before \n, because our terminal adds one again. */
static void take_returns(struct relay *relay)
{
	struct bytes *shown = &relay->shown;
	char out[sizeof(shown->data) + 1];
	size_t size = 0;

	for (size_t i = 0; i < shown->size; i++) {
		if (relay->pending_return && shown->data[i] != '\n')
			out[size++] = '\r';
		relay->pending_return = shown->data[i] == '\r';
		if (!relay->pending_return)
			out[size++] = shown->data[i];
	}
	memcpy(shown->data, out, size);
	shown->size = size;
}

static bool show(struct relay *relay)
{
	/* one byte less: a \r that was held back may be put before it */
	ssize_t size = read(relay->master, relay->shown.data, sizeof(relay->shown.data) - 1);

	relay->shown.at = 0;
	relay->shown.size = size > 0 ? size : 0;
	if (size <= 0)
		return size < 0 && (errno == EAGAIN || errno == EINTR);
	if (relay->raw)
		make_raw(relay); /* as the command wants it now */
	if (is_cooked(relay) && (relay->before.c_oflag & OPOST) && (relay->before.c_oflag & ONLCR))
		take_returns(relay);
	return true;
}

/* Returns whether the command has ended, with its status. If the leader of its session ends, it gets SIGHUP. */
static bool hear(struct relay *relay, int *status)
{
	struct news news;

	if (read(relay->control, &news, sizeof(news)) != sizeof(news))
		news = (struct news){ ENDED, 128 + SIGHUP };
	if (news.what == STOPPED)
		stop_too(relay);
	*status = news.value;
	return news.what == ENDED;
}

int relay_until_end(struct relay *relay)
{
	bool reads = relay->in >= 0, shows = true;
	bool ended = false;
	int status = 0;
	char woken[64];

	make_raw(relay);
	while (!ended) {
		bool foreground = is_in_foreground(relay);
		struct pollfd watched[] = {
			{ relay->control, POLLIN, 0 },
			{ relay->wake[0], POLLIN, 0 },
			{ reads && foreground && !relay->typed.size ? relay->in : -1, POLLIN, 0 },
			{ shows && !relay->shown.size ? relay->master : -1, POLLIN, 0 },
			{ relay->typed.size ? relay->master : -1, POLLOUT, 0 },
			{ relay->shown.size ? relay->out : -1, POLLOUT, 0 },
		};

		if (poll(watched, sizeof(watched) / sizeof(*watched), foreground ? -1 : LOOK_MILLIS) < 0 && errno != EINTR)
			return -errno;
		if (watched[1].revents)
			while (read(relay->wake[0], woken, sizeof(woken)) > 0)
				;
		if (watched[1].revents || (!foreground && is_in_foreground(relay))) {
			pass_size(relay);
			make_raw(relay);
		}
		if (watched[2].revents) {
			reads = fill(&relay->typed, relay->in);
			pass_size(relay); /* the command knows a new size before it gets the keys, however late SIGWINCH is */
		}
		if (watched[3].revents)
			shows = show(relay);
		if (watched[4].revents)
			pour(&relay->typed, relay->master);
		if (watched[5].revents)
			pour(&relay->shown, relay->out);
		if (watched[0].revents)
			ended = hear(relay, &status);
	}
	return status;
}

bool drain(struct relay *relay, int millis)
{
	struct pollfd room = { relay->out, POLLOUT, 0 };
	size_t size = 0;

	do {
		while (relay->shown.size) {
			if (poll(&room, 1, millis) <= 0)
				return false;
			pour(&relay->shown, relay->out);
		}
		show(relay);
		size += relay->shown.size;
	} while (relay->shown.size && size <= MOST_HELD);
	return true;
}
