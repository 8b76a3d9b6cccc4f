/* SPDX-License-Identifier: BSD-3-Clause */
/* config: POOL_KB=64 */
/* Exhaustion, sizes at the limits, reuse, growth in place, and blocks that are freed wrongly. */
#include <ports.h>
#include <uniloom/locks.h>
#include <uniloom/panics.h>
#include <uniloom/regions.h>

#define POOL (64u * 1024u)

static void exhaustion(void)
{
	static void *blocks[POOL / 32];
	size_t count = 0;

	while ((blocks[count] = alloc_malloc(16)) != NULL)
		count++;
	/* 16 bytes of header each, and the end mark. */
	CHECK_EQ(count, POOL / 32 - 1);
	CHECK(alloc_malloc(1) == NULL);
	CHECK(alloc_realloc(blocks[0], 17) == NULL);
	for (size_t i = 0; i < count; i += 2)
		alloc_free(blocks[i]);
	CHECK(alloc_malloc(64) == NULL);
	for (size_t i = 1; i < count; i += 2)
		alloc_free(blocks[i]);

	void *large = alloc_malloc(POOL / 2);
	CHECK(large != NULL);
	alloc_free(large);
}

static void limits(void)
{
	CHECK(alloc_malloc(SIZE_MAX) == NULL);
	CHECK(alloc_malloc(SIZE_MAX - 15) == NULL);
	CHECK(alloc_malloc(POOL) == NULL);
	CHECK(alloc_memalign(0, 1) == NULL);
	CHECK(alloc_memalign(48, 1) == NULL);
	CHECK(alloc_memalign((size_t)1 << 63, 1) == NULL);
	CHECK(alloc_memalign(4096, SIZE_MAX - 4096) == NULL);
	alloc_free(NULL);

	void *a = alloc_malloc(0);
	void *b = alloc_malloc(0);
	CHECK(a != NULL && b != NULL && a != b);
	CHECK(alloc_realloc(a, 0) == NULL);
	CHECK(alloc_realloc(b, SIZE_MAX) == NULL);
	alloc_free(b);
}

static void growth(void)
{
	char *a = alloc_malloc(100);
	char *b = alloc_malloc(100);

	memset(a, 7, 100);
	alloc_free(b);
	/* The neighbour is free: it grows where it is. */
	CHECK(alloc_realloc(a, 5000) == a);
	CHECK(a[0] == 7 && a[99] == 7);
	CHECK(alloc_realloc(a, 10) == a);
	b = alloc_malloc(100);
	CHECK(b > a && b < a + 200);
	alloc_free(a);
	alloc_free(b);
}

static void misuse(void)
{
	static char outside[64];
	char *a = alloc_malloc(100);
	char *b = alloc_malloc(100);
	char *c = alloc_malloc(100);

	CHECK_PANICS(alloc_free(outside + 16), "not from this allocator");
	CHECK_PANICS(alloc_free(a + 1), "not from this allocator");
	memset(a, 0, 100);
	CHECK_PANICS(alloc_free(a + 32), "is not one");
	alloc_free(b);
	CHECK_PANICS(alloc_free(b), "twice");
	CHECK_PANICS(alloc_realloc(b, 5), "twice");
	alloc_free(c);
	/* Joined with its neighbours meanwhile. */
	CHECK_PANICS(alloc_free(c), "twice");
	alloc_free(a);
}

int main(void)
{
	region_left = POOL - 1;
	CHECK_EQ(component_init(), -ENOMEM);
	region_left = POOL;
	REQUIRE(component_init() == 0);
	exhaustion();
	limits();
	growth();
	misuse();
	return test_done();
}
