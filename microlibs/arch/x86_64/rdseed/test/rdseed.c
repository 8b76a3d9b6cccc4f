/* SPDX-License-Identifier: BSD-3-Clause */
/* A processor of every kind: with one, both or neither instruction, dry, stuck. */
/* define: RDSEED_TEST=1 */
/* config: TRIES=10 */
#include <ports.h>
#include <uniloom/test.h>

void cpuid(uint32_t leaf, uint32_t out[4]);
bool draw(uint64_t *word);

static uint32_t most_leaf;
static uint32_t features;
static uint32_t extended;
static uint64_t word;
static uint64_t step;
static unsigned draws;
static unsigned dry; /* of so many draws only the last gives a word */

void cpuid(uint32_t leaf, uint32_t out[4])
{
	CHECK(leaf <= most_leaf);
	out[0] = leaf == 0 ? most_leaf : 0;
	out[1] = leaf == 7 ? extended : 0;
	out[2] = leaf == 1 ? features : 0;
	out[3] = 0;
}

bool draw(uint64_t *to)
{
	*to = 0;
	if (++draws % dry != 0)
		return false;
	word += step;
	*to = word;
	return true;
}

static void begin(uint32_t leaf, bool rdrand, bool rdseed)
{
	most_leaf = leaf;
	features = rdrand ? 1u << 30 : 0;
	extended = rdseed ? 1u << 18 : 0;
	step = 0x0101010101010101;
	dry = 1;
	draws = 0;
	CHECK_EQ(component_init(), 0);
}

int main(void)
{
	uint8_t got[20] = { 0 };

	begin(0, true, true);
	CHECK_EQ(entropy_gather(got, sizeof got), -ENODEV);
	begin(7, false, false);
	CHECK_EQ(entropy_gather(got, sizeof got), -ENODEV);
	begin(6, true, true);
	CHECK_EQ(strcmp(entropy_source(), "RDRAND"), 0);
	begin(7, true, true);
	CHECK_EQ(strcmp(entropy_source(), "RDSEED"), 0);

	memset(got, 0, sizeof got);
	CHECK_EQ(entropy_gather(got, 19), 19);
	CHECK(got[18] != 0);
	CHECK_EQ(got[19], 0);
	CHECK(got[0] != got[8]);

	dry = 10;
	draws = 0;
	CHECK_EQ(entropy_gather(got, 16), 16);
	CHECK_EQ(draws, 20);
	dry = 11;
	draws = 0;
	CHECK_EQ(entropy_gather(got, 16), -EAGAIN);
	CHECK_EQ(draws, 10);
	CHECK_EQ(entropy_gather(got, 16), 8);

	begin(7, false, true);
	step = 0;
	CHECK_EQ(component_init(), 0);
	CHECK_EQ(entropy_gather(got, 16), -ENODEV);
	return test_done();
}
