/* SPDX-License-Identifier: BSD-3-Clause */
/* For these tests: configuration spaces behind the two ports. */
#ifndef MACHINE_H
#define MACHINE_H

#include <ports.h>
#include <uniloom/test.h>

#define CARDS_MOST 16u

/* A function: its registers, and which of their bits can be written. */
struct card {
	bool there;
	unsigned bus; /* as numbered by whoever is in front of it; a bridge's secondary bus moves what is behind it */
	unsigned device;
	unsigned function;
	struct card *behind; /* a bridge; NULL - bus 0 */
	uint32_t words[64];
	uint32_t writable[64];
};

static struct card cards[CARDS_MOST];
static uint32_t address_port;
static unsigned long accesses;
static bool interrupts_off;

static unsigned bus_of(const struct card *card)
{
	return card->behind == NULL ? 0 : card->behind->words[6] >> 8 & 0xff;
}

static struct card *selected(void)
{
	for (size_t i = 0; i < CARDS_MOST; i++) {
		struct card *card = &cards[i];

		if (card->there && (card->behind == NULL || bus_of(card) != 0) &&
		    (address_port & 0xffff00) == (bus_of(card) << 16 | card->device << 11 | card->function << 8))
			return card;
	}
	return NULL;
}

uint32_t pio_in32(uint16_t port)
{
	const struct card *card = selected();

	accesses++;
	CHECK(port == 0xcfc && (address_port & 0x80000003) == 0x80000000 && interrupts_off);
	return card != NULL ? card->words[(address_port & 0xfc) / 4] : UINT32_MAX;
}

void pio_out32(uint16_t port, uint32_t value)
{
	struct card *card = selected();

	if (port == 0xcf8) {
		address_port = value;
		return;
	}
	CHECK_EQ(port, 0xcfc);
	if (card == NULL)
		return;
	unsigned at = (address_port & 0xfc) / 4;

	card->words[at] = (card->words[at] & ~card->writable[at]) | (value & card->writable[at]);
}

unsigned long cpu_irq_save(void)
{
	bool before = interrupts_off;

	interrupts_off = true;
	return before;
}

void cpu_irq_restore(unsigned long state)
{
	interrupts_off = state != 0;
}

static inline struct card *plug(size_t at, unsigned device, unsigned function, struct card *behind)
{
	struct card *card = &cards[at];

	*card = (struct card){ .there = true, .device = device, .function = function, .behind = behind };
	card->words[0] = 0x10421af4;
	card->writable[1] = 0x0407;
	return card;
}

/* A register block of `size` bytes, a power of two; `flags` are the low bits. */
static inline void add_bar(struct card *card, unsigned number, uint64_t size, uint32_t flags)
{
	uint64_t mask = ~(size - 1);

	card->words[4 + number] = flags;
	card->writable[4 + number] = (uint32_t)mask & ~0xfu;
	if ((flags & 6) == 4)
		card->writable[5 + number] = (uint32_t)(mask >> 32);
}

static inline struct card *plug_bridge(size_t at, unsigned device, struct card *behind)
{
	struct card *card = plug(at, device, 0, behind);

	card->words[0] = 0x00011b36;
	card->words[2] = 0x06040000;
	card->words[3] = 0x00010000;
	card->writable[6] = 0x00ffffff;
	card->writable[8] = 0xfff0fff0;
	card->writable[9] = 0xfff0fff0;
	return card;
}

#endif
