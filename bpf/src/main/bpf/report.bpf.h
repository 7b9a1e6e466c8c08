/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * The end of an act: its record, unless user space would drop it anyway. User space applies its whole filter to what is reported; to
 * leave out less than it would is right, more is not.
 */
#ifndef FDTRAIL_REPORT_BPF_H
#define FDTRAIL_REPORT_BPF_H

#include "record.bpf.h"

const volatile __u8 fdtrail_chooses; /* choice may choose */

/* By what acts are chosen, by a bit; the bits above are those of the chosen actions. 0: all is reported. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
} choice SEC(".maps");

/* The chosen numbers, and as what each is chosen. Of the id of a cgroup: the lower half, which later cgroups may share. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, FDTRAIL_MAX_CHOSEN);
	__type(key, u32);
	__type(value, u64);
} chosen SEC(".maps");

static __always_inline bool is_chosen(u64 choice, u64 as, u32 number)
{
	u64 *found;

	if (!(choice & as))
		return true;
	found = bpf_map_lookup_elem(&chosen, &number);
	return found && *found & as;
}

/* Whether user space may have to find the other end, or another row for which this one is that. */
static __always_inline bool is_joined(struct fdtrail_record *record)
{
	if (record->flags & FDTRAIL_F_UNPAIRED)
		return true;
	if (record->action == FDTRAIL_SEND) {
#ifdef FDTRAIL_LATE_SENDS
		return true;
#else
		return false;
#endif
	}
	return record->message && record->action != FDTRAIL_FAIL && !(record->flags & FDTRAIL_F_SENDER);
}

static __always_inline bool is_unwanted(struct fdtrail_record *record)
{
	u32 first = 0;
	u64 *by = fdtrail_chooses ? bpf_map_lookup_elem(&choice, &first) : NULL;
	u64 choice = by ? *by : 0;

	if (!choice || is_joined(record))
		return false;
	if (!(choice >> FDTRAIL_CHOSEN_ACTIONS >> (record->action & 0xf) & 1))
		return true;
	if (record->action == FDTRAIL_DROP) /* the collector's are the acts of senders */
		return false;
	return !is_chosen(choice, FDTRAIL_CHOSEN_PID, record->pid) || !is_chosen(choice, FDTRAIL_CHOSEN_UID, record->uid) ||
	       !is_chosen(choice, FDTRAIL_CHOSEN_CGROUP, record->cgroup_id);
}

static __always_inline void report_as(struct draft *draft, struct file *file, u64 address, const bool typed)
{
	if (is_unwanted(&draft->record))
		return;
	describe_file(draft, file, address, typed);
	if (!put(draft)) /* without another call, as it is in the path of each descriptor */
		count_loss(ring_full);
}

/* For a loop, and for a file whose type the verifier does not know. */
GLOBAL int report_in_slot(u32 slot, u64 file)
{
	struct draft *draft = draft_of(slot);

	if (draft)
		report_as(draft, untrusted((struct file *)file), file, CASTS);
	return 0;
}

static __always_inline void report_file(struct draft *draft, struct file *file, u64 address, const bool typed)
{
#ifndef FDTRAIL_BOUNDED_LOOPS /* whose programs can do without a second function: ONE_FUNCTION */
	if (!typed || CASTS) {
		report_in_slot(draft->slot, address);
		return;
	}
#endif
	report_as(draft, file, address, typed);
}

#endif
