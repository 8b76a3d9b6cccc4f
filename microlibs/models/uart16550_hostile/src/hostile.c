/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#define BASE_MASK 0x7u /* whatever the driver's base is, this device is there */
#define EMPTY 0xffu

#define LINE_STATUS 5u

enum { GARBAGE, NEVER_READY, ENDLESS, ABSENT };

static irq_handler *handler;
static void *handler_ctx;
static unsigned handler_line;
static bool in_handler;
static uint64_t state = CONFIG_SEED;

/* xorshift64 (Marsaglia 2003). */
static uint8_t noise(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint8_t)(state >> 32);
}

static void storm(void)
{
	if (in_handler || handler == NULL)
		return;
	in_handler = true;
	for (unsigned i = 0; i < CONFIG_STORM; i++)
		handler(handler_ctx);
	in_handler = false;
}

static uint8_t bus_read(unsigned reg)
{
	storm();
	switch (CONFIG_MODE) {
	case GARBAGE:
		return noise();
	case NEVER_READY:
		return 0;
	case ENDLESS:
		/* Received and both transmitters empty; no errors. */
		return reg == LINE_STATUS ? 0x61 : noise();
	default:
		return EMPTY;
	}
}

static void bus_write(unsigned reg, uint8_t value)
{
	(void)reg;
	(void)value;
	storm();
}

int irq_attach(unsigned line, irq_handler *wanted, void *ctx)
{
	if (handler != NULL)
		return -EBUSY;
	handler = wanted;
	handler_ctx = ctx;
	handler_line = line;
	return 0;
}

int irq_detach(unsigned line)
{
	if (handler == NULL || line != handler_line)
		return -ENOENT;
	handler = NULL;
	return 0;
}

uint8_t pio_in8(uint16_t port)
{
	return bus_read(port & BASE_MASK);
}

void pio_out8(uint16_t port, uint8_t value)
{
	bus_write(port & BASE_MASK, value);
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
