// SPDX-License-Identifier: Apache-2.0
/*
 * Prints fdtrail.h as the C compiler understands it, for tests to compare with Java: "field NAME OFFSET SIZE" of the
 * record, "queue-field" likewise, "counter NAME OFFSET SIZE", "size STRUCT BYTES" and "constant NAME VALUE".
 */
#include <linux/types.h>
#include <stddef.h>
#include <stdio.h>

#include "fdtrail.h"

#define FIELDS(X)                                                                                                 \
	X(boot_ns) X(message) X(cgroup_id) X(socket_inode) X(peer_inode) X(inode) X(file_id) X(in_flight_ns)       \
	X(pid) X(tid) X(uid) X(ns_pid) X(socket_fd) X(fd) X(dev) X(rdev) X(open_flags) X(fs_magic) X(target_pid)   \
	X(sender_pid) X(sender_tid) X(sender_uid) X(sender_fd) X(error)                                            \
	X(mode) X(index) X(count) X(name_size) X(file_family) X(file_type) X(file_protocol)                        \
	X(socket_type) X(socket_path_size) X(action) X(reason) X(file_flags) X(flags) X(file_pad) X(comm)          \
	X(sender_comm)

#define QUEUE_FIELDS(X)                                                                                           \
	X(tag) X(message) X(socket) X(sender) X(address) X(socket_inode) X(sender_inode) X(user_in_flight) X(uid)  \
	X(peer_pid) X(peer_comm) X(socket_type) X(path_size) X(flags) X(pad)

#define COUNTERS(X)                                                                                             \
	X(ring_full) X(transfers_full) X(descriptors_full) X(receives_full) X(calls_full) X(supervisors_full)   \
	X(unsearched) X(followed_full) X(missed_returns) X(missed_runs) X(unread) X(queues_moved) X(queues_long)

#define CONSTANTS(X)                                                                                              \
	X(FDTRAIL_MAX_FDS) X(FDTRAIL_COMM_SIZE) X(FDTRAIL_NAME_SIZE) X(FDTRAIL_PATH_SIZE)                          \
	X(FDTRAIL_MAX_TRANSFERS) X(FDTRAIL_QUEUE_TAG) X(FDTRAIL_PEER_LIVES)                                       \
	X(FDTRAIL_SEND) X(FDTRAIL_RECV) X(FDTRAIL_PEEK) X(FDTRAIL_FAIL) X(FDTRAIL_DROP) X(FDTRAIL_GRAB)            \
	X(FDTRAIL_INJECT) X(FDTRAIL_PIDFD)                                                                         \
	X(FDTRAIL_REASON_NONE) X(FDTRAIL_CTRUNC) X(FDTRAIL_EMFILE) X(FDTRAIL_LSM) X(FDTRAIL_NOCONTROL)             \
	X(FDTRAIL_CLOSED) X(FDTRAIL_GC) X(FDTRAIL_UNSENT) X(FDTRAIL_PASSRIGHTS) X(FDTRAIL_FAULT)                   \
	X(FDTRAIL_IGNORED)                                                                                        \
	X(FDTRAIL_F_SENDER) X(FDTRAIL_F_FOLLOWED) X(FDTRAIL_F_SENDER_FOLLOWED)                                     \
	X(FDTRAIL_F_UNPAIRED)                                                                                      \
	X(FDTRAIL_FILE_KNOWN) X(FDTRAIL_FILE_DELETED) X(FDTRAIL_FILE_DYNAMIC_NAME) X(FDTRAIL_FILE_NAME_TRUNCATED)

#define SIZE(structure, member) sizeof(((struct structure *)0)->member)
#define FIELD_SIZE(name) +SIZE(fdtrail_record, name)
#define QUEUE_FIELD_SIZE(name) +SIZE(fdtrail_queue, name)
#define COUNTER_SIZE(name) +SIZE(fdtrail_counters, name)
_Static_assert(0 FIELDS(FIELD_SIZE) == sizeof(struct fdtrail_record), "FIELDS lists every field");
_Static_assert(0 QUEUE_FIELDS(QUEUE_FIELD_SIZE) == sizeof(struct fdtrail_queue), "QUEUE_FIELDS lists every field");
_Static_assert(0 COUNTERS(COUNTER_SIZE) == sizeof(struct fdtrail_counters), "COUNTERS lists every counter");

#define PRINT_FIELD(name) \
	printf("field %s %zu %zu\n", #name, offsetof(struct fdtrail_record, name), SIZE(fdtrail_record, name));
#define PRINT_QUEUE_FIELD(name) \
	printf("queue-field %s %zu %zu\n", #name, offsetof(struct fdtrail_queue, name), SIZE(fdtrail_queue, name));
#define PRINT_COUNTER(name) \
	printf("counter %s %zu %zu\n", #name, offsetof(struct fdtrail_counters, name), SIZE(fdtrail_counters, name));
#define PRINT_CONSTANT(name) printf("constant %s %lld\n", #name, (long long)(name));

int main(void)
{
	FIELDS(PRINT_FIELD)
	QUEUE_FIELDS(PRINT_QUEUE_FIELD)
	COUNTERS(PRINT_COUNTER)
	printf("size fdtrail_record %zu\n", sizeof(struct fdtrail_record));
	printf("size fdtrail_queue %zu\n", sizeof(struct fdtrail_queue));
	printf("size fdtrail_counters %zu\n", sizeof(struct fdtrail_counters));
	CONSTANTS(PRINT_CONSTANT)
	return 0;
}
