/* SPDX-License-Identifier: BSD-3-Clause */
/* The largest range is used; claims are aligned, untouched, apart from each other, and end with the range. */
#include <ports.h>
#include <uniloom/locks.h>
#include <uniloom/test.h>

#define SIZE 65536u

static _Alignas(4096) uint8_t small[4096];
static _Alignas(4096) uint8_t large[SIZE];

int bootinfo_memory(unsigned index, uint64_t *base, uint64_t *size)
{
	if (index > 2)
		return -ENOENT;
	*base = (uintptr_t)(index == 1 ? large + 8 : small);
	*size = index == 1 ? SIZE - 8 : sizeof small;
	return 0;
}

const char *bootinfo_cmdline(void)
{
	return "";
}

int main(void)
{
	memset(large, 0xee, sizeof large);
	CHECK(region_claim(1, 16) == NULL);
	CHECK_EQ(component_init(), 0);
	CHECK_EQ(region_available(), SIZE - 16);

	uint8_t *first = region_claim(100, 64);

	REQUIRE(first >= large && first + 100 <= large + SIZE);
	CHECK_EQ((uintptr_t)first % 64, 0);
	for (size_t i = 0; i < 100; i++)
		CHECK_EQ(first[i], 0xee);

	uint8_t *second = region_claim(1, 4096);

	REQUIRE(second != NULL);
	CHECK(second >= first + 100);
	CHECK_EQ((uintptr_t)second % 4096, 0);

	CHECK(region_claim(1, 0) == NULL);
	CHECK(region_claim(1, 3) == NULL);
	CHECK(region_claim(SIZE_MAX, 1) == NULL);
	CHECK(region_claim(1, (size_t)1 << 63) == NULL);
	CHECK(region_claim(region_available() + 16, 16) == NULL);
	CHECK(region_claim(region_available(), 16) != NULL);
	CHECK_EQ(region_available(), 0);
	CHECK(region_claim(1, 16) == NULL);
	CHECK_EQ(lock_depth, 0);
	return test_done();
}
