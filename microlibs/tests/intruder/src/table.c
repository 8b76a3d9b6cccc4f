/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#include "table.h"

volatile uint64_t *table_entry(void)
{
	uintptr_t root;

	__asm__ volatile("mov %%cr3, %0" : "=r"(root));
	return (volatile uint64_t *)(root & ~(uintptr_t)(PAGING_PAGE - 1));
}
