/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LEAKS_H
#define LEAKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In front of each block. */
struct leaks_header {
	struct leaks_header *next;
	struct leaks_header *previous;
	void *caller;
	size_t size;    /* bytes asked for */
	uint32_t back;  /* bytes from what the backing allocator gave to the block */
	uint32_t state;
	size_t told;    /* not 0: the report has it already */
};

_Static_assert(sizeof(struct leaks_header) % 16 == 0, "a block behind its header is aligned");

/* Prints and sends what is in the list, by caller. */
void leaks_report(struct leaks_header *first);

#endif
