/* SPDX-License-Identifier: BSD-3-Clause */
/* Free blocks are a list of their numbers in an array of its own: who writes to a freed block breaks nothing here. */
#include <ports.h>

#include <uniloom/poison.h>

#define GRAIN 16u
#define STRIDE (((size_t)CONFIG_BLOCK_BYTES + GRAIN - 1) & ~(size_t)(GRAIN - 1))
#define LOWEST (STRIDE & (0 - STRIDE)) /* the largest power of two that divides it */
#define MOST_ALIGN 4096u
#define ALIGN (LOWEST < MOST_ALIGN ? LOWEST : (size_t)MOST_ALIGN)
#define COUNT ((uint32_t)CONFIG_COUNT)
#define TAKEN UINT32_MAX
#define NONE (UINT32_MAX - 1) /* ends the list */

static char *blocks;
static uint32_t *next; /* of each block: the next free one, NONE, or TAKEN */
static uint32_t first;

static unsigned long enter(void)
{
	return LOCK_WIRED ? lock_enter() : 0;
}

static void leave(unsigned long state)
{
	if (LOCK_WIRED)
		lock_leave(state);
}

/* -ENOMEM: the region has no room for them. */
int init(void)
{
	next = region_claim(COUNT * sizeof(next[0]), GRAIN);
	blocks = region_claim(COUNT * STRIDE, ALIGN);
	if (next == NULL || blocks == NULL)
		return -ENOMEM;
	for (uint32_t i = 0; i < COUNT; i++)
		next[i] = i + 1 < COUNT ? i + 1 : NONE;
	first = 0;
	poison(blocks, COUNT * STRIDE);
	return 0;
}

void *alloc_malloc(size_t size)
{
	if (size > STRIDE)
		return NULL;

	unsigned long state = enter();
	uint32_t taken = first;

	if (taken != NONE) {
		first = next[taken];
		next[taken] = TAKEN;
	}
	leave(state);
	if (taken == NONE)
		return NULL;
	unpoison(blocks + taken * STRIDE, STRIDE);
	return blocks + taken * STRIDE;
}

/* Panics when `block` is none that is taken. */
static uint32_t checked(const void *block)
{
	uintptr_t offset = (uintptr_t)block - (uintptr_t)blocks;

	if (offset >= COUNT * STRIDE || offset % STRIDE != 0)
		panic_because("pool: freed block is not from this allocator");
	if (next[offset / STRIDE] != TAKEN)
		panic_because("pool: block freed twice");
	return (uint32_t)(offset / STRIDE);
}

void alloc_free(void *block)
{
	if (block == NULL)
		return;

	uint32_t freed = checked(block);

	poison(block, STRIDE);

	unsigned long state = enter();

	next[freed] = first;
	first = freed;
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
	(void)checked(block);
	return size <= STRIDE ? block : NULL;
}

void *alloc_memalign(size_t align, size_t size)
{
	if (align == 0 || (align & (align - 1)) != 0 || align > ALIGN)
		return NULL;
	return alloc_malloc(size);
}
