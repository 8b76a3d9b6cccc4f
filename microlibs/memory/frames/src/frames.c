/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One claim, a tree of bytes over its pages beside it. The pages themselves are never touched, so that whoever writes to
 * a page that it has given back breaks nothing here, and pages may be unmapped while they are free.
 */
#include <ports.h>

#include "tree.h"

#define PAGE 4096u
#define LOG2(value) (63u - (unsigned)__builtin_clzll(value)) /* of no 0 */

static struct tree tree;
static uintptr_t origin; /* address of the tree's first page */
static uintptr_t first;  /* the claim: [first, end) */
static uintptr_t end;
static size_t free_pages;

static unsigned long enter(void)
{
	return LOCK_WIRED ? lock_enter() : 0;
}

static void leave(unsigned long state)
{
	if (LOCK_WIRED)
		lock_leave(state);
}

/* The smallest order of which a block has `pages` pages. */
static unsigned order_for(size_t pages)
{
	return pages <= 1 ? 0 : LOG2((unsigned long long)pages - 1) + 1;
}

/* The order of a tree over `pages` pages from `base`, and where it begins so that blocks are aligned to their size. */
static unsigned tree_over(uintptr_t base, size_t pages, uintptr_t *begin)
{
	unsigned order = order_for(pages);
	uintptr_t span = (uintptr_t)PAGE << order;

	*begin = base & ~(span - 1);
	/* Across a multiple of its size it takes a tree of twice that; no block of that size can be had anyway. */
	return base + pages * PAGE - *begin > span ? order + 1 : order;
}

/* -ENOMEM: the region has too little for a page and its map. */
int init(void)
{
	size_t bytes = (size_t)CONFIG_CLAIM_KB * 1024u;

	if (CONFIG_CLAIM_KB == 0)
		bytes = region_available() / 100 * CONFIG_PERCENT;

	/* Alignment may cost a page. */
	size_t pages = bytes / PAGE;

	if (CONFIG_CLAIM_KB == 0 && pages > 0)
		pages--;
	if (pages == 0)
		return -ENOMEM;
	first = (uintptr_t)region_claim(pages * PAGE, PAGE);
	if (first == 0)
		return -ENOMEM;
	end = first + pages * PAGE;
	tree.order = tree_over(first, pages, &origin);

	/* The map lies in the first of the pages themselves: one claim, and nothing else to run out. */
	size_t map_pages = (TREE_NODES(tree.order) + PAGE - 1) / PAGE;

	if (map_pages >= pages)
		return -ENOMEM;
	tree.nodes = (uint8_t *)first;
	tree_clear(&tree);
	first += map_pages * PAGE;
	free_pages = pages - map_pages;
	tree_give(&tree, (first - origin) / PAGE, free_pages);
	return 0;
}

void *frames_take(size_t pages, size_t align)
{
	if (pages == 0 || align < PAGE || (align & (align - 1)) != 0 || pages > (end - first) / PAGE)
		return NULL;

	unsigned order = order_for(pages);
	unsigned aligned = LOG2((unsigned long long)align / PAGE);
	unsigned long state = enter();
	size_t at = tree_take(&tree, order > aligned ? order : aligned);

	if (at != TREE_NONE) {
		size_t taken = (size_t)1 << (order > aligned ? order : aligned);

		if (taken > pages)
			tree_give(&tree, at + pages, taken - pages);
		free_pages -= pages;
	}
	leave(state);
	return at != TREE_NONE ? (void *)(origin + at * PAGE) : NULL;
}

void frames_give(void *at, size_t pages)
{
	uintptr_t address = (uintptr_t)at;

	if (address < first || address >= end || address % PAGE != 0 || pages == 0 || pages > (end - address) / PAGE)
		panic_because("frames: pages given back are not from here");

	unsigned long state = enter();
	bool taken = tree_give(&tree, (address - origin) / PAGE, pages);

	if (taken)
		free_pages += pages;
	leave(state);
	if (!taken)
		panic_because("frames: pages given back are free already");
}

size_t frames_available(void)
{
	return free_pages;
}
