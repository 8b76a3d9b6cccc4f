/* SPDX-License-Identifier: BSD-3-Clause */
/* Page faults that somebody has words for, and the list of threads. */
#include <ports.h>
#include <setjmp.h>
#include <uniloom/test.h>

#include "named.inc"

int main(void)
{
	const struct panic_frame fault = { .vector = 14, .error = 3, .address = 0x1234,
					 .registers = { [7] = 64 } };

	if (setjmp(powered_off) == 0)
		panic_exception(&fault);
	CHECK_EQ(asked, 1);
	CHECK(strstr(shown, "panic: page fault: write to text at 0x0000000000001234\n") != NULL);
	CHECK_STR(message, "write to text");
	CHECK(strstr(shown, "\n  thread main joins worker\n  thread worker runs\n") != NULL);
	return test_done();
}
