/* SPDX-License-Identifier: BSD-3-Clause */
/* Where nobody tells the time, it is not made up. */
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
	CHECK_EQ(wallclock_read(&told), -ENODATA);
	CHECK_EQ(told, 0);
	return test_done();
}
