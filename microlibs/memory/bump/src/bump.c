/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#include <uniloom/poison.h>

#define CHUNK ((size_t)CONFIG_CHUNK_KB * 1024u)
#define ALIGN 16u

/* In front of each block. */
struct header {
	size_t size;
	size_t unused; /* keeps blocks aligned */
};

_Static_assert(sizeof(struct header) == ALIGN, "a block behind its header is aligned");

static uintptr_t next;
static uintptr_t end;

/* Keeps others out while the ends of the chunk change. */
static unsigned long enter(void)
{
	return LOCK_WIRED ? lock_enter() : 0;
}

static void leave(unsigned long state)
{
	if (LOCK_WIRED)
		lock_leave(state);
}

static uintptr_t align_up(uintptr_t at, size_t align)
{
	return (at + align - 1) & ~(uintptr_t)(align - 1);
}

static struct header *header_of(void *block)
{
	return (struct header *)block - 1;
}

/* Makes room for `size` more bytes at `next`. What was left of the chunk before is lost unless both are neighbours. */
static bool claim(size_t size)
{
	size_t wanted = size > CHUNK ? size : CHUNK;
	char *chunk = region_claim(wanted, ALIGN);

	if (chunk == NULL && wanted > size) {
		wanted = size;
		chunk = region_claim(wanted, ALIGN);
	}
	if (chunk == NULL)
		return false;
	if ((uintptr_t)chunk != end)
		next = (uintptr_t)chunk;
	end = (uintptr_t)chunk + wanted;
	poison(chunk, wanted);
	return true;
}

static void *allocate(size_t align, size_t size)
{
	if (align == 0 || (align & (align - 1)) != 0)
		return NULL;
	if (align < ALIGN)
		align = ALIGN;

	/* With the header and the worst alignment in front. */
	size_t most = size + ALIGN + align;
	if (size > SIZE_MAX / 4 || align > SIZE_MAX / 4)
		return NULL;

	uintptr_t at = align_up(next + sizeof(struct header), align);
	if (end == 0 || at > end || size > end - at) {
		if (!claim(align_up(most, ALIGN)))
			return NULL;
		at = align_up(next + sizeof(struct header), align);
	}
	unpoison((void *)(at - sizeof(struct header)), sizeof(struct header) + size);
	header_of((void *)at)->size = size;
	/* At least one byte, so that no two blocks are the same. */
	next = align_up(at + (size != 0 ? size : 1), ALIGN);
	return (void *)at;
}

void *alloc_memalign(size_t align, size_t size)
{
	unsigned long state = enter();
	void *block = allocate(align, size);

	leave(state);
	return block;
}

void *alloc_malloc(size_t size)
{
	return alloc_memalign(ALIGN, size);
}

/* Where the next block could begin if `block` were the newest. */
static uintptr_t end_of(void *block)
{
	size_t size = header_of(block)->size;

	return align_up((uintptr_t)block + (size != 0 ? size : 1), ALIGN);
}

/* Only the newest block's place can be used again; nothing is checked. */
void alloc_free(void *block)
{
	if (block == NULL)
		return;

	unsigned long state = enter();

	if (end_of(block) == next) {
		next = (uintptr_t)header_of(block);
		poison((void *)next, end - next);
	}
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

	struct header *header = header_of(block);
	uintptr_t at = (uintptr_t)block;

	if (size <= header->size)
		return block;
	/* The newest block grows where it is. */
	unsigned long state = enter();
	bool grows = end_of(block) == next && size <= end - at;

	if (grows) {
		unpoison(block, size);
		header->size = size;
		next = align_up(at + size, ALIGN);
	}
	leave(state);
	if (grows)
		return block;

	void *moved = alloc_malloc(size);
	if (moved != NULL)
		memcpy(moved, block, header->size);
	return moved;
}
