/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Which sends on seqpacket sockets are reported already, and which ones only when the call ends. */
#ifndef FDTRAIL_ANSWERED_BPF_H
#define FDTRAIL_ANSWERED_BPF_H

#include "transfers.bpf.h"

/*
 * Threads whose send on a seqpacket socket was refused in __scm_send or later, and reported there, or (before 6.10) reported as
 * queued. Sends that the socket's state refuses earlier have the same errors. kprobe knows by the call, which it keeps only
 * until __scm_send.
 */
#ifndef FDTRAIL_KPROBE
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, u64); /* pid_tgid */
	__type(value, u8);
} answered SEC(".maps");

static __always_inline void answer(u32 socket_type)
{
	u64 thread = bpf_get_current_pid_tgid();
	u8 reported = 1;

	if (socket_type == SOCK_SEQPACKET)
		bpf_map_update_elem(&answered, &thread, &reported, BPF_ANY);
}

/* A send on a seqpacket socket ends. It succeeds although its end is reported if the receiver's filter threw the message away. */
static __always_inline bool is_answered(void)
{
	u64 thread = bpf_get_current_pid_tgid();

	return !bpf_map_delete_elem(&answered, &thread);
}
#else
#define answer(socket_type)
#endif

#endif
