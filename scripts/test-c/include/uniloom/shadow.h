/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A shadow of an allocator behind the port `alloc`: what is live, how large, and what was written into it. Random calls are
 * compared with it. Include after <ports.h>, in one file.
 */
#ifndef UNILOOM_SHADOW_H
#define UNILOOM_SHADOW_H

#include <uniloom/test.h>

#define SHADOW_BLOCKS 256u

struct shadow_block {
	uint8_t *at;
	size_t size;
	uint8_t mark;
};

struct shadow {
	struct test_random random;
	size_t largest; /* of a request */
	struct shadow_block blocks[SHADOW_BLOCKS];
	unsigned long refused;
};

static inline void shadow_fill(struct shadow_block *block, size_t from)
{
	for (size_t i = from; i < block->size; i++)
		block->at[i] = (uint8_t)(block->mark + i);
}

/* Whether the first `size` bytes are still what was written. */
static inline int shadow_intact(const struct shadow_block *block, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (block->at[i] != (uint8_t)(block->mark + i))
			return 0;
	}
	return 1;
}

static inline int shadow_alone(const struct shadow *shadow, const struct shadow_block *block)
{
	for (size_t i = 0; i < SHADOW_BLOCKS; i++) {
		const struct shadow_block *other = &shadow->blocks[i];

		if (other != block && other->at != NULL && block->at < other->at + other->size &&
		    other->at < block->at + block->size)
			return 0;
	}
	return 1;
}

static inline size_t shadow_size(struct shadow *shadow)
{
	/* Mostly small, sometimes up to the largest, as programs do. */
	size_t limit = test_below(&shadow->random, 4) != 0 ? 200 : shadow->largest;

	return test_below(&shadow->random, limit) + 1;
}

static inline void shadow_took(struct shadow *shadow, struct shadow_block *block, void *at, size_t size, size_t align)
{
	if (at == NULL) {
		shadow->refused++;
		return;
	}
	*block = (struct shadow_block){ at, size, (uint8_t)test_next(&shadow->random) };
	CHECK_EQ((uintptr_t)at % align, 0);
	CHECK(shadow_alone(shadow, block));
	shadow_fill(block, 0);
}

static inline void shadow_resize(struct shadow *shadow, struct shadow_block *block)
{
	size_t size = shadow_size(shadow);
	uint8_t *at = alloc_realloc(block->at, size);

	if (at == NULL) {
		shadow->refused++;
		CHECK(shadow_intact(block, block->size));
		return;
	}

	size_t kept = size < block->size ? size : block->size;

	block->at = at;
	block->size = size;
	CHECK_EQ((uintptr_t)at % 16, 0);
	CHECK(shadow_alone(shadow, block));
	CHECK(shadow_intact(block, kept));
	shadow_fill(block, kept);
}

/* One call of malloc, memalign, realloc or free. */
static inline void shadow_step(struct shadow *shadow)
{
	struct shadow_block *block = &shadow->blocks[test_below(&shadow->random, SHADOW_BLOCKS)];
	unsigned kind = (unsigned)test_below(&shadow->random, 8);

	if (block->at == NULL) {
		size_t size = shadow_size(shadow);
		size_t align = kind == 0 ? (size_t)1 << test_below(&shadow->random, 11) : 16;
		void *at = kind == 0 ? alloc_memalign(align, size) : alloc_malloc(size);

		shadow_took(shadow, block, at, size, align);
	} else if (kind < 3) {
		shadow_resize(shadow, block);
	} else {
		CHECK(shadow_intact(block, block->size));
		alloc_free(block->at);
		*block = (struct shadow_block){ 0 };
	}
}

static inline void shadow_free_all(struct shadow *shadow)
{
	for (size_t i = 0; i < SHADOW_BLOCKS; i++) {
		struct shadow_block *block = &shadow->blocks[i];

		if (block->at == NULL)
			continue;
		CHECK(shadow_intact(block, block->size));
		alloc_free(block->at);
		*block = (struct shadow_block){ 0 };
	}
}

#endif
