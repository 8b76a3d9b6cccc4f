/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

void *dma_alloc(size_t size, size_t align)
{
	return region_claim(size, align);
}

uint64_t dma_address(const void *at)
{
	return (uintptr_t)at;
}
