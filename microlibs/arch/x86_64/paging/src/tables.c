/* SPDX-License-Identifier: BSD-3-Clause */
/* The tree of page tables (Intel SDM vol. 3, 4.5). Its pages are reached by their physical addresses, which are mapped one to one. */
#include <ports.h>

#include "processor.h"
#include "tables.h"

#define ENTRIES 512u
#define LEVEL_BITS 9u
/* What a table's entry for a table below it says: rights are taken away at the last level only. */
#define BELOW (ENTRY_PRESENT | ENTRY_WRITABLE)

static uint64_t *root;

static size_t index_of(uint64_t at, unsigned shift)
{
	return (size_t)(at >> shift) % ENTRIES;
}

static bool is_leaf(uint64_t entry, unsigned shift)
{
	return shift == PAGE_SHIFT || (entry & ENTRY_LARGE) != 0;
}

static uint64_t *below(uint64_t entry)
{
	return (uint64_t *)(uintptr_t)(entry & ENTRY_ADDRESS);
}

/* The first address after the page, or the gap, of `shift` bits at `at`. */
static uint64_t after(uint64_t at, unsigned shift)
{
	return ((at >> shift) + 1) << shift;
}

static uint64_t *take_table(void)
{
	uint64_t *table = frames_take(1, PAGING_PAGE);

	return table != NULL ? memset(table, 0, PAGING_PAGE) : NULL;
}

/* Moves what entries of `table` forbid, and what those above it did, down to the pages that they lead to. */
static void push_down(uint64_t *table, unsigned shift, bool writable, uint64_t no_execute)
{
	for (size_t i = 0; i < ENTRIES; i++) {
		uint64_t entry = table[i];

		if ((entry & ENTRY_PRESENT) == 0)
			continue;
		if (is_leaf(entry, shift)) {
			table[i] = (writable ? entry : entry & ~ENTRY_WRITABLE) | no_execute;
			continue;
		}
		push_down(below(entry), shift - LEVEL_BITS, writable && (entry & ENTRY_WRITABLE) != 0,
			  no_execute | (entry & ENTRY_NO_EXECUTE));
		table[i] = (entry & ~ENTRY_NO_EXECUTE) | BELOW;
	}
}

void tables_adopt(uint64_t address)
{
	root = (uint64_t *)(uintptr_t)address;
	push_down(root, ROOT_SHIFT, true, 0);
	processor_forget(0, IDENTITY_END >> PAGE_SHIFT);
}

uint64_t *tables_find(uint64_t at, unsigned *shift)
{
	uint64_t *table = root;

	for (*shift = ROOT_SHIFT;; *shift -= LEVEL_BITS) {
		uint64_t *entry = &table[index_of(at, *shift)];

		if ((*entry & ENTRY_PRESENT) == 0 || is_leaf(*entry, *shift))
			return entry;
		table = below(*entry);
	}
}

bool tables_any(uint64_t at, uint64_t end)
{
	for (unsigned shift; at < end; at = after(at, shift)) {
		if ((*tables_find(at, &shift) & ENTRY_PRESENT) != 0)
			return true;
	}
	return false;
}

bool tables_all(uint64_t at, uint64_t end)
{
	for (unsigned shift; at < end; at = after(at, shift)) {
		if ((*tables_find(at, &shift) & ENTRY_PRESENT) == 0)
			return false;
	}
	return true;
}

uint64_t tables_bits(unsigned rights)
{
	return ((rights & PAGING_WRITE) != 0 ? ENTRY_WRITABLE : 0) |
	       ((rights & PAGING_EXECUTE) != 0 ? 0 : ENTRY_NO_EXECUTE) |
	       ((rights & PAGING_DEVICE) != 0 ? ENTRY_DEVICE : 0);
}

/* The entry for a page of `wanted` bits at `at`, with the tables on the way to it. NULL: no memory for one of them. */
static uint64_t *reach(uint64_t at, unsigned wanted)
{
	uint64_t *table = root;

	for (unsigned shift = ROOT_SHIFT; shift > wanted; shift -= LEVEL_BITS) {
		uint64_t *entry = &table[index_of(at, shift)];

		if ((*entry & ENTRY_PRESENT) == 0) {
			uint64_t *fresh = take_table();

			if (fresh == NULL)
				return NULL;
			*entry = (uintptr_t)fresh | BELOW;
		}
		table = below(*entry);
	}
	return &table[index_of(at, wanted)];
}

static bool is_empty(const uint64_t *table)
{
	for (size_t i = 0; i < ENTRIES; i++) {
		if (table[i] != 0)
			return false;
	}
	return true;
}

/* Gives back the tables below `table` in which nothing is left of [at, end). */
static void prune_below(uint64_t *table, unsigned shift, uint64_t at, uint64_t end)
{
	for (; at < end; at = after(at, shift)) {
		uint64_t *entry = &table[index_of(at, shift)];

		if ((*entry & ENTRY_PRESENT) == 0 || is_leaf(*entry, shift))
			continue;

		uint64_t *child = below(*entry);
		uint64_t stop = after(at, shift) < end ? after(at, shift) : end;

		prune_below(child, shift - LEVEL_BITS, at, stop);
		if (!is_empty(child))
			continue;
		*entry = 0;
		/* The processor may remember the way through the table. */
		processor_forget(at, 1);
		frames_give(child, 1);
	}
}

/* Those of the identity map are the boot code's, or wanted again when something is mapped there. */
static void prune(uint64_t at, uint64_t end)
{
	if (at >= WINDOW_BASE && end <= WINDOW_END)
		prune_below(root, ROOT_SHIFT, at, end);
}

/* The largest page that fits between `at` and `end`. Where a table is already, its pages are what is there. */
static unsigned shift_for(uint64_t at, uint64_t end, uint64_t physical)
{
	const uint64_t mask = PAGING_LARGE_PAGE - 1;
	unsigned shift;

	if (((at | physical) & mask) != 0 || end - at < PAGING_LARGE_PAGE)
		return PAGE_SHIFT;
	tables_find(at, &shift);
	return shift >= LARGE_SHIFT ? LARGE_SHIFT : PAGE_SHIFT;
}

int tables_map(uint64_t at, uint64_t end, uint64_t physical, uint64_t bits)
{
	unsigned shift;

	for (uint64_t to = at, from = physical; to < end; to += 1ull << shift, from += 1ull << shift) {
		shift = shift_for(to, end, from);
		if (reach(to, shift) == NULL) {
			prune(at, end);
			return -ENOMEM;
		}
	}
	/* Now nothing can fail. What was not present is not remembered, so nothing has to be forgotten. */
	for (uint64_t to = at, from = physical; to < end; to += 1ull << shift, from += 1ull << shift) {
		shift = shift_for(to, end, from);
		*reach(to, shift) = from | bits | ENTRY_PRESENT | (shift == LARGE_SHIFT ? ENTRY_LARGE : 0);
	}
	return 0;
}

int tables_split(uint64_t at)
{
	unsigned shift;
	uint64_t *entry = tables_find(at, &shift);

	for (; (*entry & ENTRY_PRESENT) != 0 && (at & ((1ull << shift) - 1)) != 0; entry = tables_find(at, &shift)) {
		uint64_t *table = take_table();
		unsigned lower = shift - LEVEL_BITS;
		uint64_t each = lower == PAGE_SHIFT ? *entry & ~ENTRY_LARGE : *entry;

		if (table == NULL)
			return -ENOMEM;
		for (size_t i = 0; i < ENTRIES; i++)
			table[i] = each + ((uint64_t)i << lower);
		*entry = (uintptr_t)table | BELOW;
		processor_forget(at, 1);
	}
	return 0;
}

void tables_unmap(uint64_t at, uint64_t end)
{
	unsigned shift;

	for (uint64_t page = at; page < end; page = after(page, shift)) {
		uint64_t *entry = tables_find(page, &shift);

		*entry = 0;
	}
	processor_forget(at, (end - at) >> PAGE_SHIFT);
	prune(at, end);
}

void tables_protect(uint64_t at, uint64_t end, uint64_t bits)
{
	unsigned shift;

	for (uint64_t page = at; page < end; page = after(page, shift)) {
		uint64_t *entry = tables_find(page, &shift);

		if ((*entry & ENTRY_PRESENT) != 0)
			*entry = (*entry & (ENTRY_ADDRESS | ENTRY_LARGE)) | ENTRY_PRESENT | bits;
	}
	processor_forget(at, (end - at) >> PAGE_SHIFT);
}

static int each_below(uint64_t *table, unsigned shift, int (*visit)(uint64_t *table, unsigned shift))
{
	int result = visit(table, shift);

	for (size_t i = 0; i < ENTRIES && result == 0; i++) {
		if ((table[i] & ENTRY_PRESENT) != 0 && !is_leaf(table[i], shift))
			result = each_below(below(table[i]), shift - LEVEL_BITS, visit);
	}
	return result;
}

int tables_each(int (*visit)(uint64_t *table, unsigned shift))
{
	return each_below(root, ROOT_SHIFT, visit);
}
