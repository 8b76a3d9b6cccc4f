/* SPDX-License-Identifier: BSD-3-Clause */
/* Against the host's functions, with every size, alignment and overlap that the word loops can meet. */
#include <ports.h>
#include <uniloom/test.h>

#define SIZE 128u

static uint8_t ours[3 * SIZE];
static uint8_t theirs[3 * SIZE];

static void fill(struct test_random *random)
{
	for (size_t i = 0; i < sizeof ours; i++)
		ours[i] = theirs[i] = (uint8_t)test_next(random);
}

static int sign(int value)
{
	return (value > 0) - (value < 0);
}

int main(void)
{
	struct test_random random = { 4 };

	for (unsigned long round = scaled(20000); round > 0; round--) {
		size_t size = test_below(&random, SIZE);
		size_t from = test_below(&random, 2 * SIZE);
		size_t to = test_below(&random, 2 * SIZE);
		int value = (int)test_next(&random);

		fill(&random);
		CHECK(ul_memmove(ours + to, ours + from, size) == ours + to);
		memmove(theirs + to, theirs + from, size);
		REQUIRE(memcmp(ours, theirs, sizeof ours) == 0);

		CHECK(ul_memset(ours + to, value, size) == ours + to);
		memset(theirs + to, value, size);
		REQUIRE(memcmp(ours, theirs, sizeof ours) == 0);

		from %= SIZE / 2;
		to = 2 * SIZE + to % (SIZE - size);
		CHECK(ul_memcpy(ours + to, ours + from, size) == ours + to);
		memcpy(theirs + to, theirs + from, size);
		REQUIRE(memcmp(ours, theirs, sizeof ours) == 0);

		/* Equal up to one byte, or altogether. */
		if (size != 0 && test_below(&random, 4) != 0)
			ours[to + test_below(&random, size)] ^= (uint8_t)(1u << test_below(&random, 8));
		REQUIRE(sign(ul_memcmp(ours + from, ours + to, size)) == sign(memcmp(ours + from, ours + to, size)));
	}
	return test_done();
}
