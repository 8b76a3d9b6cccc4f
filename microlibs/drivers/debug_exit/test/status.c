/* SPDX-License-Identifier: BSD-3-Clause */
/* config: IOBASE=0x501 */
/* What reaches the device: seven bits of the status, once. */
#include <ports.h>
#include <uniloom/test.h>

#include <setjmp.h>

static jmp_buf written;
static unsigned last_port;
static unsigned last_value;

void pio_out8(uint16_t port, uint8_t value)
{
	last_port = port;
	last_value = value;
	/* The device ends the machine here. */
	longjmp(written, 1);
}

int main(void)
{
	static const int statuses[] = { 0, 1, 127, 128, 255, -1 };
	static const unsigned values[] = { 0, 1, 127, 0, 127, 127 };

	for (volatile size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
		last_port = 0;
		if (setjmp(written) == 0)
			power_off(statuses[i]);
		CHECK_EQ(last_port, 0x501);
		CHECK_EQ(last_value, values[i]);
	}
	return test_done();
}
