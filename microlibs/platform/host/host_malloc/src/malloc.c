/* SPDX-License-Identifier: BSD-3-Clause */
#define _POSIX_C_SOURCE 200809L /* posix_memalign */
#include <ports.h>

#include <stdlib.h>

/* Where the C library has no block for no bytes, a byte makes it one of its own. */
void *alloc_malloc(size_t size)
{
	return malloc(size != 0 ? size : 1);
}

void alloc_free(void *block)
{
	free(block);
}

void *alloc_realloc(void *block, size_t size)
{
	if (size != 0)
		return realloc(block, size);
	/* C leaves open what realloc does then. */
	if (block == NULL)
		return malloc(1);
	free(block);
	return NULL;
}

void *alloc_memalign(size_t align, size_t size)
{
	void *block;

	if (align == 0 || (align & (align - 1)) != 0)
		return NULL;
	return posix_memalign(&block, align < sizeof(void *) ? sizeof(void *) : align, size != 0 ? size : 1) == 0 ?
		       block :
		       NULL;
}
