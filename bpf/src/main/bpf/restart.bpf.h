/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Whether a call that a signal interrupted is over, as the kernel decides on its way back to the user. */
#ifndef FDTRAIL_RESTART_BPF_H
#define FDTRAIL_RESTART_BPF_H

#include "record.bpf.h"

#define EINTR 4
#define ERESTARTSYS 512
#define SIGNALS 64
#define SIGKILL 9
#define SIG_IGN 1
#define SA_RESTART 0x10000000
#define JOBCTL_PENDING (1 << 17 | 1 << 19 | 1 << 20 | 1 << 23) /* to stop, to be traced, to freeze */

/* The signal that this thread will take first, 0 none. */
static __always_inline u32 next_signal(struct task_struct *task)
{
	u64 blocked = READ_TASK(task, blocked.sig[0]), pending = READ_TASK(task, pending.signal.sig[0]) & ~blocked;

	if (!pending)
		pending = READ_TASK(task, signal, shared_pending.signal.sig[0]) & ~blocked;
	if (pending >> (SIGKILL - 1) & 1)
		return SIGKILL;
	for (u32 signal = 1; signal <= SIGNALS; signal++)
		if (pending >> (signal - 1) & 1)
			return signal;
	return 0;
}

/* Whether a call of this thread that sleeps is woken before its time. */
GLOBAL int is_interrupted(void)
{
	return next_signal(current_task()) || READ_TASK(current_task(), jobctl) & JOBCTL_PENDING;
}

/*
 * What a call that ended with an error returns to the user: the errno; 0 when it will not return, as the thread is killed;
 * negative when it is made again.
 */
GLOBAL int returned_error(int error)
{
	struct task_struct *task = current_task();
	u64 action, handler = 0, flags = 0;
	u32 signal;

	if (error != ERESTARTSYS)
		return error;
	if (!has_registers(task)) /* a worker of io_uring, which does not make it again */
		return EINTR;
	signal = next_signal(task);
	if (signal == SIGKILL)
		return 0;
	action = as_number(READ_TASK(task, sighand)) + bpf_core_field_offset(struct sighand_struct, action) +
		 (u64)(signal - 1) * bpf_core_type_size(struct k_sigaction);
	bpf_core_read(&handler, sizeof(handler), &((struct k_sigaction *)action)->sa.sa_handler);
	bpf_core_read(&flags, sizeof(flags), &((struct k_sigaction *)action)->sa.sa_flags);
	return signal && handler > SIG_IGN && !(flags & SA_RESTART) ? EINTR : -1;
}

#endif
