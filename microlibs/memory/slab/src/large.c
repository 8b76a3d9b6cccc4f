/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#include "slab.h"

/* The header is in the page of the byte before the block: in the same page, or where the block is page-aligned, the one before. */
void *large_take(size_t align, size_t size)
{
	size_t front = align < HEADER ? HEADER : align;

	if (align > SIZE_MAX / 4 || size > SIZE_MAX / 4)
		return NULL;

	size_t pages = (front + size + PAGE - 1) / PAGE;
	char *base = frames_take(pages, align > PAGE ? align : PAGE);

	if (base == NULL)
		return NULL;

	/* Of a larger alignment's front only the last page is kept. */
	size_t idle = front > PAGE ? front / PAGE - 1 : 0;

	if (idle > 0)
		frames_give(base, idle);

	struct slab *header = (struct slab *)(void *)(base + idle * PAGE);

	*header = (struct slab){ .magic = MAGIC_LARGE, .large = { pages - idle, base + front } };
	return base + front;
}

void large_give(struct slab *header)
{
	header->magic = 0;
	frames_give(header, header->large.pages);
}

size_t large_bytes(const struct slab *header)
{
	return header->large.pages * PAGE - (size_t)((const char *)header->large.block - (const char *)header);
}
