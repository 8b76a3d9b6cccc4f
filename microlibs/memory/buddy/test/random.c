/* SPDX-License-Identifier: BSD-3-Clause */
/* config: POOL_KB=72 */
/* Random calls against a shadow, in a pool that is no power of two; afterwards its two largest blocks are whole again. */
#include <ports.h>
#include <uniloom/locks.h>
#include <uniloom/panics.h>
#include <uniloom/regions.h>
#include <uniloom/shadow.h>

static void whole(void)
{
	void *a = alloc_malloc(64 * 1024);
	void *b = alloc_malloc(8 * 1024);

	CHECK(a != NULL);
	CHECK(b != NULL);
	CHECK(alloc_malloc(1) == NULL);
	alloc_free(a);
	alloc_free(b);
}

int main(void)
{
	REQUIRE(component_init() == 0);
	whole();
	for (uint64_t seed = 1; seed <= 4; seed++) {
		struct shadow shadow = { .random = { seed }, .largest = 4000 * seed };

		for (unsigned long i = 0; i < scaled(20000); i++)
			shadow_step(&shadow);
		/* The pool is small enough that some requests found nothing. */
		CHECK(shadow.refused > 0);
		shadow_free_all(&shadow);
		whole();
	}
	CHECK_EQ(lock_depth, 0);
	return test_done();
}
