/* SPDX-License-Identifier: BSD-3-Clause */
/* Nothing before init, never back after it, and spinning takes at least its time. */
#include <ports.h>
#include <uniloom/test.h>

int main(void)
{
	CHECK_EQ(clock_now_ns(), 0);
	CHECK_EQ(component_init(), 0);
	uint64_t before = clock_now_ns();
	for (int i = 0; i < 1000; i++) {
		uint64_t now = clock_now_ns();

		CHECK(now >= before);
		before = now;
	}
	clock_spin_ns(200000);
	CHECK(clock_now_ns() - before >= 200000);
	return test_done();
}
