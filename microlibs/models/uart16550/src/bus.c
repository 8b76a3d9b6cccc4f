/* SPDX-License-Identifier: BSD-3-Clause */
/* The I/O bus with this one device on it. */
#include "model.h"

#define EMPTY 0xffu /* nobody drives the bus */

static uint8_t bus_read(unsigned reg)
{
	interrupts_update();

	uint8_t value = uart_read(reg);

	interrupts_update();
	return value;
}

static void bus_write(unsigned reg, uint8_t value)
{
	uart_write(reg, value);
	interrupts_update();
}

uint8_t pio_in8(uint16_t port)
{
	unsigned reg = (unsigned)port - CONFIG_BASE;

	return reg < REGISTERS ? bus_read(reg) : EMPTY;
}

void pio_out8(uint16_t port, uint8_t value)
{
	unsigned reg = (unsigned)port - CONFIG_BASE;

	if (reg < REGISTERS)
		bus_write(reg, value);
}

/* The device is eight bits wide: the bus makes wider accesses one byte at a time, from the lowest port up. */
uint16_t pio_in16(uint16_t port)
{
	uint16_t low = pio_in8(port);

	return (uint16_t)(low | pio_in8((uint16_t)(port + 1)) << 8);
}

uint32_t pio_in32(uint16_t port)
{
	uint32_t low = pio_in16(port);

	return low | (uint32_t)pio_in16((uint16_t)(port + 2)) << 16;
}

void pio_out16(uint16_t port, uint16_t value)
{
	pio_out8(port, (uint8_t)value);
	pio_out8((uint16_t)(port + 1), (uint8_t)(value >> 8));
}

void pio_out32(uint16_t port, uint32_t value)
{
	pio_out16(port, (uint16_t)value);
	pio_out16((uint16_t)(port + 2), (uint16_t)(value >> 16));
}
