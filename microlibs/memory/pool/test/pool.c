/* SPDX-License-Identifier: BSD-3-Clause */
/* config: BLOCK_BYTES=192 */
/* config: COUNT=100 */
/* Random calls against a shadow, all blocks, what is refused, wrong frees. */
#include <ports.h>
#include <uniloom/panics.h>
#include <uniloom/regions.h>
#include <uniloom/shadow.h>

static long depth;

unsigned long lock_enter(void)
{
	return (unsigned long)depth++;
}

void lock_leave(unsigned long state)
{
	CHECK_EQ(--depth, state);
}

static void all_of_them(void)
{
	char *blocks[CONFIG_COUNT];

	for (size_t i = 0; i < CONFIG_COUNT; i++) {
		blocks[i] = alloc_memalign(64, 192);
		REQUIRE(blocks[i] != NULL);
		CHECK_EQ((uintptr_t)blocks[i] % 64, 0);
		memset(blocks[i], (int)i, 192);
	}
	CHECK(alloc_malloc(1) == NULL);
	for (size_t i = 0; i < CONFIG_COUNT; i++)
		CHECK_EQ((unsigned char)blocks[i][191], i);
	alloc_free(blocks[7]);
	CHECK(alloc_malloc(0) == blocks[7]);
	for (size_t i = 0; i < CONFIG_COUNT; i++)
		alloc_free(blocks[i]);
}

static void refusals(void)
{
	char *a = alloc_malloc(192);

	CHECK(alloc_malloc(193) == NULL);
	CHECK(alloc_malloc(SIZE_MAX) == NULL);
	CHECK(alloc_memalign(128, 1) == NULL);
	CHECK(alloc_memalign(3, 1) == NULL);
	CHECK(alloc_memalign(0, 1) == NULL);
	CHECK(alloc_realloc(a, 193) == NULL);
	CHECK(alloc_realloc(a, 5) == a);
	CHECK_PANICS(alloc_free(a + 16), "not from this allocator");
	CHECK_PANICS(alloc_free(&a), "not from this allocator");
	CHECK_PANICS(alloc_free(a - 192 * CONFIG_COUNT), "not from this allocator");
	CHECK(alloc_realloc(a, 0) == NULL);
	CHECK_PANICS(alloc_free(a), "twice");
	CHECK_PANICS(alloc_realloc(a, 1), "twice");
	alloc_free(NULL);
}

int main(void)
{
	region_left = 4096;
	CHECK_EQ(component_init(), -ENOMEM);
	region_left = SIZE_MAX;
	REQUIRE(component_init() == 0);
	all_of_them();
	refusals();
	for (uint64_t seed = 1; seed <= 3; seed++) {
		struct shadow shadow = { .random = { seed }, .largest = 300 };

		for (unsigned long i = 0; i < scaled(20000); i++)
			shadow_step(&shadow);
		CHECK(shadow.refused > 0);
		shadow_free_all(&shadow);
	}
	all_of_them();
	CHECK_EQ(depth, 0);
	return test_done();
}
