/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The free lists in two levels: the first by powers of two, the second dividing each of these linearly. A bit for each list says whether it holds
 * anything, so that a search is two bit scans (ECRTS 2004, section 3).
 */
#include <ports.h>

#include "tlsf.h"

#define SECOND_LOG2 4u
#define SECOND (1u << SECOND_LOG2)
#define GRAIN_LOG2 4u
/* Below this, lists are one GRAIN apart and all are of the first level's first row. */
#define SMALL_LOG2 (GRAIN_LOG2 + SECOND_LOG2)
#define SMALL ((size_t)1 << SMALL_LOG2)

/* Bit scans have no standard spelling in C17. Neither argument may be 0. */
#define LOG2(value) (63u - (unsigned)__builtin_clzll(value))
#define LOWEST_BIT(value) ((unsigned)__builtin_ctz(value))

#define POOL_BYTES ((unsigned long long)CONFIG_POOL_KB * 1024u)
/* The row of the largest block is the last. */
#define FIRST (LOG2(POOL_BYTES) - SMALL_LOG2 + 2u)

_Static_assert((1u << GRAIN_LOG2) == GRAIN, "both say the same");
_Static_assert(FIRST <= 32, "one word has a bit for each row");

struct place {
	unsigned first;
	unsigned second;
};

static struct block *heads[FIRST][SECOND];
static uint32_t rows;          /* bit: some list of the row is not empty */
static uint32_t lists[FIRST];  /* bit: the list is not empty */

/* The list that blocks of `size` are in. */
static struct place place_of(size_t size)
{
	if (size < SMALL)
		return (struct place){ 0, (unsigned)(size >> GRAIN_LOG2) };

	unsigned log2 = LOG2(size);

	return (struct place){ log2 - SMALL_LOG2 + 1, (unsigned)(size >> (log2 - SECOND_LOG2)) ^ SECOND };
}

void lists_insert(struct block *block)
{
	struct place at = place_of(block_size(block));
	struct block **head = &heads[at.first][at.second];

	block->previous = NULL;
	block->next = *head;
	if (*head != NULL)
		(*head)->previous = block;
	*head = block;
	lists[at.first] |= 1u << at.second;
	rows |= 1u << at.first;
}

void lists_remove(struct block *block)
{
	if (block->next != NULL)
		block->next->previous = block->previous;
	if (block->previous != NULL) {
		block->previous->next = block->next;
		return;
	}

	struct place at = place_of(block_size(block));

	heads[at.first][at.second] = block->next;
	if (block->next != NULL)
		return;
	lists[at.first] &= ~(1u << at.second);
	if (lists[at.first] == 0)
		rows &= ~(1u << at.first);
}

struct block *lists_find(size_t size)
{
	/* Up to the next list's least size: there every block is large enough. */
	if (size >= SMALL)
		size += ((size_t)1 << (LOG2(size) - SECOND_LOG2)) - 1;

	struct place at = place_of(size);
	if (at.first >= FIRST)
		return NULL;

	uint32_t found = lists[at.first] & (UINT32_MAX << at.second);
	if (found == 0) {
		uint32_t above = at.first + 1 < 32 ? rows & (UINT32_MAX << (at.first + 1)) : 0;

		if (above == 0)
			return NULL;
		at.first = LOWEST_BIT(above);
		found = lists[at.first];
	}
	return heads[at.first][LOWEST_BIT(found)];
}
