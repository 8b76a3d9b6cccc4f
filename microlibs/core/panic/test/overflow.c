/* SPDX-License-Identifier: BSD-3-Clause */
/* A page fault at the end of a thread's stack: nobody else is asked. */
#include <ports.h>
#include <setjmp.h>
#include <uniloom/test.h>

#include "named.inc"

int main(void)
{
	const struct panic_frame fault = { .vector = 14, .error = 2, .address = 0xff8, .registers = { [7] = 64 } };

	if (setjmp(powered_off) == 0)
		panic_exception(&fault);
	CHECK_EQ(asked, 0);
	CHECK(strstr(shown, "panic: page fault: stack overflow in thread 'worker' at 0x0000000000000ff8\n") != NULL);
	CHECK_STR(message, "stack overflow in thread 'worker'");
	return test_done();
}
