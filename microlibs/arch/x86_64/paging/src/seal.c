/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Each table is made a page of its own in the identity map, which may take further tables; then that page is made one which
 * cannot be written to, and marked; and so is whatever else leads to a marked page. What has not been mapped by then never
 * will be. The last writes go to tables that are protected already, so protection is overridden while it is put up.
 */
#include <ports.h>

#include "processor.h"
#include "seal.h"
#include "tables.h"

static bool grew;

/* Splits the pages around the table's own. */
static int stand_alone(uint64_t *table, unsigned shift)
{
	uint64_t at = (uintptr_t)table;
	unsigned found;

	(void)shift;
	tables_find(at, &found);
	if (found == PAGE_SHIFT)
		return 0;
	grew = true;
	/* The page after: a border there, or before, makes the page at `at` one of 4 KiB. */
	return tables_split((at & (PAGING_LARGE_PAGE - 1)) != 0 ? at : at + PAGING_PAGE);
}

static int write_protect(uint64_t *table, unsigned shift)
{
	uint64_t *entry = tables_find((uintptr_t)table, &shift);

	*entry = (*entry & ~ENTRY_WRITABLE) | ENTRY_TABLE;
	return 0;
}

bool seal_covers(uint64_t at)
{
	unsigned shift;
	uint64_t entry = *tables_find(at, &shift);

	if ((entry & ENTRY_PRESENT) == 0)
		return false;

	uint64_t inside = (1ull << shift) - 1;
	uint64_t physical = (entry & ENTRY_ADDRESS & ~inside) | (at & inside);

	return physical < IDENTITY_END && (*tables_find(physical, &shift) & ENTRY_TABLE) != 0;
}

/* Whether any page that the entry leads to is a table. */
static bool shows_table(uint64_t entry, unsigned shift)
{
	uint64_t base = entry & ENTRY_ADDRESS & ~((1ull << shift) - 1);

	for (uint64_t at = base; at < base + (1ull << shift) && at < IDENTITY_END; at += PAGING_PAGE) {
		unsigned found;

		if ((*tables_find(at, &found) & ENTRY_TABLE) != 0)
			return true;
	}
	return false;
}

/* Second ways to a table: a large page is protected as a whole. Nobody has business there. */
static int close_others(uint64_t *table, unsigned shift)
{
	for (size_t i = 0; i < 512; i++) {
		bool leaf = shift == PAGE_SHIFT || (table[i] & ENTRY_LARGE) != 0;

		if ((table[i] & ENTRY_PRESENT) != 0 && leaf && (table[i] & ENTRY_WRITABLE) != 0 &&
		    shows_table(table[i], shift))
			table[i] &= ~ENTRY_WRITABLE;
	}
	return 0;
}

int seal_tables(void)
{
	do {
		grew = false;

		int error = tables_each(stand_alone);

		if (error < 0)
			return error;
	} while (grew);
	processor_overrides(true);
	(void)tables_each(write_protect);
	(void)tables_each(close_others);
	processor_forget(0, IDENTITY_END >> PAGE_SHIFT);
	processor_overrides(false);
	return 0;
}
