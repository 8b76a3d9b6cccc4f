/* SPDX-License-Identifier: BSD-3-Clause */
/* config: UNIX_MS=1700000000123 */
/* What was told at init, and the clock's time since. */
#include <ports.h>
#include <uniloom/test.h>

static uint64_t now = 5000;

uint64_t clock_now_ns(void)
{
	return now;
}

void clock_spin_ns(uint64_t ns)
{
	now += ns;
}

int main(void)
{
	uint64_t told = 0;

	CHECK_EQ(component_init(), 0);
	CHECK_EQ(wallclock_read(&told), 0);
	CHECK_EQ(told, 1700000000123000000);
	now += 1234567890;
	CHECK_EQ(wallclock_read(&told), 0);
	CHECK_EQ(told, 1700000000123000000 + 1234567890);
	return test_done();
}
