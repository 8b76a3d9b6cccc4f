/* SPDX-License-Identifier: BSD-3-Clause */
/* Digits to bytes, each once. */
/* config: SEED=$boot_seed */
#include <ports.h>
#include <uniloom/panics.h>
#include <uniloom/test.h>

const char *boot_seed = "";

int main(void)
{
	uint8_t got[8] = { 0 };
	char long_seed[516];

	CHECK_EQ(component_init(), 0);
	CHECK_EQ(entropy_gather(got, sizeof got), -ENODEV);

	boot_seed = "00ff7fA5c";
	CHECK_PANICS(component_init(), ": SEED is not");
	boot_seed = "00fg";
	CHECK_PANICS(component_init(), ": SEED is not");
	boot_seed = "00ff7fA5";
	CHECK_EQ(component_init(), 0);
	CHECK_EQ(entropy_gather(got, 3), 3);
	CHECK_EQ(memcmp(got, "\x00\xff\x7f", 3), 0);
	CHECK_EQ(entropy_gather(got, 3), 1);
	CHECK_EQ(got[0], 0xa5);
	CHECK_EQ(entropy_gather(got, 3), -ENODEV);

	memset(long_seed, 'a', 514);
	long_seed[514] = '\0';
	boot_seed = long_seed;
	CHECK_PANICS(component_init(), "512 at most");
	long_seed[512] = '\0';
	CHECK_EQ(component_init(), 0);
	for (unsigned i = 0; i < 32; i++)
		CHECK_EQ(entropy_gather(got, sizeof got), 8);
	CHECK_EQ(entropy_gather(got, 1), -ENODEV);
	return test_done();
}
