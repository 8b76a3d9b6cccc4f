/* SPDX-License-Identifier: BSD-3-Clause */
/* sources: src/leaf.c src/floating.c */
/* The pieces of work: the same every time, and different for each seed and rounding. */
#include <ports.h>
#include <uniloom/test.h>

#include "../src/work.h"

int main(void)
{
	for (unsigned way = 0; way < 4; way++) {
		uint64_t leaf = leaf_mix(way, 64);
		uint64_t sse = floating_sse(way, 64);

		CHECK_EQ(leaf_mix(way, 64), leaf);
		CHECK_EQ(floating_sse(way, 64), sse);
		CHECK(leaf_mix(way + 1, 64) != leaf);
		CHECK(leaf_mix(way, 65) != leaf);
		/* Numbers above 0 are rounded down and towards 0 alike. */
		for (unsigned other = 0; other < way; other++)
			CHECK((floating_sse(other, 64) == sse) == (other == 1 && way == 3));
	}
	CHECK_EQ(floating_x87(64), floating_x87(64));
	CHECK(floating_x87(64) != floating_x87(63));
	return test_done();
}
