// SPDX-License-Identifier: Apache-2.0
/*
 * Prints fdtrail.h as the C compiler understands it, for tests to compare with Java: "field NAME OFFSET SIZE PART" of the
 * record, "alternative NAME OFFSET" of a member in a field's place, "counter NAME OFFSET SIZE", "size STRUCT BYTES" and
 * "constant NAME VALUE".
 */
#include <linux/types.h>
#include <stddef.h>
#include <stdio.h>

#include "fdtrail.h"

/* clang-format off */
/* The members of each part, without its tag, which begins it, and its size, which ends the header. */
#define HEAD(X) X(head, record_size) X(head, version) X(head, kind) X(head, flags) X(head, boot_ns)
#define ACT(X) X(act, action) X(act, fd) X(act, message)
#define BATCH(X) X(batch, batch_pad) X(batch, index) X(batch, count)
#define REFUSAL(X) X(refusal, reason) X(refusal, error) X(refusal, refusal_pad)
#define PAIRING(X) X(pairing, pairing_pad) X(pairing, pairing_pad2) X(pairing, pairing)
#define PROCESS(X)                                                                                                \
	X(process, process_pad) X(process, pid) X(process, tid) X(process, uid) X(process, cgroup_id)              \
	X(process, comm) X(process, process_number)
#define NAMESPACE(X) X(namespace, namespace_pad) X(namespace, ns_pid)
#define SOCKET(X) X(socket, socket_type) X(socket, socket_fd) X(socket, socket_inode) X(socket, peer_inode)
#define ADDRESS(X) X(address, address_pad)
#define SENDER(X)                                                                                                 \
	X(sender, sender_pad) X(sender, sender_fd) X(sender, in_flight_ns) X(sender, sender_pid)                   \
	X(sender, sender_tid) X(sender, sender_uid) X(sender, sender_comm) X(sender, sender_pad2) \
	X(sender, sender_number)
#define FILE_MEMBERS(X)                                                                                           \
	X(file, file_flags) X(file, mode) X(file, file_type) X(file, file_id) X(file, inode) X(file, dev)          \
	X(file, fs_magic) X(file, open_flags) X(file, rdev)
#define QUEUE(X)                                                                                                  \
	X(queue, queue_flags) X(queue, queue_uid) X(queue, queue_message) X(queue, receiver_id)                    \
	X(queue, sender_id) X(queue, address_id) X(queue, user_in_flight) X(queue, peer_pid) X(queue, peer_comm)   \
	X(queue, queue_pad)
#define IDENTITY(X)                                                                                               \
	X(identity, identity_pad) X(identity, parent_pid) X(identity, started_ns) X(identity, pid_namespace) X(identity, identity_pad2)
#define CMDLINE(X) X(cmdline, cmdline_cut)
#define ANCESTORS(X) X(ancestors, ancestors_cut)
#define PEER(X) X(peer, peer_pad) X(peer, other_pid) X(peer, other_comm)
#define CALLER(X) X(caller, caller_pad) X(caller, caller_pad2) X(caller, caller_stack)
#define STACK(X)                                                                                                  \
	X(stack, stack_state) X(stack, stack_pid) X(stack, stack_number) X(stack, start_code) X(stack, start_stack) X(stack, stack_mappings) \
	X(stack, stack_registers)
#define MAPPINGS(X)                                                                                               \
	X(mappings, mappings_cut) X(mappings, mappings_pid) X(mappings, mappings_number) X(mappings, mount_namespace) X(mappings, mappings_parent)
#define PARTS(P)                                                                                                  \
	P(act, ACT) P(batch, BATCH) P(refusal, REFUSAL) P(pairing, PAIRING) P(process, PROCESS)                    \
	P(namespace, NAMESPACE) P(socket, SOCKET) P(address, ADDRESS) P(sender, SENDER) P(file, FILE_MEMBERS)        \
	P(queue, QUEUE) P(identity, IDENTITY) P(cmdline, CMDLINE) P(ancestors, ANCESTORS) P(peer, PEER) P(caller, CALLER) P(stack, STACK) P(mappings, MAPPINGS)
/* The members of the union in struct fdtrail_file other than rdev. */
#define ALTERNATIVES(X) X(file, target_pid) X(file, file_family) X(file, file_protocol)

#define COUNTERS(X)                                                                                             \
	X(ring_full) X(transfers_full) X(descriptors_full) X(receives_full) X(calls_full) X(unsearched)             \
	X(followed_full) X(missed_returns) X(skipped_runs) X(unreadable) X(queues_moved) X(queues_long) \
	X(calls_open) X(spliced)

#define CONSTANTS(X)                                                                                              \
	X(FDTRAIL_MAX_FDS) X(FDTRAIL_COMM_SIZE) X(FDTRAIL_NAME_SIZE) X(FDTRAIL_PATH_SIZE)                          \
	X(FDTRAIL_MAX_TRANSFERS) X(FDTRAIL_MAX_PROCESSES) X(FDTRAIL_CMDLINE_SIZE) X(FDTRAIL_MAX_ANCESTORS) X(FDTRAIL_RECORD_SIZE) X(FDTRAIL_VERSION) X(FDTRAIL_KIND_EVENT) X(FDTRAIL_KIND_QUEUED) X(FDTRAIL_KIND_OPEN) X(FDTRAIL_KIND_PROCESS)              \
	X(FDTRAIL_KIND_QUEUE) X(FDTRAIL_PEER_LIVES)                                                                \
	X(FDTRAIL_PART_ACT) X(FDTRAIL_PART_BATCH) X(FDTRAIL_PART_REFUSAL) X(FDTRAIL_PART_PAIRING)                  \
	X(FDTRAIL_PART_PROCESS) X(FDTRAIL_PART_NAMESPACE) X(FDTRAIL_PART_SOCKET) X(FDTRAIL_PART_ADDRESS)           \
	X(FDTRAIL_PART_SENDER) X(FDTRAIL_PART_FILE) X(FDTRAIL_PART_QUEUE) X(FDTRAIL_PART_IDENTITY) X(FDTRAIL_PART_CMDLINE) X(FDTRAIL_PART_ANCESTORS) X(FDTRAIL_PART_PEER) X(FDTRAIL_PART_CALLER) X(FDTRAIL_PART_STACK) X(FDTRAIL_PART_MAPPINGS) X(FDTRAIL_KIND_STACK) X(FDTRAIL_KIND_MAPPINGS) X(FDTRAIL_STACK_SIZE) X(FDTRAIL_MAX_CHOSEN) X(FDTRAIL_CHOSEN_PID) X(FDTRAIL_CHOSEN_UID) X(FDTRAIL_CHOSEN_CGROUP) X(FDTRAIL_CHOSEN_ACTIONS) X(FDTRAIL_STACKS_SEND) X(FDTRAIL_STACKS_RECV)                                        \
	X(FDTRAIL_SEND) X(FDTRAIL_RECV) X(FDTRAIL_PEEK) X(FDTRAIL_FAIL) X(FDTRAIL_DROP) X(FDTRAIL_GRAB)            \
	X(FDTRAIL_INJECT) X(FDTRAIL_PIDFD)                                                                         \
	X(FDTRAIL_F_SENDER) X(FDTRAIL_F_FOLLOWED) X(FDTRAIL_F_SENDER_FOLLOWED)                                     \
	X(FDTRAIL_F_UNPAIRED) X(FDTRAIL_F_CLOEXEC) X(FDTRAIL_F_INHERITABLE)                                        \
	X(FDTRAIL_FILE_KNOWN) X(FDTRAIL_FILE_DELETED) X(FDTRAIL_FILE_DYNAMIC_NAME) X(FDTRAIL_FILE_NAME_TRUNCATED)

#define SIZE(structure, member) sizeof(((struct structure *)0)->member)
#define MEMBER_SIZE(part, name) +SIZE(fdtrail_##part, name)
#define COUNTER_SIZE(name) +SIZE(fdtrail_counters, name)
#define CHECK(part, MEMBERS)                                                                                      \
	_Static_assert(offsetof(struct fdtrail_##part, part##_tag) == 0, "a part begins with its tag");            \
	_Static_assert(offsetof(struct fdtrail_##part, part##_size) == 2, "the size ends the header");             \
	_Static_assert(sizeof(struct fdtrail_##part) % 8 == (sizeof(struct fdtrail_##part) == 4 ? 4 : 0), "words"); \
	_Static_assert(3 MEMBERS(MEMBER_SIZE) == sizeof(struct fdtrail_##part), #MEMBERS " lists every member");
PARTS(CHECK)
_Static_assert(0 HEAD(MEMBER_SIZE) == sizeof(struct fdtrail_head), "HEAD lists every member");
_Static_assert(0 COUNTERS(COUNTER_SIZE) == sizeof(struct fdtrail_counters), "COUNTERS lists every counter");

#define PRINT_MEMBER(part, name)                                                                                  \
	printf("field %s %zu %zu %s\n", #name, offsetof(struct fdtrail_##part, name), SIZE(fdtrail_##part, name), #part);
#define PRINT_ALTERNATIVE(part, name) \
	printf("alternative %s %zu\n", #name, offsetof(struct fdtrail_##part, name));
#define PRINT_PART(part, MEMBERS)                                                                                 \
	printf("size fdtrail_%s %zu\n", #part, sizeof(struct fdtrail_##part));                                   \
	MEMBERS(PRINT_MEMBER)
#define PRINT_COUNTER(name) \
	printf("counter %s %zu %zu\n", #name, offsetof(struct fdtrail_counters, name), SIZE(fdtrail_counters, name));
#define PRINT_CONSTANT(name) printf("constant %s %lld\n", #name, (long long)(name));

/* clang-format on */

int main(void)
{
	PRINT_PART(head, HEAD)
	PARTS(PRINT_PART)
	ALTERNATIVES(PRINT_ALTERNATIVE)
	printf("size fdtrail_ancestor %zu\n", sizeof(struct fdtrail_ancestor));
	printf("alternative ancestor_pid %zu\n", offsetof(struct fdtrail_ancestor, ancestor_pid));
	printf("alternative ancestor_comm %zu\n", offsetof(struct fdtrail_ancestor, ancestor_comm));
	COUNTERS(PRINT_COUNTER)
	printf("size fdtrail_counters %zu\n", sizeof(struct fdtrail_counters));
	CONSTANTS(PRINT_CONSTANT)
	return 0;
}
