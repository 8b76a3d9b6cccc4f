/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The pool is a row of blocks: a header, then its payload. The last is an end mark, used and of size 0. A free block keeps
 * its list's links in the payload.
 */
#ifndef TLSF_H
#define TLSF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GRAIN 16u
#define FREE 1u /* in `size`, which is a multiple of GRAIN */

struct block {
	struct block *before; /* the neighbour at lower addresses; NULL for the first */
	size_t size;          /* of the payload, and FREE */
	/* Payload; these only while the block is free. */
	struct block *next;
	struct block *previous;
};

#define HEADER offsetof(struct block, next)
#define LINKS (sizeof(struct block) - HEADER)

_Static_assert(HEADER == GRAIN, "payloads are as aligned as blocks");
_Static_assert(LINKS <= GRAIN, "the smallest payload holds the links");

static inline size_t block_size(const struct block *block)
{
	return block->size & ~(size_t)FREE;
}

static inline bool block_is_free(const struct block *block)
{
	return (block->size & FREE) != 0;
}

static inline void *block_payload(struct block *block)
{
	return (char *)block + HEADER;
}

/* Of any block but the end mark. */
static inline struct block *block_after(struct block *block)
{
	return (struct block *)((char *)block + HEADER + block_size(block));
}

/* Puts a block into the list of its size, or takes it out. Neither touches the FREE flag. */
void lists_insert(struct block *block);
void lists_remove(struct block *block);

/* A block of at least `size` bytes, a multiple of GRAIN, which stays in its list; NULL when there is none. */
struct block *lists_find(size_t size);

#endif
