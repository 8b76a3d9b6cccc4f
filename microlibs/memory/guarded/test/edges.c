/* SPDX-License-Identifier: BSD-3-Clause */
/* config: WINDOW_MB=1 */
/* config: READY_BLOCKS=2 */
/* Ends of blocks, rest before reuse, wrong frees, memory that runs out, and a sealed address space. */
#include "window.h"

static void ends(void)
{
	char *a = alloc_malloc(100000);
	char *b = alloc_memalign(256, 5000);
	char *c = alloc_memalign(16 * PAGE, 100000);

	REQUIRE(a != NULL && b != NULL && c != NULL);
	/* 100000 is a multiple of 16: the last byte is the last of its page. */
	CHECK(is_mapped(a + 99999) && !is_mapped(a + 100000));
	CHECK_EQ((uintptr_t)b % 256, 0);
	CHECK((uintptr_t)(b + 5000) % PAGE > PAGE - 256);
	CHECK_EQ((uintptr_t)c % (16 * PAGE), 0);
	a[0] = 1;
	a[99999] = 2;
	a = alloc_realloc(a, 110000);
	REQUIRE(a != NULL);
	CHECK(a[0] == 1 && a[99999] == 2 && !is_mapped(a + 110000));
	CHECK(alloc_realloc(a, 110000) == a);
	CHECK(alloc_realloc(a, 0) == NULL);
	alloc_free(b);
	alloc_free(c);
	alloc_free(NULL);
}

static void rest(void)
{
	/* Large enough that the ready blocks are of no use. */
	char *a = alloc_malloc(20000);
	char *b;

	alloc_free(a);
	b = alloc_malloc(20000);
	CHECK(a != b);
	CHECK(!is_mapped(a));
	alloc_free(b);
	CHECK_PANICS(alloc_free(b), "freed already");
	b = alloc_malloc(20000);
	CHECK_PANICS(alloc_free(b + 16), "no block begins");
	CHECK_PANICS(alloc_free(b + PAGE), "no block begins");
	CHECK_PANICS(alloc_free(&a), "not from this allocator");
	alloc_free(b);
}

static void refusals(void)
{
	size_t had = frames_left;
	char *block = alloc_malloc(20000);

	CHECK(alloc_malloc((size_t)2 << 20) == NULL);
	CHECK(alloc_malloc(SIZE_MAX) == NULL);
	CHECK(alloc_memalign(3, 1) == NULL);
	CHECK(alloc_memalign(0, 1) == NULL);
	CHECK(alloc_memalign((size_t)1 << 40, 1) == NULL);
	/* In the middle of a block: what was mapped comes back. */
	frames_left = 3;
	CHECK(alloc_malloc(30000) == NULL);
	CHECK(alloc_realloc(block, 30000) == NULL);
	CHECK_EQ(frames_left, 3);
	frames_left = had - 5;
	alloc_free(block);
	CHECK_EQ(frames_left, had);
}

static void after_the_seal(void)
{
	char *kept = alloc_malloc(40000);
	char *blocks[2];

	REQUIRE(kept != NULL);
	(void)paging_seal();
	CHECK(alloc_malloc(100000) == NULL);
	for (size_t i = 0; i < 2; i++) {
		blocks[i] = alloc_malloc(16384 - i);
		REQUIRE(blocks[i] != NULL);
		CHECK(is_mapped(blocks[i]) && is_mapped(blocks[i] + 16383) && !is_mapped(blocks[i] + 16384));
		CHECK_EQ((uintptr_t)blocks[i] % 16, 0);
	}
	CHECK(alloc_malloc(1) == NULL);
	/* What was mapped before the seal is of use for the next. */
	alloc_free(kept);
	CHECK_PANICS(alloc_free(kept), "freed already");
	kept = alloc_malloc(30000);
	REQUIRE(kept != NULL);
	CHECK(!is_mapped(kept + 30000 / 16 * 16 + 16));
	CHECK(alloc_malloc(1) == NULL);
	alloc_free(blocks[0]);
	CHECK(alloc_malloc(16384) == blocks[0]);
}

int main(void)
{
	frames_left = 2;
	CHECK_EQ(component_init(), -ENOMEM);
	frames_left = 1000;
	REQUIRE(component_init() == 0);
	ends();
	rest();
	refusals();
	after_the_seal();
	CHECK_EQ(depth, 0);
	return test_done();
}
