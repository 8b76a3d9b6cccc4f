/* SPDX-License-Identifier: BSD-3-Clause */
/* Without interrupts: set-up, output in bursts of a FIFO, input as it comes. */
/* define: IRQ_WIRED=0 */
#include "uart.h"

int main(void)
{
	char text[100];
	char back[8];

	memset(text, 'a', sizeof text);
	/* Typed before anything was set up. */
	uart_input("?", 1);
	/* Before init: a panic may be that early. */
	CHECK_EQ(console_write("early", 5), 5);
	CHECK_EQ(component_init(), 0);
	CHECK_EQ(uart.sent_size, 5);
	CHECK_EQ(uart.divisor, 1);
	CHECK_EQ(uart.regs[3], 0x03);
	CHECK_EQ(uart.regs[2] & 1, 1);
	CHECK_EQ(uart.regs[1], 0);

	CHECK_EQ(console_write(text, sizeof text), sizeof text);
	CHECK_EQ(uart.sent_size, 5 + sizeof text);
	CHECK_EQ(memcmp(uart.sent + 5, text, sizeof text), 0);
	CHECK_EQ(uart.longest_burst, CONFIG_FIFO);
	CHECK_EQ(console_write(text, 0), 0);

	CHECK_EQ(console_read(back, sizeof back), 1);
	CHECK_EQ(back[0], '?');
	CHECK_EQ(console_read(back, sizeof back), 0);
	uart_input("0123456789", 10);
	CHECK_EQ(console_read(back, sizeof back), 8);
	CHECK_EQ(memcmp(back, "01234567", 8), 0);
	CHECK_EQ(console_read(back, sizeof back), 2);
	CHECK_EQ(memcmp(back, "89", 2), 0);
	CHECK_EQ(console_read(back, 0), 0);
	return test_done();
}
