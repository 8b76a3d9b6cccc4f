/* SPDX-License-Identifier: BSD-3-Clause */
/* Input by interrupt: a ring that never drops, in order, whatever the sizes of arrivals and reads. */
/* config: RX_RING=16 */
#include "uart.h"

static irq_handler *handler;
static void *handler_ctx;
static int attach_error;

int irq_attach(unsigned line, irq_handler *attached, void *ctx)
{
	CHECK_EQ(line, 4);
	if (attach_error != 0)
		return attach_error;
	CHECK(handler == NULL);
	handler = attached;
	handler_ctx = ctx;
	return 0;
}

int irq_detach(unsigned line)
{
	(void)line;
	return -ENOENT;
}

/* The line is up while the device has data and its interrupt is on. */
static void fire(void)
{
	while (handler && (uart.regs[1] & 1) && uart.input_at < uart.input_size)
		handler(handler_ctx);
}

int main(void)
{
	struct test_random random = { 16550 };
	char back[64];
	char next_in = 0;
	char next_out = 0;

	CHECK_EQ(component_init(), 0);
	attach_error = -EBUSY;
	CHECK_EQ(console_read(back, sizeof back), -EBUSY);
	attach_error = 0;
	CHECK_EQ(console_read(back, sizeof back), 0);
	REQUIRE(handler != NULL);
	CHECK_EQ(uart.regs[1], 1);

	for (unsigned long round = scaled(20000); round > 0; round--) {
		if (uart.input_at == uart.input_size)
			uart.input_at = uart.input_size = 0;
		for (uint64_t count = test_below(&random, 40); count > 0 && uart.input_size < 4000; count--)
			uart_input((const char[]){ next_in++ }, 1);
		fire();

		size_t size = test_below(&random, sizeof back + 1);
		long got = console_read(back, size);

		REQUIRE(got >= 0 && (size_t)got <= size);
		for (long i = 0; i < got; i++)
			REQUIRE(back[i] == next_out++);
	}
	/* Nothing is left behind. */
	do {
		fire();
		long got = console_read(back, sizeof back);

		for (long i = 0; i < got; i++)
			REQUIRE(back[i] == next_out++);
		if (got == 0)
			break;
	} while (true);
	CHECK_EQ(next_in, next_out);

	/* A device that never falls silent fills the ring once, and is turned off. */
	uart.mood = UART_ALWAYS_RECEIVING;
	handler(handler_ctx);
	CHECK_EQ(uart.regs[1], 0);
	CHECK_EQ(console_read(back, sizeof back), CONFIG_RX_RING);
	CHECK_EQ(uart.regs[1], 1);
	return test_done();
}
