/* SPDX-License-Identifier: BSD-3-Clause */
/* define: LOCK_WIRED=0 */
/* config: PERCENT=25 */
/* A part of what the region has; too little of it. */
#include <ports.h>
#include <uniloom/panics.h>
#include <uniloom/regions.h>

int main(void)
{
	region_left = 8192;
	CHECK_EQ(component_init(), -ENOMEM);
	region_left = (size_t)1 << 20;
	REQUIRE(component_init() == 0);
	CHECK(region_left >= (size_t)3 << 18);
	CHECK(frames_available() >= 61);

	void *block = frames_take(16, 16 * 4096);

	REQUIRE(block != NULL);
	CHECK_EQ((uintptr_t)block % (16 * 4096), 0);
	frames_give(block, 16);
	return test_done();
}
