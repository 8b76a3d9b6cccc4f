/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * After J. Bonwick, The Slab Allocator: An Object-Caching Kernel Memory Allocator (USENIX 1994), with bits in the slab's header
 * instead of a list through the blocks: free memory is not looked at, and a wrong free is seen.
 */
#include <ports.h>

#include <uniloom/poison.h>
#include "slab.h"

#define LOWEST_BIT(value) ((unsigned)__builtin_ctzll(value)) /* of no 0 */

/* Slabs that have a free block; full ones are in no list. Empty ones are at the back. */
static struct {
	struct slab *first;
	struct slab *last;
	unsigned empty;
	unsigned colour;
} classes[CLASSES];

static unsigned long enter(void)
{
	return LOCK_WIRED ? lock_enter() : 0;
}

static void leave(unsigned long state)
{
	if (LOCK_WIRED)
		lock_leave(state);
}

static unsigned capacity(unsigned of)
{
	return (unsigned)((PAGE - HEADER) / class_bytes(of));
}

static void insert(struct slab *slab, bool front)
{
	struct slab *before = front ? NULL : classes[slab->of].last;
	struct slab *after = front ? classes[slab->of].first : NULL;

	slab->previous = before;
	slab->next = after;
	*(before != NULL ? &before->next : &classes[slab->of].first) = slab;
	*(after != NULL ? &after->previous : &classes[slab->of].last) = slab;
}

static void withdraw(struct slab *slab)
{
	*(slab->previous != NULL ? &slab->previous->next : &classes[slab->of].first) = slab->next;
	*(slab->next != NULL ? &slab->next->previous : &classes[slab->of].last) = slab->previous;
}

/* Where the blocks of the next slab begin. */
static uint32_t colour(unsigned of)
{
	unsigned room = (PAGE - HEADER - capacity(of) * (unsigned)class_bytes(of)) / HEADER + 1;

	return HEADER + (CONFIG_COLOUR ? classes[of].colour++ % room * HEADER : 0);
}

static struct slab *fresh(unsigned of)
{
	struct slab *slab = frames_take(1, PAGE);

	if (slab == NULL)
		return NULL;
	*slab = (struct slab){ .magic = MAGIC_SLAB, .of = (uint16_t)of, .first = colour(of) };
	for (unsigned i = capacity(of); i < 256; i++)
		slab->bits[i / 64] |= 1ull << i % 64;
	poison((char *)slab + HEADER, PAGE - HEADER);
	insert(slab, true);
	classes[of].empty++;
	return slab;
}

static void *take(unsigned of)
{
	struct slab *slab = classes[of].first;

	if (slab == NULL)
		slab = fresh(of);
	if (slab == NULL)
		return NULL;

	unsigned word = 0;

	while (slab->bits[word] == UINT64_MAX)
		word++;

	unsigned bit = LOWEST_BIT(~slab->bits[word]);

	slab->bits[word] |= 1ull << bit;
	if (slab->taken++ == 0)
		classes[of].empty--;
	if (slab->taken == capacity(of))
		withdraw(slab);

	char *block = (char *)slab + slab->first + (word * 64 + bit) * class_bytes(of);

	unpoison(block, class_bytes(of));
	return block;
}

/* A larger alignment than the classes' takes what is left in front of it as well. */
static void *allocate(size_t align, size_t size)
{
	if (size > CLASS_LARGEST || align + size > CLASS_LARGEST)
		return large_take(align, size);
	if (align <= GRAIN)
		return take(class_for(size));

	char *block = take(class_for(size + align - GRAIN));

	return block != NULL ? block + ((0 - (uintptr_t)block) & (align - 1)) : NULL;
}

/* The header of a block that a caller gives back, and which block it is. Panics when it is none. */
static struct slab *checked(const void *block, unsigned *index)
{
	struct slab *slab = (struct slab *)(((uintptr_t)block - 1) & ~(uintptr_t)(PAGE - 1));

	if ((uintptr_t)block % GRAIN != 0 || (uintptr_t)slab < PAGE)
		panic_because("slab: freed block is not from this allocator");
	if (slab->magic == MAGIC_LARGE && slab->large.block == block)
		return slab;

	uint32_t offset = (uint32_t)((uintptr_t)block - (uintptr_t)slab);

	if (slab->magic != MAGIC_SLAB || offset < slab->first)
		panic_because("slab: freed block is not from this allocator, or was freed already");
	*index = (offset - slab->first) / (unsigned)class_bytes(slab->of);
	if (*index >= capacity(slab->of) || (slab->bits[*index / 64] >> *index % 64 & 1) == 0)
		panic_because("slab: block freed twice");
	return slab;
}

static void give(struct slab *slab, unsigned index)
{
	unsigned of = slab->of;

	poison((char *)slab + slab->first + index * class_bytes(of), class_bytes(of));
	slab->bits[index / 64] &= ~(1ull << index % 64);
	if (slab->taken-- != capacity(of))
		withdraw(slab);
	if (slab->taken > 0) {
		insert(slab, true);
	} else if ((int)classes[of].empty < CONFIG_SPARE) {
		classes[of].empty++;
		insert(slab, false);
	} else {
		slab->magic = 0;
		unpoison(slab, PAGE);
		frames_give(slab, 1);
	}
}

static void give_back(struct slab *slab, unsigned index)
{
	if (slab->magic == MAGIC_LARGE)
		large_give(slab);
	else
		give(slab, index);
}

void *alloc_memalign(size_t align, size_t size)
{
	if (align == 0 || (align & (align - 1)) != 0 || align > SIZE_MAX / 4)
		return NULL;

	unsigned long state = enter();
	void *block = allocate(align < GRAIN ? GRAIN : align, size);

	leave(state);
	return block;
}

void *alloc_malloc(size_t size)
{
	return alloc_memalign(GRAIN, size);
}

void alloc_free(void *block)
{
	if (block == NULL)
		return;

	unsigned long state = enter();
	unsigned index = 0;
	struct slab *slab = checked(block, &index);

	give_back(slab, index);
	leave(state);
}

void *alloc_realloc(void *block, size_t size)
{
	if (block == NULL)
		return alloc_malloc(size);
	if (size == 0) {
		alloc_free(block);
		return NULL;
	}

	unsigned index = 0;
	struct slab *slab = checked(block, &index);
	size_t had;

	if (slab->magic == MAGIC_LARGE) {
		had = large_bytes(slab);
	} else {
		/* Behind an alignment's gap there is less. */
		const char *end = (const char *)slab + slab->first + (index + 1) * class_bytes(slab->of);

		had = (size_t)(end - (const char *)block);
	}
	/* Where less than half would be used, a smaller block is worth the copy. */
	if (size <= had && size > had / 2)
		return block;

	void *moved = alloc_malloc(size);

	if (moved == NULL)
		return size <= had ? block : NULL;
	memcpy(moved, block, had < size ? had : size);
	alloc_free(block);
	return moved;
}
