/* SPDX-License-Identifier: BSD-3-Clause */
/* The set of ranges against a map of bits. */
/* sources: src/memmap.c */
#include <ports.h>
#include <uniloom/test.h>

#include "pvh.h"

#define UNITS 64u
#define LIMIT 64u

static struct pvh_range storage[LIMIT];

int main(void)
{
	struct test_random random = { 820 };

	for (unsigned long round = scaled(5000); round > 0; round--) {
		struct pvh_ranges set = { storage, 0, LIMIT };
		uint64_t bits = 0;

		for (unsigned step = 0; step < 12; step++) {
			uint64_t base = test_below(&random, UNITS);
			uint64_t end = test_below(&random, UNITS + 1);
			bool add = test_below(&random, 2);

			(add ? pvh_ranges_add : pvh_ranges_cut)(&set, base, end);
			for (uint64_t i = base; i < end; i++)
				bits = add ? bits | 1ull << i : bits & ~(1ull << i);
		}

		uint64_t seen = 0;

		for (size_t i = 0; i < set.count; i++) {
			REQUIRE(storage[i].base < storage[i].end);
			for (uint64_t unit = storage[i].base; unit < storage[i].end; unit++) {
				REQUIRE((seen >> unit & 1) == 0); /* disjoint */
				seen |= 1ull << unit;
			}
		}
		REQUIRE(seen == bits);
	}

	/* Full: nothing is written past the end, and what is there stays right. */
	struct pvh_range few[2];
	struct pvh_ranges set = { few, 0, 2 };

	pvh_ranges_add(&set, 10, 20);
	pvh_ranges_add(&set, 30, 40);
	pvh_ranges_add(&set, 50, 60);
	CHECK_EQ(set.count, 2);
	pvh_ranges_cut(&set, 12, 14);
	CHECK_EQ(set.count, 2);
	CHECK_EQ(few[0].base, 10);
	CHECK_EQ(few[0].end, 12);
	return test_done();
}
