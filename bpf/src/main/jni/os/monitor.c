// SPDX-License-Identifier: Apache-2.0
/* The process between us and a command that has its own terminal. A fork of the JVM: one thread, no heap. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "command.h"

static void send_report(int control, int what, int value)
{
	struct news news = { what, value };

	if (write(control, &news, sizeof(news)) < 0)
		return; /* then nobody is there, and the end of control shows that too */
}

/* The command's own process group becomes that of the terminal; those of 0, 1 and 2 that were our terminal are now its own. */
static void begin_on(const struct command *command, const struct terminal *terminal, int report)
{
	setpgid(0, 0);
	tcsetpgrp(terminal->peer, getpid()); /* SIGTTOU is blocked */
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (isatty(fd))
			dup2(terminal->peer, fd);
	become_command(command, report);
}

static pid_t start(const struct command *command, const struct terminal *terminal)
{
	int report[2], error;
	pid_t pid;

	if (pipe2(report, O_CLOEXEC)) {
		send_report(terminal->control, FAILED, errno);
		return -1;
	}
	pid = fork();
	if (pid == 0)
		begin_on(command, terminal, report[1]);
	close(report[1]);
	error = pid < 0 ? errno : read_report(report[0]);
	close(report[0]);
	send_report(terminal->control, error ? FAILED : RUNS, error ? error : pid);
	return error ? -1 : pid;
}

/* Whoever takes over this process gains no rights by it; SIGCONT may be sent within a session. */
static void give_up_rights(void)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};

	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	syscall(__NR_capset, &header, none);
}

/* It keeps its number as long as it is a zombie. Returns whether it has ended. */
static bool look_at(pid_t pid, int control)
{
	siginfo_t info = {};

	if (waitid(P_PID, pid, &info, WSTOPPED | WNOHANG) == 0 && info.si_pid)
		send_report(control, STOPPED, info.si_status);
	info.si_pid = 0;
	if (waitid(P_PID, pid, &info, WEXITED | WNOHANG | WNOWAIT) || info.si_pid == 0)
		return false;
	send_report(control, ENDED, info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status);
	return true;
}

/* Returns whether we are gone while our terminal is raw. */
static bool watch(pid_t pid, const struct terminal *terminal, int children)
{
	struct pollfd watched[] = { { terminal->control, POLLIN, 0 }, { children, POLLIN, 0 } };
	struct signalfd_siginfo signal;
	bool ended = false, raw = false;
	char word;

	while (poll(watched, 2, -1) > 0 || errno == EINTR) {
		if (watched[1].revents && read(children, &signal, sizeof(signal)) > 0 && !ended)
			ended = look_at(pid, terminal->control);
		if (!watched[0].revents)
			continue;
		if (read(terminal->control, &word, 1) <= 0)
			return raw;
		if (word == CONTINUE && !ended)
			kill(-pid, SIGCONT);
		else if (word != CONTINUE)
			raw = word == RAW;
	}
	return raw;
}

void monitor(const struct command *command, const struct terminal *terminal)
{
	sigset_t children;
	pid_t pid;
	int news;

	sigemptyset(&children);
	sigaddset(&children, SIGCHLD);
	news = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
	setsid();
	ioctl(terminal->peer, TIOCSCTTY, 0);
	pid = start(command, terminal);
	give_up_rights();
	close(terminal->peer);
	/* from another session we may set it without being stopped by SIGTTOU */
	if (pid > 0 && watch(pid, terminal, news))
		tcsetattr(terminal->outer, TCSANOW, terminal->before);
	_exit(0);
}
