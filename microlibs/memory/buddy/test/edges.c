/* SPDX-License-Identifier: BSD-3-Clause */
/* config: POOL_KB=64 */
/* config: MIN_ORDER=5 */
/* Alignment to the size, exhaustion, sizes at the limits, shrinking in place, and blocks that are freed wrongly. */
#include <ports.h>
#include <uniloom/locks.h>
#include <uniloom/panics.h>
#include <uniloom/regions.h>

#define POOL (64u * 1024u)
#define UNIT 32u

static void alignment(void)
{
	for (size_t size = UNIT; size <= POOL; size *= 2) {
		void *block = alloc_malloc(size);

		CHECK(block != NULL);
		CHECK_EQ((uintptr_t)block % size, 0);
		alloc_free(block);
		block = alloc_memalign(size, 1);
		CHECK_EQ((uintptr_t)block % size, 0);
		alloc_free(block);
	}
}

static void exhaustion(void)
{
	static void *blocks[POOL / UNIT + 1];
	size_t count = 0;

	while ((blocks[count] = alloc_malloc(1)) != NULL)
		count++;
	CHECK_EQ(count, POOL / UNIT);
	CHECK(alloc_realloc(blocks[0], UNIT + 1) == NULL);
	for (size_t i = 0; i < count; i++)
		alloc_free(blocks[i]);
	blocks[0] = alloc_malloc(POOL);
	CHECK(blocks[0] != NULL);
	alloc_free(blocks[0]);
}

static void limits(void)
{
	CHECK(alloc_malloc(SIZE_MAX) == NULL);
	CHECK(alloc_malloc(POOL + 1) == NULL);
	CHECK(alloc_memalign(0, 1) == NULL);
	CHECK(alloc_memalign(24, 1) == NULL);
	CHECK(alloc_memalign((size_t)1 << 63, 1) == NULL);
	alloc_free(NULL);

	char *a = alloc_realloc(NULL, 4000);
	memset(a, 9, 4000);
	CHECK(alloc_realloc(a, 100) == a);
	/* What was cut off is free. */
	char *b = alloc_malloc(2048);
	CHECK(b > a && b < a + 4096);
	CHECK(alloc_realloc(a, SIZE_MAX) == NULL);
	CHECK_EQ(a[99], 9);
	CHECK(alloc_realloc(a, 0) == NULL);
	alloc_free(b);
}

static void misuse(void)
{
	static char outside[256];
	char *a = alloc_malloc(100);

	CHECK_PANICS(alloc_free(outside), "not from this allocator");
	CHECK_PANICS(alloc_free(a + 1), "not from this allocator");
	CHECK_PANICS(alloc_free(a + UNIT), "no block begins");
	alloc_free(a);
	char *b = alloc_malloc(UNIT);
	char *c = alloc_malloc(UNIT);
	alloc_free(b);
	CHECK_PANICS(alloc_free(b), "twice");
	CHECK_PANICS(alloc_realloc(b, 1), "twice");
	alloc_free(c);
}

int main(void)
{
	region_left = POOL;
	CHECK_EQ(component_init(), -ENOMEM);
	region_left = POOL + POOL / UNIT;
	REQUIRE(component_init() == 0);
	/* First, while what the map does not say is what memory was before. */
	misuse();
	alignment();
	exhaustion();
	limits();
	return test_done();
}
