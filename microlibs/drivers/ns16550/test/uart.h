/* SPDX-License-Identifier: BSD-3-Clause */
/* A 16550 behind the port `pio`, as much of it as a driver can see; and one that misbehaves. */
#ifndef TEST_UART_H
#define TEST_UART_H

#include <ports.h>
#include <uniloom/test.h>

#define UART_BASE 0x3f8

enum uart_mood { UART_FINE, UART_NEVER_READY, UART_ABSENT, UART_ALWAYS_RECEIVING };

static struct {
	enum uart_mood mood;
	uint8_t regs[8];
	uint16_t divisor;
	char sent[4096];
	size_t sent_size;
	size_t burst;         /* bytes written since the transmitter was last asked */
	size_t longest_burst;
	char input[4096];
	size_t input_at;
	size_t input_size;
	unsigned long reads;
} uart;

static inline void uart_input(const char *data, size_t size)
{
	memcpy(uart.input + uart.input_size, data, size);
	uart.input_size += size;
}

uint8_t pio_in8(uint16_t port)
{
	unsigned reg = port - UART_BASE;

	uart.reads++;
	REQUIRE(reg < 8);
	if (uart.mood == UART_ABSENT)
		return 0xff;
	if (reg == 0 && !(uart.regs[3] & 0x80)) {
		if (uart.mood == UART_ALWAYS_RECEIVING)
			return 'x';
		return uart.input_at < uart.input_size ? (uint8_t)uart.input[uart.input_at++] : 0;
	}
	if (reg == 5) {
		uint8_t status = uart.mood == UART_NEVER_READY ? 0 : 0x60;

		uart.burst = 0;
		if (uart.mood == UART_ALWAYS_RECEIVING || uart.input_at < uart.input_size)
			status |= 1;
		return status;
	}
	return uart.regs[reg];
}

void pio_out8(uint16_t port, uint8_t value)
{
	unsigned reg = port - UART_BASE;

	REQUIRE(reg < 8);
	if (reg == 0 && (uart.regs[3] & 0x80)) {
		uart.divisor = (uint16_t)((uart.divisor & 0xff00) | value);
	} else if (reg == 1 && (uart.regs[3] & 0x80)) {
		uart.divisor = (uint16_t)((uart.divisor & 0xff) | value << 8);
	} else if (reg == 0) {
		REQUIRE(uart.sent_size < sizeof uart.sent);
		uart.sent[uart.sent_size++] = (char)value;
		if (++uart.burst > uart.longest_burst)
			uart.longest_burst = uart.burst;
	} else if (reg == 2) {
		/* Turning the FIFO on or off drops the byte that waits. */
		if (((uart.regs[2] ^ value) & 1) && uart.input_at < uart.input_size)
			uart.input_at++;
		uart.regs[2] = value;
	} else {
		uart.regs[reg] = value;
	}
}

uint16_t pio_in16(uint16_t port)
{
	(void)port;
	return 0xffff;
}

uint32_t pio_in32(uint16_t port)
{
	(void)port;
	return 0xffffffff;
}

void pio_out16(uint16_t port, uint16_t value)
{
	(void)port;
	(void)value;
}

void pio_out32(uint16_t port, uint32_t value)
{
	(void)port;
	(void)value;
}

#endif
