/* SPDX-License-Identifier: BSD-3-Clause */
/* Page protection (Intel SDM vol. 3, 4.5 and 4.6). */
#include <ports.h>

#include "pvh.h"

#define PRESENT 0x1ull
#define WRITABLE 0x2ull
#define NO_EXECUTE (1ull << 63)

/* Of the linker script: page-aligned, room for a table for each 2 MiB of the image but the first. */
extern uint64_t __page_tables[];

/* Pages from the one of `from` up to `to`. Tables after the first lie behind the image, where the linker left room. */
static __attribute__((noinline)) void set(uintptr_t from, uintptr_t to, uint64_t bits)
{
	for (uintptr_t page = from & -(uintptr_t)PVH_PAGE; page < to; page += PVH_PAGE) {
		uint64_t *table = page < PVH_LARGE_PAGE ? pvh_tables.low : __page_tables - 512;

		table[page / PVH_PAGE] = page | bits;
	}
}

/* The linker script begins each segment on a page of its own, so a page has the rights of the segment that it overlaps. */
void pvh_protect(const struct pvh_layout *layout)
{
	uint64_t *directory = pvh_tables.directory;
	uintptr_t end = (layout->image_end + PVH_LARGE_PAGE - 1) & -(uintptr_t)PVH_LARGE_PAGE;

	/* Page 0 stays unmapped. */
	set(PVH_PAGE, end, PRESENT | WRITABLE | NO_EXECUTE);
	set(layout->image_start, layout->text_start, PRESENT | NO_EXECUTE);
	set(layout->text_start, layout->text_end, PRESENT);
	set(layout->guard, layout->guard + 1, 0);
	/* From here on the processor may look into the tables: they are complete. */
	for (uintptr_t i = end / PVH_LARGE_PAGE; i < 512; i++)
		directory[i] |= NO_EXECUTE;
	for (uintptr_t i = end / PVH_LARGE_PAGE - 1; i > 0; i--)
		directory[i] = ((uintptr_t)__page_tables + (i - 1) * PVH_PAGE) | PRESENT | WRITABLE;
	directory[0] = (uintptr_t)pvh_tables.low | PRESENT | WRITABLE;
	__asm__ volatile("mov %0, %%cr3" : : "r"(pvh_tables.pml4) : "memory");
}
