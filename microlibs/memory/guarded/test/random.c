/* SPDX-License-Identifier: BSD-3-Clause */
/* config: WINDOW_MB=4 */
/* Random calls against a shadow: every block has its guard pages, what is freed is unmapped, and nothing is lost. */
#include "window.h"

#include <uniloom/shadow.h>

static void check_guards(const struct shadow *shadow)
{
	for (size_t i = 0; i < SHADOW_BLOCKS; i++) {
		const struct shadow_block *block = &shadow->blocks[i];

		if (block->at == NULL)
			continue;

		uint8_t *end = block->at + block->size;
		uint8_t *page = (uint8_t *)((uintptr_t)block->at & ~(uintptr_t)(PAGE - 1));

		CHECK(!is_mapped(page - 1));
		/* What alignment leaves behind the block is less than that. */
		CHECK(!is_mapped((uint8_t *)(((uintptr_t)end + PAGE - 1) & ~(uintptr_t)(PAGE - 1))));
	}
}

int main(void)
{
	REQUIRE(component_init() == 0);

	size_t all = frames_left;

	for (uint64_t seed = 1; seed <= 3; seed++) {
		struct shadow shadow = { .random = { seed }, .largest = 70000 * seed };

		frames_left = all = seed == 2 ? 200 : 4000;
		for (unsigned long i = 0; i < scaled(3000); i++) {
			shadow_step(&shadow);
			if (i % 64 == 0)
				check_guards(&shadow);
		}
		CHECK(seed == 1 || shadow.refused > 0);
		shadow_free_all(&shadow);
		CHECK_EQ(frames_left, all);
		for (size_t i = 0; i < PAGES; i++)
			CHECK_EQ(frame_of[i], 0);
	}
	CHECK_EQ(depth, 0);
	return test_done();
}
