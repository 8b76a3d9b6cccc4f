/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef TABLES_H
#define TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE_SHIFT 12u
#define LARGE_SHIFT 21u
#define ROOT_SHIFT 39u /* of the bits of an address that index the root table */

/* Bits of an entry (Intel SDM vol. 3, 4.5). */
#define ENTRY_PRESENT 0x1ull
#define ENTRY_WRITABLE 0x2ull
#define ENTRY_DEVICE 0x18ull /* write-through and not cached */
#define ENTRY_LARGE 0x80ull
#define ENTRY_TABLE 0x200ull /* ours: the page that is mapped is a page table of a sealed address space */
#define ENTRY_NO_EXECUTE (1ull << 63)
#define ENTRY_ADDRESS 0x000ffffffffff000ull

/*
 * The first 4 GiB are mapped one to one by the boot code; tables are read and written there. Reserved addresses are those of
 * the root table's second entry.
 */
#define IDENTITY_END (1ull << 32)
#define WINDOW_BASE (1ull << ROOT_SHIFT)
#define WINDOW_END (2ull << ROOT_SHIFT)

/* Takes over the tables of `root`. No entry above the last level takes a right away afterwards. */
void tables_adopt(uint64_t root);

/* Where the way to `at` ends: an entry that maps a page of 1 << *shift bytes, or that is not present. */
uint64_t *tables_find(uint64_t at, unsigned *shift);

/* Whether any page, or every page, of [at, end) is mapped. */
bool tables_any(uint64_t at, uint64_t end);
bool tables_all(uint64_t at, uint64_t end);

/* Makes `bits` (of an entry, without PRESENT) from enum paging_rights. */
uint64_t tables_bits(unsigned rights);

/* Maps [at, end), where nothing is mapped, to `physical`. -ENOMEM: nothing has changed. */
int tables_map(uint64_t at, uint64_t end, uint64_t physical, uint64_t bits);

/* Makes `at` the beginning of a page of its own: splits larger ones. -ENOMEM: what is mapped is the same in any case. */
int tables_split(uint64_t at);

/* Of [at, end), which begins and ends at pages' borders: unmaps what is mapped, or gives it the rights in `bits`. */
void tables_unmap(uint64_t at, uint64_t end);
void tables_protect(uint64_t at, uint64_t end, uint64_t bits);

/* Calls `visit` for each table, a table before those below it. Ends with the first result that is not 0. */
int tables_each(int (*visit)(uint64_t *table, unsigned shift));

#endif
