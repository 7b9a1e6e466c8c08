/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * The skb that this thread has just queued, for sk_data_ready.
 *
 * It is not an argument, but the functions that lead to the tracepoint save registers on the stack, and the send had its skb
 * in one of these. The frames of one path are always alike, so we learn where its address is, from sends that leave no doubt
 * whose message it is. The place depends on how the kernel was compiled, and nobody promised it: we trust a place after a
 * number of such sends, and never again after it was wrong once.
 */
#ifndef FDTRAIL_TP_OWN_BPF_H
#define FDTRAIL_TP_OWN_BPF_H

#include "meet.bpf.h"

#define PLACES_BELOW 80 /* words below the program's context: what it saves itself is under its own frame */
#define PLACES 128
#define PROOFS 8 /* sends that prove a place; each with another skb than the last one, which a left-over word would name */

struct places {
	u64 first; /* one bit each */
	u64 last;
};

struct own_place {
	struct places right; /* each time */
	struct places wrong; /* once */
	u64 skb;             /* of the last proof */
	u64 proofs;
};

/* By the socket's type and by where the message's header was found, which is on the same path. */
struct own_place own_places[512];

static __always_inline struct own_place *own_place_of(struct sock *receiver, struct own_message *own)
{
	return &own_places[masked((READ(receiver, sk_type) & 7) << 6 | (own->place & 0x3f), 0x1ff)];
}

/* Without branches, each of which would double what the verifier checks. */
static __always_inline u32 last_bit(u64 bits)
{
	for (u32 width = 1; width < 64; width <<= 1)
		bits |= bits >> width;
	/* Now the number of bits is the last bit's, and one more. */
	bits -= bits >> 1 & 0x5555555555555555;
	bits = (bits & 0x3333333333333333) + (bits >> 2 & 0x3333333333333333);
	bits = (bits + (bits >> 4)) & 0x0f0f0f0f0f0f0f0f;
	return (bits * 0x0101010101010101 >> 56) - 1;
}

/*
 * The skb, NULL if no place is known that names it. Of several, the highest: it is in a frame of a function that has not
 * returned yet, while those below may be left over from one of this send that has, and an interrupt may overwrite them.
 */
static __always_inline struct sk_buff *own_skb(struct own_place *own, u64 stack)
{
	u64 word = 0, place;

	if (own->proofs < PROOFS)
		return NULL;
	place = own->right.last ? 64 : 0;
	place += last_bit(own->right.last ?: own->right.first);
	bpf_probe_read_kernel(&word, sizeof(word), (void *)(stack + 8 * place - 8 * PLACES_BELOW));
	return (void *)word;
}

struct place_search {
	struct own_message *own;
	u64 skb;
	struct places found;
};

static long look_for_skb(u32 turn, struct place_search *search)
{
	if (search->own->words[masked(turn, 0x7f)] != search->skb)
		return 0;
	if (turn < 64)
		search->found.first |= 1ULL << (turn & 0x3f);
	else
		search->found.last |= 1ULL << (turn & 0x3f);
	return 0;
}

/* Copies the words before our own search leaves its result among them. */
static __always_inline bool take_words(struct own_message *own, u64 stack)
{
	return !bpf_probe_read_kernel(own->words, PLACES * sizeof(u64), (void *)(stack - 8 * PLACES_BELOW));
}

/* Learns from a send whose skb is known; is_sole: for certain. */
static __always_inline void learn_place(struct own_place *place, struct own_message *own, u64 skb, bool is_sole)
{
	struct place_search search = { .own = own, .skb = skb };

	if (place->proofs >= PROOFS && !is_sole)
		return;
	bpf_loop(PLACES, look_for_skb, &search, 0);
	if (place->proofs >= PROOFS) {
		place->wrong.first |= place->right.first & ~search.found.first;
		place->wrong.last |= place->right.last & ~search.found.last;
	}
	place->right.first = (place->proofs ? place->right.first : ~place->wrong.first) & search.found.first;
	place->right.last = (place->proofs ? place->right.last : ~place->wrong.last) & search.found.last;
	if (!place->right.first && !place->right.last)
		place->proofs = 0;
	else if (place->proofs < PROOFS && place->skb != skb)
		place->proofs++;
	place->skb = skb;
}

#endif
