/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#include "slots.h"

static size_t align_up(uintptr_t base, size_t slot, size_t align)
{
	uintptr_t at = base + slot * PAGING_PAGE;

	return slot + (size_t)((0 - at) & (align - 1)) / PAGING_PAGE;
}

/* The first run from `slot` that begins before `end`. */
static size_t find(const struct slots *slots, uintptr_t base, size_t slot, size_t end, size_t pages, size_t align)
{
	slot = align_up(base, slot, align);
	while (slot < end && pages < slots->count - slot) {
		size_t run = 0;

		while (run <= pages && slots->at[slot + run].pages == 0)
			run++;
		if (run > pages)
			return slot;
		slot = align_up(base, slot + run + 1, align);
	}
	return SLOT_NONE;
}

size_t slots_take(struct slots *slots, uintptr_t base, size_t pages, size_t align)
{
	size_t slot = find(slots, base, slots->cursor, slots->count, pages, align);

	if (slot == SLOT_NONE)
		slot = find(slots, base, 1, slots->cursor, pages, align);
	if (slot == SLOT_NONE)
		return SLOT_NONE;
	slots->at[slot].pages = (uint32_t)pages;
	for (size_t i = 1; i <= pages; i++)
		slots->at[slot + i].pages = SLOT_TAKEN;
	slots->cursor = slot + pages + 1 < slots->count ? slot + pages + 1 : 1;
	return slot;
}

void slots_give(struct slots *slots, size_t slot)
{
	size_t pages = SLOT_PAGES(&slots->at[slot]);

	memset(&slots->at[slot], 0, (pages + 1) * sizeof(slots->at[0]));
}
