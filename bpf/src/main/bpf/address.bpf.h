/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* The addresses of sockets, into a record. */
#ifndef FDTRAIL_ADDRESS_BPF_H
#define FDTRAIL_ADDRESS_BPF_H

#include "draft.bpf.h"
#include <bpf/bpf_endian.h>

/*
 * Copies the address of a Unix socket: a path, or a NUL and an abstract name; filled up with zeros to whole words. The
 * kernel sets it once, and frees it with the sock. Returns its size, 0 when it has none.
 */
static __always_inline u64 copy_address(char *to, struct sock *sock)
{
	struct unix_address *address = BPF_CORE_READ((struct unix_sock *)sock, addr);
	u64 size = BPF_CORE_READ(address, len) - bpf_core_field_offset(struct sockaddr_un, sun_path);

	if (!address)
		return 0;
	if (size > FDTRAIL_PATH_SIZE + 1) /* the longest path, with its NUL */
		return 0;
	*(u64 *)&to[masked(size, 0x78)] = 0;
	bpf_probe_read_kernel(to, masked(size, 0x7f),
			      (void *)address + bpf_core_field_offset(struct unix_address, name) +
				      bpf_core_field_offset(struct sockaddr_un, sun_path));
	return *(volatile char *)to ? size - 1 : size;
}

/* The address of the socket acted on or, when it has none, of its peer (0: not known), into a record that was begun. */
ONE_FUNCTION int tell_path(u32 slot, u64 sock, u64 peer)
{
	struct draft *draft = draft_of(slot);
	u64 size;

	if (!draft)
		return 0;
	size = copy_address(draft->tail, (void *)sock);
	if (!size)
		size = copy_address(draft->tail, (void *)peer);
	draft->record.socket_path_size = size;
	return 0;
}

/* The address that a message names, of size bytes. Returns its size as copy_address() does, 0 when it is none. */
static __always_inline u64 copy_named(char *to, u64 name, u64 size)
{
	long length;

	size -= bpf_core_field_offset(struct sockaddr_un, sun_path);
	if (!size || size > FDTRAIL_PATH_SIZE)
		return 0;
	name += bpf_core_field_offset(struct sockaddr_un, sun_path);
	__builtin_memset(to, 0, NAME_FROM_MAX);
	length = bpf_probe_read_kernel_str(to, masked(size, 0x7f) + 1, (void *)name);
	if (length > 1)
		return masked(length, 0x7f) - 1;
	bpf_probe_read_kernel(to, masked(size, 0x7f), (void *)name);
	return size;
}

/* Whom a send that is refused was meant for: the address that its message (a struct msghdr) names, or else the peer's. */
ONE_FUNCTION int tell_target(u32 slot, u64 message, u64 peer)
{
	struct draft *draft = draft_of(slot);
	struct msghdr *header = (struct msghdr *)message;
	u64 size;

	if (!draft)
		return 0;
	size = BPF_CORE_READ(header, msg_namelen);
	draft->record.socket_path_size = size ? copy_named(draft->tail, (u64)BPF_CORE_READ(header, msg_name), size) :
						copy_address(draft->tail, (void *)peer);
	return 0;
}

/* Local and remote port and address of a TCP or UDP socket; nothing when it has neither. */
static __always_inline void copy_inet(struct draft *draft, struct sock *sock, bool is_v6)
{
	char *to = name_of(draft);
	u16 local = BPF_CORE_READ(sock, __sk_common.skc_num), remote = BPF_CORE_READ(sock, __sk_common.skc_dport);

	if (BPF_CORE_READ(sock, __sk_common.skc_state) == TCP_CLOSE) /* where the port may be that of a connection that was */
		remote = 0;
	if (!local && !remote)
		return;
	*(u16 *)to = local;
	*(u16 *)(to + 2) = bpf_ntohs(remote);
	if (!is_v6) {
		bpf_core_read(to + 4, 4, &sock->__sk_common.skc_rcv_saddr);
		bpf_core_read(to + 8, 4, &sock->__sk_common.skc_daddr);
		draft->end += 12;
	} else if (bpf_core_field_exists(sock->__sk_common.skc_v6_daddr)) { /* CONFIG_IPV6 */
		bpf_core_read(to + 4, 16, &sock->__sk_common.skc_v6_rcv_saddr);
		bpf_core_read(to + 20, 16, &sock->__sk_common.skc_v6_daddr);
		draft->end += 36;
	}
}

/* Of a passed socket: what it is, and its addresses in the place of a name. */
static __always_inline void describe_socket(struct draft *draft, struct socket *socket)
{
	struct fdtrail_record *record = &draft->record;
	struct sock *sock = BPF_CORE_READ(socket, sk);

	record->file_flags |= FDTRAIL_FILE_DYNAMIC_NAME;
	record->file_family = BPF_CORE_READ(sock, __sk_common.skc_family);
	record->file_type = BPF_CORE_READ(sock, sk_type);
	record->file_protocol = BPF_CORE_READ(sock, sk_protocol);
	if (record->file_family == AF_UNIX)
		draft->end += copy_address(name_of(draft), sock);
	else if (record->file_protocol == IPPROTO_TCP || record->file_protocol == IPPROTO_UDP)
		if (record->file_family == AF_INET || record->file_family == AF_INET6)
			copy_inet(draft, sock, record->file_family == AF_INET6);
}

#endif
