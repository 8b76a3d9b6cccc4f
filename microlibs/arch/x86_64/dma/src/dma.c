/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#define ONE_TO_ONE ((uint64_t)1 << 32) /* below that the boot code has mapped memory to itself */

void *dma_alloc(size_t size, size_t align)
{
	return region_claim(size, align);
}

uint64_t dma_address(const void *at)
{
	uint64_t address = (uintptr_t)at;

	/* Nothing is above it before somebody has mapped it there. */
	if (PAGING_WIRED && address >= ONE_TO_ONE)
		(void)paging_lookup(at, &address, NULL);
	return address;
}
