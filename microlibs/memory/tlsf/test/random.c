/* SPDX-License-Identifier: BSD-3-Clause */
/* config: POOL_KB=64 */
/* Random calls against a shadow; afterwards everything is one block again. */
#include <ports.h>
#include <uniloom/locks.h>
#include <uniloom/panics.h>
#include <uniloom/regions.h>
#include <uniloom/shadow.h>

#define POOL (64u * 1024u)

static size_t largest(void)
{
	size_t least = 0;
	size_t most = POOL;

	while (least < most) {
		size_t middle = (least + most + 1) / 2;
		void *block = alloc_malloc(middle);

		if (block != NULL)
			least = middle;
		else
			most = middle - 1;
		alloc_free(block);
	}
	return least;
}

int main(void)
{
	REQUIRE(component_init() == 0);

	size_t whole = largest();

	/* A search is up to one list too careful: 1/16. */
	CHECK(whole >= POOL - POOL / 16);
	for (uint64_t seed = 1; seed <= 4; seed++) {
		struct shadow shadow = { .random = { seed }, .largest = 4000 * seed };

		for (unsigned long i = 0; i < scaled(20000); i++)
			shadow_step(&shadow);
		/* The pool is small enough that some requests found nothing. */
		CHECK(shadow.refused > 0);
		shadow_free_all(&shadow);
		CHECK_EQ(largest(), whole);
	}
	CHECK_EQ(lock_depth, 0);
	return test_done();
}
