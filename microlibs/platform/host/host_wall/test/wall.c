/* SPDX-License-Identifier: BSD-3-Clause */
/* The same as the C library's, and going on. */
#include <ports.h>
#include <uniloom/test.h>

#include <time.h>

int main(void)
{
	uint64_t first = 0;
	uint64_t second = 0;
	time_t before = time(NULL);

	CHECK_EQ(wallclock_read(&first), 0);
	CHECK_EQ(wallclock_read(&second), 0);

	time_t after = time(NULL);

	/* `time` may be a tick behind. */
	CHECK(first / 1000000000u + 1 >= (uint64_t)before);
	CHECK(second / 1000000000u <= (uint64_t)after + 1);
	CHECK(first <= second);
	return test_done();
}
