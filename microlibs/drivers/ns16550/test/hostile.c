/* SPDX-License-Identifier: BSD-3-Clause */
/* Devices that are not there, never ready, or never silent: every call comes back. */
/* define: IRQ_WIRED=0 */
/* config: TX_POLLS=1000 */
#include "uart.h"

int main(void)
{
	char back[300];

	CHECK_EQ(component_init(), 0);
	uart.mood = UART_ABSENT;
	CHECK_EQ(console_write("x", 1), -EIO);
	CHECK_EQ(console_read(back, sizeof back), 0);

	uart.mood = UART_NEVER_READY;
	uart.reads = 0;
	CHECK_EQ(console_write("x", 1), -EIO);
	CHECK_EQ(uart.reads, 1000);
	CHECK_EQ(uart.sent_size, 0);

	uart.mood = UART_ALWAYS_RECEIVING;
	CHECK_EQ(console_read(back, sizeof back), CONFIG_RX_RING);
	CHECK_EQ(back[CONFIG_RX_RING - 1], 'x');
	return test_done();
}
