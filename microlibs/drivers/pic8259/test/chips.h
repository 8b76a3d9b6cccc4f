/* SPDX-License-Identifier: BSD-3-Clause */
/* Both chips as a model (8259A data sheet): initialisation words, masks, in-service and request registers, end of interrupt. */
#ifndef TEST_CHIPS_H
#define TEST_CHIPS_H

#include <ports.h>
#include <uniloom/test.h>

static struct chip {
	unsigned init_step; /* which word comes next; 0: none */
	uint8_t base;
	uint8_t cascade;
	uint8_t mask;
	uint8_t request;
	uint8_t service;
	bool read_service;
	bool ready;
} chips[2];

static bool interrupts = true;
static struct {
	vectors_handler *handler;
	void *ctx;
} vectors[256];
static unsigned hooks;

static struct chip *chip_at(uint16_t port)
{
	REQUIRE((port & ~0x81u) == 0x20);
	return &chips[port >= 0xa0];
}

void pio_out8(uint16_t port, uint8_t value)
{
	struct chip *chip = chip_at(port);

	if (port & 1) {
		switch (chip->init_step) {
		case 0:
			chip->mask = value;
			return;
		case 1:
			chip->base = value;
			break;
		case 2:
			chip->cascade = value;
			break;
		default:
			CHECK_EQ(value, 1);
			chip->ready = true;
		}
		chip->init_step = (chip->init_step + 1) % 4;
	} else if (value & 0x10) {
		CHECK_EQ(value, 0x11);
		*chip = (struct chip){ .init_step = 1 };
	} else if ((value & 0x18) == 8) {
		chip->read_service = (value & 3) == 3;
	} else {
		/* A specific end, and of something in service. */
		CHECK_EQ(value & 0xf8, 0x60);
		CHECK(chip->service & 1u << (value & 7));
		chip->service &= (uint8_t)~(1u << (value & 7));
	}
}

uint8_t pio_in8(uint16_t port)
{
	struct chip *chip = chip_at(port);

	if (port & 1)
		return chip->mask;
	return chip->read_service ? chip->service : chip->request;
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

int vectors_hook(unsigned vector, vectors_handler *handler, void *ctx)
{
	REQUIRE(vector >= 32 && vector < 48 && handler != NULL);
	if (vectors[vector].handler)
		return -EBUSY;
	/* Interrupts are on from here: everything is set up, and silent. */
	for (unsigned i = 0; i < 2; i++)
		REQUIRE(chips[i].ready && chips[i].base == 32 + 8 * i && (hooks > 0 || chips[i].mask == (i ? 0xff : 0xfb)));
	hooks++;
	vectors[vector].handler = handler;
	vectors[vector].ctx = ctx;
	return 0;
}

unsigned long cpu_irq_save(void)
{
	unsigned long state = interrupts;

	interrupts = false;
	return state;
}

void cpu_irq_restore(unsigned long state)
{
	interrupts = state;
}

void cpu_idle(void)
{
}

uint64_t cpu_cycles(void)
{
	return 0;
}

static void deliver(unsigned vector)
{
	REQUIRE(vectors[vector].handler != NULL);
	vectors[vector].handler(vectors[vector].ctx, vector);
	/* Everything is acknowledged, and nothing that was not in service. */
	CHECK_EQ(chips[0].service | chips[1].service, 0);
}

/* The device of `line` asks. False when it is masked. `vanishes`: it is silent again before the processor looks. */
static bool raise_line(unsigned line, bool vanishes)
{
	unsigned at = line / 8;

	if (chips[at].mask & 1u << line % 8 || (at == 1 && chips[0].mask & 4))
		return false;
	if (at == 1)
		chips[0].service |= 4;
	if (!vanishes)
		chips[at].service |= (uint8_t)(1u << line % 8);
	deliver(chips[at].base + (vanishes ? 7u : line % 8));
	return true;
}

#endif
