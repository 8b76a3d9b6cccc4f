/* SPDX-License-Identifier: BSD-3-Clause */
/* Page protection (Intel SDM vol. 3, 4.5 and 4.6). */
#include <ports.h>

#include "pvh.h"

#define PRESENT 0x1ull
#define WRITABLE 0x2ull
#define NO_EXECUTE (1ull << 63)

/* The linker script begins each segment on a page of its own, so a page has the rights of the segment that it overlaps. */
static uint64_t rights(uintptr_t page, const struct pvh_layout *layout)
{
	uint64_t bits = PRESENT;

	if (page + PVH_PAGE <= layout->image_start || page >= layout->text_end)
		bits |= WRITABLE;
	if (page + PVH_PAGE <= layout->text_start || page >= layout->text_end)
		bits |= NO_EXECUTE;
	return bits;
}

void pvh_protect(const struct pvh_layout *layout)
{
	for (uintptr_t i = 1; i < 512; i++)
		pvh_tables.low[i] = i * PVH_PAGE | rights(i * PVH_PAGE, layout);
	if (layout->guard < PVH_LARGE_PAGE)
		pvh_tables.low[layout->guard / PVH_PAGE] = 0;
	for (uintptr_t i = 1; i < 512; i++) {
		uintptr_t page = i * PVH_LARGE_PAGE;

		if (page + PVH_LARGE_PAGE <= layout->text_start || page >= layout->text_end)
			pvh_tables.directory[i] |= NO_EXECUTE;
	}
	pvh_tables.directory[0] = (uintptr_t)pvh_tables.low | PRESENT | WRITABLE;
	__asm__ volatile("mov %0, %%cr3" : : "r"(pvh_tables.pml4) : "memory");
}
