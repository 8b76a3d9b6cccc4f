/* SPDX-License-Identifier: BSD-3-Clause */
/* Page protection (Intel SDM vol. 3, 4.5 and 4.6). */
#include <ports.h>

#include "pvh.h"

#define PRESENT 0x1ull
#define WRITABLE 0x2ull
#define NO_EXECUTE (1ull << 63)

/* Rights of one 4 KiB page. A page that text shares with something else keeps both its rights. */
static uint64_t rights(uintptr_t page, uintptr_t text_start, uintptr_t text_end)
{
	if (page + PVH_PAGE <= text_start || page >= text_end)
		return PRESENT | WRITABLE | NO_EXECUTE;
	if (page >= text_start && page + PVH_PAGE <= text_end)
		return PRESENT;
	return PRESENT | WRITABLE;
}

void pvh_protect(uintptr_t text_start, uintptr_t text_end, uintptr_t guard)
{
	for (uintptr_t i = 1; i < 512; i++)
		pvh_tables.low[i] = i * PVH_PAGE | rights(i * PVH_PAGE, text_start, text_end);
	if (guard < PVH_LARGE_PAGE)
		pvh_tables.low[guard / PVH_PAGE] = 0;
	for (uintptr_t i = 1; i < 512; i++) {
		uintptr_t page = i * PVH_LARGE_PAGE;

		if (page + PVH_LARGE_PAGE <= text_start || page >= text_end)
			pvh_tables.directory[i] |= NO_EXECUTE;
	}
	pvh_tables.directory[0] = (uintptr_t)pvh_tables.low | PRESENT | WRITABLE;
	__asm__ volatile("mov %0, %%cr3" : : "r"(pvh_tables.pml4) : "memory");
}
