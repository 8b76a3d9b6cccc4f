/* SPDX-License-Identifier: BSD-3-Clause */
/* config: CHUNK_KB=4 */
/* Blocks apart from each other and aligned, contents kept, growth of the newest, and the end of the region. */
#include <ports.h>
#include <uniloom/locks.h>
#include <uniloom/regions.h>
#include <uniloom/shadow.h>

int main(void)
{
	struct shadow shadow = { .random = { 1 }, .largest = 6000 };

	for (unsigned long i = 0; i < scaled(3000); i++)
		shadow_step(&shadow);
	shadow_free_all(&shadow);
	CHECK_EQ(shadow.refused, 0);

	char *a = alloc_malloc(100);
	memset(a, 5, 100);
	CHECK(alloc_realloc(a, 200) == a || a[99] == 5);
	char *b = alloc_malloc(0);
	char *c = alloc_malloc(0);
	CHECK(b != c);
	char *moved = alloc_realloc(a, 3000);
	CHECK(moved != a);
	CHECK_EQ(moved[99], 5);
	CHECK(alloc_realloc(moved, 10) == moved);

	/* The newest block's place is used again, and so is that of the one before it, once that is the newest. */
	char *d = alloc_malloc(100);
	char *e = alloc_malloc(200);
	alloc_free(d);
	CHECK(alloc_realloc(e, 0) == NULL);
	CHECK(alloc_malloc(50) == e);
	alloc_free(e);
	alloc_free(d);
	CHECK(alloc_malloc(50) == d);
	alloc_free(NULL);

	CHECK(alloc_malloc(SIZE_MAX) == NULL);
	CHECK(alloc_malloc(SIZE_MAX - 40) == NULL);
	CHECK(alloc_memalign(3, 1) == NULL);
	CHECK(alloc_memalign((size_t)1 << 63, 1) == NULL);

	/* Less than a chunk is left: then it takes what it needs. */
	region_left = 3000;
	CHECK(alloc_malloc(2500) != NULL || alloc_malloc(2500) != NULL);
	region_left = 0;
	while (alloc_malloc(16) != NULL)
		;
	CHECK(alloc_malloc(16) == NULL);
	CHECK(alloc_realloc(moved, 4000) == NULL);
	CHECK_EQ(moved[99], 5);
	CHECK_EQ(lock_depth, 0);
	return test_done();
}
