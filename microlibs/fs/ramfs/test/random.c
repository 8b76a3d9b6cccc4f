/* SPDX-License-Identifier: BSD-3-Clause */
/* config: PIECE=64 */
/* Random calls against a model; afterwards nothing is left in the heap. */
#include "fakes.h"

#include "model.h"

int main(void)
{
	const struct conformance about = { .at = "" };

	for (uint64_t seed = 1; seed <= 4; seed++) {
		model_run(&about, seed, scaled(2500), seed % 2 ? 20000 : 700);
		CHECK_EQ(blocks, 0);
	}
	CHECK_EQ(lock_depth, 0);
	return test_done();
}
