/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#include "slots.h"

#define ALIGN 16u
#define RIGHTS ((unsigned)(PAGING_READ | PAGING_WRITE))
#define WINDOW_BYTES ((size_t)CONFIG_WINDOW_MB * 1024u * 1024u)
#define READY_PAGES ((size_t)CONFIG_READY_KB * 1024u / PAGING_PAGE)

static struct slots slots;
static uintptr_t window;
static size_t ready; /* slot of the first ready block */

static unsigned long enter(void)
{
	return LOCK_WIRED ? lock_enter() : 0;
}

static void leave(unsigned long state)
{
	if (LOCK_WIRED)
		lock_leave(state);
}

static char *page_of(size_t slot)
{
	return (char *)(window + slot * PAGING_PAGE);
}

/* Unmaps the page and gives its memory back. -EPERM: the address space is sealed. */
static int unmap(char *page)
{
	uint64_t physical;
	int error = paging_lookup(page, &physical, NULL);

	if (error == 0)
		error = paging_unmap(page, PAGING_PAGE);
	if (error == 0)
		frames_give((void *)(uintptr_t)physical, 1);
	return error;
}

/* Puts memory behind one page. */
static bool map(char *page)
{
	void *frame = frames_take(1, PAGING_PAGE);

	if (frame == NULL)
		return false;
	if (paging_map(page, (uintptr_t)frame, PAGING_PAGE, RIGHTS) == 0)
		return true;
	frames_give(frame, 1);
	return false;
}

/* A block of `pages` mapped pages, not handed out yet. SLOT_NONE: no addresses, no memory, or sealed. */
static size_t fresh(size_t pages, size_t align)
{
	unsigned long state = enter();
	size_t slot = slots_take(&slots, window, pages, align < PAGING_PAGE ? PAGING_PAGE : align);

	leave(state);
	if (slot == SLOT_NONE)
		return SLOT_NONE;
	for (size_t done = 0; done < pages; done++) {
		if (map(page_of(slot + done)))
			continue;
		while (done > 0)
			(void)unmap(page_of(slot + --done));
		state = enter();
		slots_give(&slots, slot);
		leave(state);
		return SLOT_NONE;
	}
	return slot;
}

static void make_ready(size_t slot)
{
	unsigned long state = enter();

	slots.at[slot].pages |= SLOT_READY;
	slots.at[slot].offset = (uint32_t)ready;
	ready = slot;
	leave(state);
}

/* The first ready block of enough pages at a fitting address, no longer ready. SLOT_NONE: there is none. */
static size_t take_ready(size_t pages, size_t align)
{
	unsigned long state = enter();
	size_t before = SLOT_NONE;
	size_t slot = ready;

	while (slot != SLOT_NONE &&
	       (SLOT_PAGES(&slots.at[slot]) < pages || (uintptr_t)page_of(slot) % align != 0)) {
		before = slot;
		slot = slots.at[slot].offset;
	}
	if (slot != SLOT_NONE) {
		if (before == SLOT_NONE)
			ready = slots.at[slot].offset;
		else
			slots.at[before].offset = slots.at[slot].offset;
		slots.at[slot].pages &= ~SLOT_READY;
	}
	leave(state);
	return slot;
}

/* -ENOMEM: no addresses for the window, or no memory for its map or the ready blocks. */
int init(void)
{
	slots.count = WINDOW_BYTES / PAGING_PAGE;
	slots.cursor = 1;
	window = (uintptr_t)paging_reserve(WINDOW_BYTES, PAGING_PAGE);
	if (window == 0)
		return -ENOMEM;

	size_t bytes = slots.count * sizeof(struct slot);

	slots.at = frames_take((bytes + PAGING_PAGE - 1) / PAGING_PAGE, PAGING_PAGE);
	if (slots.at == NULL)
		return -ENOMEM;
	memset(slots.at, 0, bytes);
	for (int i = 0; i < CONFIG_READY_BLOCKS; i++) {
		size_t slot = fresh(READY_PAGES, PAGING_PAGE);

		if (slot == SLOT_NONE)
			return -ENOMEM;
		slots.at[slot].pages |= SLOT_KEPT;
		make_ready(slot);
	}
	return 0;
}

/* Bytes from the first page's beginning to a block of `size` bytes in `pages` pages. */
static size_t offset_for(size_t pages, size_t size, size_t align)
{
	return CONFIG_RIGHT ? (pages * PAGING_PAGE - size) & ~(align - 1) : 0;
}

void *alloc_memalign(size_t align, size_t size)
{
	if (align == 0 || (align & (align - 1)) != 0 || size > WINDOW_BYTES || align > WINDOW_BYTES)
		return NULL;
	if (align < ALIGN)
		align = ALIGN;
	if (size == 0)
		size = 1;

	size_t pages = (size + PAGING_PAGE - 1) / PAGING_PAGE;
	size_t slot = take_ready(pages, align < PAGING_PAGE ? PAGING_PAGE : align);

	if (slot == SLOT_NONE)
		slot = fresh(pages, align);
	if (slot == SLOT_NONE)
		return NULL;
	slots.at[slot].offset = (uint32_t)offset_for(SLOT_PAGES(&slots.at[slot]), size, align);
	return page_of(slot) + slots.at[slot].offset;
}

void *alloc_malloc(size_t size)
{
	return alloc_memalign(ALIGN, size);
}

/* The slot of a block that a caller gives back. Panics when it is none. */
static size_t checked(const void *block)
{
	uintptr_t at = (uintptr_t)block;

	if (at < window || at - window >= WINDOW_BYTES)
		panic_because("guarded: freed block is not from this allocator");

	size_t slot = (at - window) / PAGING_PAGE;

	/* In a ready block that is larger than was asked for, the block may begin in any of its pages. */
	while (slots.at[slot].pages == SLOT_TAKEN)
		slot--;

	uint32_t pages = slots.at[slot].pages;

	if (pages == 0 || (pages & SLOT_READY) != 0 || page_of(slot) + slots.at[slot].offset != (const char *)block)
		panic_because("guarded: no block begins at what is freed, or it was freed already");
	return slot;
}

static void give_back(size_t slot)
{
	size_t pages = SLOT_PAGES(&slots.at[slot]);

	/* Sealed: the first page says so, and the block stays mapped for the next who wants one. */
	if ((slots.at[slot].pages & SLOT_KEPT) != 0 || unmap(page_of(slot)) < 0) {
		make_ready(slot);
		return;
	}
	for (size_t i = 1; i < pages; i++)
		(void)unmap(page_of(slot + i));

	unsigned long state = enter();

	slots_give(&slots, slot);
	leave(state);
}

void alloc_free(void *block)
{
	if (block != NULL)
		give_back(checked(block));
}

void *alloc_realloc(void *block, size_t size)
{
	if (block == NULL)
		return alloc_malloc(size);
	if (size == 0) {
		alloc_free(block);
		return NULL;
	}

	size_t slot = checked(block);
	size_t had = SLOT_PAGES(&slots.at[slot]) * PAGING_PAGE - slots.at[slot].offset;

	/* It would end, or begin, where it does now. */
	if (had == ((size + ALIGN - 1) & ~(size_t)(ALIGN - 1)))
		return block;

	void *moved = alloc_malloc(size);

	if (moved != NULL) {
		memcpy(moved, block, had < size ? had : size);
		give_back(slot);
	}
	return moved;
}
