/* SPDX-License-Identifier: BSD-3-Clause */
/* config: SPARE=0 */
/* config: COLOUR=n */
/* Each size and alignment, wrong frees, and what is left when all is free: nothing. */
#include "frames.h"

static void each_size(void)
{
	for (size_t size = 0; size <= 9000; size += size < 600 ? 1 : 37) {
		char *a = alloc_malloc(size);
		char *b = alloc_malloc(size);

		REQUIRE(a != NULL && b != NULL && a != b);
		CHECK_EQ(((uintptr_t)a | (uintptr_t)b) % 16, 0);
		memset(a, 1, size);
		memset(b, 2, size);
		CHECK(size == 0 || (a[0] == 1 && a[size - 1] == 1));
		alloc_free(a);
		alloc_free(b);
		CHECK_EQ(frames_used, 0);
	}
}

static void each_alignment(void)
{
	for (size_t align = 1; align <= 65536; align *= 2) {
		for (size_t size = 1; size < 6000; size += 731) {
			char *block = alloc_memalign(align, size);

			REQUIRE(block != NULL);
			CHECK_EQ((uintptr_t)block % align, 0);
			memset(block, 3, size);
			block = alloc_realloc(block, size + 2000);
			REQUIRE(block != NULL);
			CHECK(block[0] == 3 && block[size - 1] == 3);
			memset(block, 4, size + 2000);
			block = alloc_realloc(block, 5);
			CHECK(block != NULL && block[4] == 4);
			alloc_free(block);
			CHECK_EQ(frames_used, 0);
		}
	}
}

static void full_pages(void)
{
	static char *blocks[1000];

	for (size_t i = 0; i < 1000; i++)
		REQUIRE((blocks[i] = alloc_malloc(16)) != NULL);
	/* 252 of them a page. */
	CHECK_EQ(frames_used, 4);
	for (size_t i = 0; i < 1000; i++)
		alloc_free(blocks[(i * 7) % 1000]);
	CHECK_EQ(frames_used, 0);
}

static void refusals(void)
{
	char *kept = alloc_malloc(100);
	static char outside[8192] __attribute__((aligned(4096)));

	CHECK(alloc_malloc(SIZE_MAX) == NULL);
	CHECK(alloc_malloc(SIZE_MAX / 2) == NULL);
	CHECK(alloc_memalign(0, 1) == NULL);
	CHECK(alloc_memalign(24, 1) == NULL);
	CHECK(alloc_memalign((size_t)1 << 63, 1) == NULL);
	frames_most = frames_used;
	CHECK(alloc_malloc(1000) == NULL);
	CHECK(alloc_malloc(10000) == NULL);
	CHECK(alloc_realloc(kept, 10000) == NULL);
	frames_most = FRAMES;
	CHECK_PANICS(alloc_free(kept + 8), "not from this allocator");
	CHECK_PANICS(alloc_free(outside + 4096), "not from this allocator");
	CHECK_PANICS(alloc_free((void *)16), "not from this allocator");

	/* A second block keeps the page. */
	char *second = alloc_malloc(100);

	alloc_free(kept);
	CHECK_PANICS(alloc_free(kept), "twice");
	CHECK_PANICS(alloc_realloc(kept, 10), "twice");
	alloc_free(second);
	alloc_free(NULL);

	char *large = alloc_malloc(50000);

	CHECK_PANICS(alloc_free(large + 4096), "not from this allocator");
	CHECK(alloc_realloc(large, 0) == NULL);
	CHECK_EQ(frames_used, 0);
}

int main(void)
{
	each_size();
	each_alignment();
	full_pages();
	refusals();
	return test_done();
}
