/* SPDX-License-Identifier: BSD-3-Clause */
/* M. Masmano, I. Ripoll, A. Crespo, J. Real: TLSF, a new dynamic memory allocator for real-time systems. ECRTS 2004. */
#include <ports.h>

#include <uniloom/poison.h>
#include "tlsf.h"

#define POOL_BYTES ((size_t)CONFIG_POOL_KB * 1024u)
/* What one block can have at most: the pool without two headers. */
#define LARGEST (POOL_BYTES - 2 * HEADER)

static uintptr_t pool;

/* Keeps others out while lists and headers do not fit together. */
static unsigned long enter(void)
{
	return LOCK_WIRED ? lock_enter() : 0;
}

static void leave(unsigned long state)
{
	if (LOCK_WIRED)
		lock_leave(state);
}

/* Bytes of payload for a request, or 0 when no pool of this size can hold it. */
static size_t rounded(size_t size)
{
	if (size > LARGEST)
		return 0;
	return size < GRAIN ? GRAIN : (size + GRAIN - 1) & ~(size_t)(GRAIN - 1);
}

/* Marks `block` free and lists it. What lies behind its links is nobody's from now on. */
static void release(struct block *block)
{
	unpoison(block_payload(block), LINKS);
	block->size |= FREE;
	lists_insert(block);
	poison((char *)block_payload(block) + LINKS, block_size(block) - LINKS);
}

/* Ends `block` after `size` bytes if what remains can be a block, and returns that one; else NULL. */
static struct block *split(struct block *block, size_t size)
{
	size_t had = block_size(block);
	if (had < size + HEADER + GRAIN)
		return NULL;

	struct block *rest = (struct block *)((char *)block + HEADER + size);

	unpoison(rest, sizeof(*rest));
	rest->before = block;
	rest->size = had - size - HEADER;
	block->size = size | (block->size & FREE);
	block_after(rest)->before = rest;
	return rest;
}

/* Adds `right`, which is in no list, to its neighbour. Size 0 is left in its header: it is no block any more. */
static void join(struct block *left, struct block *right)
{
	left->size += HEADER + block_size(right);
	block_after(left)->before = left;
	right->size = FREE;
}

/* Frees `block` together with free neighbours. */
static void give_back(struct block *block)
{
	struct block *after = block_after(block);

	if (block_is_free(after)) {
		lists_remove(after);
		join(block, after);
	}
	if (block->before != NULL && block_is_free(block->before)) {
		struct block *before = block->before;

		lists_remove(before);
		before->size &= ~(size_t)FREE;
		join(before, block);
		block = before;
	}
	release(block);
}

/* Takes a free block out of the lists and cuts it to `size`. */
static void *take(struct block *block, size_t size)
{
	lists_remove(block);
	block->size &= ~(size_t)FREE;

	struct block *rest = split(block, size);
	if (rest != NULL)
		release(rest);
	unpoison(block_payload(block), block_size(block));
	return block_payload(block);
}

/* Whether a header can be at `header`: only then it may be looked at. */
static bool is_place(const void *header)
{
	uintptr_t at = (uintptr_t)header;

	return at >= pool && at <= pool + POOL_BYTES - HEADER && at % GRAIN == 0;
}

/* Whether `block`, which is at a possible place, has neighbours that know it. */
static bool is_linked(struct block *block)
{
	size_t size = block_size(block);
	uintptr_t room = pool + POOL_BYTES - HEADER - (uintptr_t)block_payload(block);
	if (size == 0 || size % GRAIN != 0 || size > room)
		return false;

	/* What a wrong pointer leads to may be poisoned. */
	struct block *after = block_after(block);
	unpoison(after, HEADER);
	if (after->before != block)
		return false;

	struct block *before = block->before;
	if (before == NULL)
		return (uintptr_t)block == pool;
	if (!is_place(before) || before >= block)
		return false;
	unpoison(before, HEADER);
	return block_after(before) == block;
}

/* The block of a payload that a caller gives back. Panics when it cannot be one. */
static struct block *checked(void *payload)
{
	struct block *block = (struct block *)((uintptr_t)payload - HEADER);

	if (!is_place(block) || (uintptr_t)block == pool + POOL_BYTES - HEADER)
		panic_because("tlsf: freed block is not from this allocator");
	unpoison(block, HEADER);
	if (block_is_free(block))
		panic_because("tlsf: block freed twice");
	if (!is_linked(block))
		panic_because("tlsf: freed block is not one, or its header was overwritten");
	return block;
}

/* -ENOMEM: the region has no POOL_KB left. */
int init(void)
{
	struct block *first = region_claim(POOL_BYTES, GRAIN);
	if (first == NULL)
		return -ENOMEM;

	pool = (uintptr_t)first;
	*first = (struct block){ .before = NULL, .size = LARGEST };

	struct block *end = block_after(first);

	end->before = first;
	end->size = 0;
	release(first);
	return 0;
}

void *alloc_malloc(size_t size)
{
	size_t wanted = rounded(size);
	if (wanted == 0)
		return NULL;

	unsigned long state = enter();
	struct block *block = lists_find(wanted);
	void *payload = block != NULL ? take(block, wanted) : NULL;

	leave(state);
	return payload;
}

void alloc_free(void *payload)
{
	if (payload == NULL)
		return;

	unsigned long state = enter();

	give_back(checked(payload));
	leave(state);
}

/* Makes the block of `payload` hold `wanted` bytes where it is; false when it cannot, and `*had` says what it holds. */
static bool resize(void *payload, size_t wanted, size_t *had)
{
	struct block *block = checked(payload);
	struct block *after = block_after(block);
	if (block_size(block) < wanted && block_is_free(after) &&
	    block_size(block) + HEADER + block_size(after) >= wanted) {
		lists_remove(after);
		join(block, after);
		unpoison(payload, block_size(block));
	}
	*had = block_size(block);
	if (*had < wanted)
		return false;

	struct block *rest = split(block, wanted);
	if (rest != NULL)
		give_back(rest);
	return true;
}

void *alloc_realloc(void *payload, size_t size)
{
	if (payload == NULL)
		return alloc_malloc(size);
	if (size == 0) {
		alloc_free(payload);
		return NULL;
	}

	size_t had = 0;
	size_t wanted = rounded(size);
	unsigned long state = enter();
	/* A wrong pointer is a panic, whatever the size. */
	bool fits = wanted != 0 ? resize(payload, wanted, &had) : (checked(payload), false);

	leave(state);
	if (fits || wanted == 0)
		return fits ? payload : NULL;

	/* The caller's, which nobody else touches meanwhile. */
	void *moved = alloc_malloc(size);
	if (moved != NULL) {
		memcpy(moved, payload, had);
		alloc_free(payload);
	}
	return moved;
}

/* Takes a block, with room for that, out of the lists and cuts `wanted` bytes that are aligned out of it. */
static void *take_aligned(struct block *block, size_t align, size_t wanted)
{
	uintptr_t start = (uintptr_t)block_payload(block);
	uintptr_t at = (start + align - 1) & ~(uintptr_t)(align - 1);
	while (at != start && at - start < HEADER + GRAIN)
		at += align;
	if (at == start)
		return take(block, wanted);

	lists_remove(block);
	block->size &= ~(size_t)FREE;

	struct block *aligned = split(block, at - start - HEADER);

	release(block);
	/* Never NULL: the block was found with room for all three parts. */
	struct block *rest = split(aligned, wanted);
	if (rest != NULL)
		release(rest);
	unpoison(block_payload(aligned), block_size(aligned));
	return block_payload(aligned);
}

void *alloc_memalign(size_t align, size_t size)
{
	if (align == 0 || (align & (align - 1)) != 0)
		return NULL;
	if (align <= GRAIN)
		return alloc_malloc(size);

	/* Room for the worst place, and for a block of its own in front. */
	size_t wanted = rounded(size);
	if (wanted == 0 || align > LARGEST || wanted > LARGEST - align)
		return NULL;

	unsigned long state = enter();
	struct block *block = lists_find(wanted + align + HEADER);
	void *payload = block != NULL ? take_aligned(block, align, wanted) : NULL;

	leave(state);
	return payload;
}
