/* SPDX-License-Identifier: BSD-3-Clause */
/* Random calls against a shadow, with enough memory and with too little; all pages come back but the spare ones. */
#include "frames.h"

#include <uniloom/shadow.h>

int main(void)
{
	for (uint64_t seed = 1; seed <= 4; seed++) {
		struct shadow shadow = { .random = { seed }, .largest = 3000 * seed };

		frames_most = seed % 2 ? FRAMES : 60;
		for (unsigned long i = 0; i < scaled(20000); i++)
			shadow_step(&shadow);
		CHECK((shadow.refused > 0) == (seed % 2 == 0));
		shadow_free_all(&shadow);
		/* At most one empty slab a class. */
		CHECK(frames_used <= 23);
	}
	CHECK_EQ(depth, 0);
	return test_done();
}
