/* SPDX-License-Identifier: BSD-3-Clause */
/* For microlibs with a port `region`: memory from the host with anything in it, up to `region_left` bytes. Include after <ports.h>, in one file. */
#ifndef UNILOOM_REGIONS_H
#define UNILOOM_REGIONS_H

#include <stdlib.h>
#include <string.h>

static size_t region_left = SIZE_MAX;

void *region_claim(size_t size, size_t align)
{
	if (size > region_left)
		return NULL;
	region_left -= size;

	/* Of just that size where that can be, so that a step beyond it is seen. */
	void *memory = align <= 16 ? malloc(size) : aligned_alloc(align, (size + align - 1) / align * align);

	if (memory != NULL)
		memset(memory, 0xa5, size);
	return memory;
}

size_t region_available(void)
{
	return region_left;
}

#endif
