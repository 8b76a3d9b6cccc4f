/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef SLAB_H
#define SLAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE 4096u
#define GRAIN 16u
#define HEADER 64u

/*
 * At the beginning of each slab, which is one page; and of the page before, or of, a large block. So whatever the block, the
 * header is at the page of the byte before it.
 */
struct slab {
	uint32_t magic;
	uint16_t of;    /* class; of a large block 0 */
	uint16_t taken; /* blocks */
	struct slab *next;
	struct slab *previous;
	union {
		uint64_t bits[4]; /* one a block, 1 when it is taken; those past the last are 1 */
		struct {
			size_t pages; /* of the large block, with this one */
			void *block;
		} large;
	};
	uint32_t first; /* offset of the first block */
	uint32_t unused;
};

_Static_assert(sizeof(struct slab) == HEADER, "blocks behind it are aligned");

#define MAGIC_SLAB 0x51ab51abu
#define MAGIC_LARGE 0x1a46e000u

#define CLASSES 23u
#define CLASS_LARGEST 2016u /* two a page */

/* The class for `size` bytes, at most CLASS_LARGEST; constant time. */
unsigned class_for(size_t size);

/* Bytes of a block of class `of`. */
size_t class_bytes(unsigned of);

/* Blocks in pages of their own. NULL when there are none. */
void *large_take(size_t align, size_t size);
void large_give(struct slab *header);

/* What is usable of such a block. */
size_t large_bytes(const struct slab *header);

#endif
