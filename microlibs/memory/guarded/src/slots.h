/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef SLOTS_H
#define SLOTS_H

#include <stddef.h>
#include <stdint.h>

/*
 * What each page of the window is to us. The first page of a block says how long it is; its other pages, and the guard page
 * behind it, are TAKEN; free pages are 0.
 */
struct slot {
	uint32_t pages; /* of the block; with KEPT when it stays mapped for ever, with READY when it is mapped and free */
	uint32_t offset; /* from the page to the block, in bytes; of a ready one the next ready one's slot */
};

#define SLOT_TAKEN UINT32_MAX
#define SLOT_READY 0x80000000u
#define SLOT_KEPT 0x40000000u
#define SLOT_PAGES(slot) ((size_t)((slot)->pages & ~(SLOT_READY | SLOT_KEPT)))
#define SLOT_NONE 0u /* the window's first page is a guard, and so never a block */

struct slots {
	struct slot *at;
	size_t count;
	size_t cursor; /* where the next search begins */
};

/*
 * Takes `pages` pages and one behind them, of which the first one's address, base + 4096 * slot, is a multiple of `align`. The
 * search begins where the last one ended, so that what was freed rests as long as possible. SLOT_NONE: there is no room.
 */
size_t slots_take(struct slots *slots, uintptr_t base, size_t pages, size_t align);

/* Makes the pages of the block in `slot`, and its guard page, free. */
void slots_give(struct slots *slots, size_t slot);

#endif
