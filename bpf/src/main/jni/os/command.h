/* SPDX-License-Identifier: Apache-2.0 */
/* The traced command, between fork and exec. */
#ifndef FDTRAIL_COMMAND_H
#define FDTRAIL_COMMAND_H

#include <stdbool.h>
#include <sys/types.h>
#include <termios.h>

struct user {
	bool other; /* if not, the user stays the same */
	uid_t uid;
	gid_t gid;
	int group_count;
	gid_t *groups;
};

struct command {
	char **argv;
	char **environment;
	struct user user;
	bool own_session; /* no terminal of ours can be opened as /dev/tty */
};

/*
 * Becomes the command; writes the errno of what fails to report. Only what is safe in a signal handler. All
 * signals are blocked until here, so that no handler of the JVM runs in a child.
 */
__attribute__((noreturn)) void become_command(const struct command *command, int report);

/* Forks, with all signals blocked in the child. */
pid_t fork_quietly(void);

/* Waits until the command runs: the end of the pipe closes with its exec. Returns an errno, or 0. */
int read_report(int report);

/*
 * Starts a process that calls child, which does not return, and waits until it runs another program. Returns its number, or
 * -errno.
 */
pid_t start_child(void (*child)(const void *what, int report), const void *what);

/* Starts the command on the terminal that openTerminal0 has opened (terminal.c). Returns its number, or -errno. */
pid_t start_on_terminal(const struct command *command);

/*
 * Between the command and us (monitor.c): leads the session of the new terminal, because a process that is stopped by a key
 * must have a parent that can continue it; an orphaned process group ignores SIGTSTP. Reports what becomes of the command.
 */
struct news {
	enum { RUNS, FAILED, STOPPED, ENDED } what;
	int value; /* its number; an errno; a signal; a status of wait(2) */
};

/* What we send to it, a byte each. */
enum word {
	CONTINUE = 'c', /* the command */
	RAW = 'r',      /* our terminal is; to be restored if we crash */
	AS_BEFORE = 'b',
};

struct terminal {
	int outer; /* ours */
	int peer;  /* that of the command */
	int control;
	const struct termios *before; /* our terminal's settings */
};

__attribute__((noreturn)) void monitor(const struct command *command, const struct terminal *terminal);

#endif
