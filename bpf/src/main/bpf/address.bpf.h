/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* The addresses of sockets, into a record. */
#ifndef FDTRAIL_ADDRESS_BPF_H
#define FDTRAIL_ADDRESS_BPF_H

#include "draft.bpf.h"
#include <bpf/bpf_endian.h>

/* The size of a Unix socket's address, 0 if it has none. The kernel sets the address once and frees it with the sock. */
static __always_inline u64 address_size(struct sock *sock)
{
	struct unix_address *address = LOAD_POINTER((struct unix_sock *)sock, addr);
	u64 size = LOAD(address, len) - bpf_core_field_offset(struct sockaddr_un, sun_path);

	return address && size <= FDTRAIL_PATH_SIZE + 1 ? size : 0; /* the longest path, with its NUL */
}

/* Copies the address: a path and a NUL, or a NUL and an abstract name. */
static __always_inline u64 copy_address(char *to, struct sock *sock, u64 size)
{
	struct unix_address *address = BPF_CORE_READ((struct unix_sock *)sock, addr);

	bpf_probe_read_kernel(to, masked(size, 0x7f),
			      (void *)address + bpf_core_field_offset(struct unix_address, name) +
				      bpf_core_field_offset(struct sockaddr_un, sun_path));
	return size;
}

/* Makes room for an address of this size at the end of the front; the rest of its last word is 0. */
static __always_inline char *address_room(struct draft *draft, u64 size)
{
	u64 at = masked(FRONT_SIZE - sizeof(struct fdtrail_address) - size, 0x7f8);
	struct fdtrail_address *part = (void *)&draft->record.front[at];

	draft->address_at = at;
	*(u64 *)&draft->record.front[FRONT_SIZE - sizeof(u64)] = 0;
	part->address_tag = FDTRAIL_PART_ADDRESS;
	part->address_pad = 0;
	part->address_size = sizeof(*part) + size;
	return (char *)(part + 1);
}

static __always_inline bool has_address(u64 sock)
{
	return LOAD((struct unix_sock *)sock, addr) != NULL;
}

ONE_FUNCTION int add_address(u32 slot, u64 sock, u64 peer)
{
	struct draft *draft = draft_of(slot);
	u64 size;

	if (!draft)
		return 0;
	size = address_size((void *)sock);
	if (!size) {
		sock = peer;
		size = address_size((void *)peer);
	}
	draft->address_at = FRONT_SIZE;
	if (size)
		copy_address(address_room(draft, size), (void *)sock, size);
	return 0;
}

/*
 * Adds to a begun record the address of the socket acted on or, if it has none, of its peer (0: not known). Those of a pair
 * have none.
 */
static __always_inline void describe_path(u32 slot, u64 sock, u64 peer)
{
	if (has_address(sock) || has_address(peer))
		add_address(slot, sock, peer);
}

/* Adds the address that a message names, of size bytes: a path, which may be shorter, or a NUL and an abstract name. */
static __always_inline void describe_named(struct draft *draft, u64 name, u64 size)
{
	const void *from = (void *)name + bpf_core_field_offset(struct sockaddr_un, sun_path);
	long length;

	size -= bpf_core_field_offset(struct sockaddr_un, sun_path);
	if (!size || size > FDTRAIL_PATH_SIZE)
		return;
	length = bpf_probe_read_kernel_str(draft->name, masked(size, 0x7f) + 1, from); /* no file is in the draft yet */
	if (length > 1) {
		size = length;
		from = draft->name;
	}
	bpf_probe_read_kernel(address_room(draft, size), masked(size, 0x7f), from);
}

/* Adds the destination of a refused send: the address that its message (a struct msghdr) names, or else the peer's. */
ONE_FUNCTION int describe_target(u32 slot, u64 message, u64 peer)
{
	struct draft *draft = draft_of(slot);
	struct msghdr *header = (struct msghdr *)message;
	u64 size;

	if (!draft)
		return 0;
	draft->address_at = FRONT_SIZE;
	size = BPF_CORE_READ(header, msg_namelen);
	if (size) {
		describe_named(draft, (u64)BPF_CORE_READ(header, msg_name), size);
		return 0;
	}
	size = address_size((void *)peer);
	if (size)
		copy_address(address_room(draft, size), (void *)peer, size);
	return 0;
}

/* Copies the local and remote port and address of a TCP or UDP socket; nothing if it has neither port. */
static __always_inline void copy_inet(struct draft *draft, struct sock *sock, bool is_v6)
{
	char *to = draft->name;
	u16 local = BPF_CORE_READ(sock, __sk_common.skc_num), remote = BPF_CORE_READ(sock, __sk_common.skc_dport);

	if (BPF_CORE_READ(sock, __sk_common.skc_state) == TCP_CLOSE) /* the port may be that of an earlier connection */
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

/* Describes a passed socket: what it is, and its addresses instead of a name. */
static __always_inline void describe_socket(struct draft *draft, struct socket *socket)
{
	struct fdtrail_record *record = &draft->record;
	struct sock *sock = BPF_CORE_READ(socket, sk);

	record->file_flags |= FDTRAIL_FILE_DYNAMIC_NAME;
	record->file_family = BPF_CORE_READ(sock, __sk_common.skc_family);
	record->file_type = BPF_CORE_READ(sock, sk_type);
	record->file_protocol = BPF_CORE_READ(sock, sk_protocol);
	if (record->file_family == AF_UNIX)
		draft->end += copy_address(draft->name, sock, address_size(sock));
	else if (record->file_protocol == IPPROTO_TCP || record->file_protocol == IPPROTO_UDP)
		if (record->file_family == AF_INET || record->file_family == AF_INET6)
			copy_inet(draft, sock, record->file_family == AF_INET6);
}

#endif
