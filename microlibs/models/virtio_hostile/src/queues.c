/* SPDX-License-Identifier: BSD-3-Clause */
/* OASIS virtio 1.2, 2.7, and what becomes of it. */
#include "hostile.h"

#define DESCRIPTOR_NEXT 1u
#define DESCRIPTOR_WRITE 2u

struct descriptor {
	uint64_t address;
	uint32_t size;
	uint16_t flags;
	uint16_t next;
};

struct element {
	uint32_t id;
	uint32_t size;
};

static uint16_t *words(uint64_t address)
{
	return (uint16_t *)(uintptr_t)address;
}

static struct descriptor *table(const struct ring *ring)
{
	return (struct descriptor *)(uintptr_t)ring->descriptors;
}

static struct element *elements(const struct ring *ring)
{
	return (struct element *)(void *)(words(ring->used) + 2);
}

void queues_reset(void)
{
	for (unsigned i = 0; i < QUEUES_MOST; i++)
		device.rings[i] = (struct ring){ .size = 0 };
}

/* Notes the chain at `first`, before any mischief can have changed it. */
static void note_chain(struct ring *ring, uint16_t first)
{
	struct chain *chain = &ring->chains[ring->chain_count];
	unsigned at = first;

	*chain = (struct chain){ .id = first };
	for (uint32_t i = 0; i < ring->size && at < ring->size; i++) {
		const struct descriptor *descriptor = &table(ring)[at];

		if ((descriptor->flags & DESCRIPTOR_WRITE) != 0 && chain->count < PIECES_MOST)
			chain->pieces[chain->count++] =
				(struct piece){ (uint8_t *)(uintptr_t)descriptor->address, descriptor->size };
		if ((descriptor->flags & DESCRIPTOR_NEXT) == 0)
			break;
		at = descriptor->next;
	}
	ring->chain_count++;
}

static void look(struct ring *ring)
{
	const uint16_t *available = words(ring->available);

	while (ring->seen != available[1] && ring->chain_count < CHAINS_MOST)
		note_chain(ring, available[2 + ring->seen++ % ring->size]);
}

/* Fills a piece, or a part of it; small ones are a status or a header, and often good. */
static void fill(const struct piece *piece)
{
	uint8_t value = hostile_chance(60) ? 0 : (uint8_t)hostile_random();
	uint32_t end = hostile_chance(70) ? piece->size : hostile_below(piece->size + 1);

	for (uint32_t i = 0; i < end; i++)
		piece->at[i] = hostile_chance(device.character.lies) ? (uint8_t)hostile_random() : value;
}

static void use(struct ring *ring, uint32_t id, uint32_t size)
{
	elements(ring)[ring->done % ring->size] = (struct element){ id, size };
	words(ring->used)[1] = ++ring->done;
}

static uint32_t some_size(const struct chain *chain)
{
	uint32_t total = 0;

	for (unsigned i = 0; i < chain->count; i++)
		total += chain->pieces[i].size;
	if (hostile_chance(80))
		return total;
	return hostile_chance(50) ? hostile_below(total + 2) : (uint32_t)hostile_random();
}

/* One of the chains that it has is done with; then it writes there no more. */
static void finish_one(struct ring *ring)
{
	if (ring->chain_count == 0)
		return;
	unsigned which = hostile_below(ring->chain_count);
	struct chain chain = ring->chains[which];

	for (unsigned i = 0; i < chain.count; i++)
		fill(&chain.pieces[i]);
	ring->chains[which] = ring->chains[--ring->chain_count];
	use(ring, chain.id, some_size(&chain));
	if (hostile_chance(device.character.lies))
		use(ring, chain.id, some_size(&chain));
	device.interrupt |= 1;
}

static void mischief(struct ring *ring)
{
	switch (hostile_below(8)) {
	case 0: /* the index runs ahead, far or a little, or back */
		ring->done = (uint16_t)(ring->done + (hostile_chance(50) ? hostile_random() : hostile_below(3)));
		words(ring->used)[1] = ring->done;
		break;
	case 1:
		words(ring->used)[1] = --ring->done;
		break;
	case 2:
		use(ring, (uint32_t)hostile_random(), (uint32_t)hostile_random());
		break;
	case 3:
		use(ring, hostile_below(ring->size), (uint32_t)hostile_random());
		break;
	case 4: { /* a chain in a circle */
		struct descriptor *descriptor = &table(ring)[hostile_below(ring->size)];

		descriptor->next = (uint16_t)hostile_below(ring->size);
		descriptor->flags = (uint16_t)hostile_random();
		descriptor->size = (uint32_t)hostile_random();
		break;
	}
	case 5: /* what it has to say about notifications */
		words(ring->used)[0] = (uint16_t)hostile_random();
		if ((device.accepted >> VIRTIO_F_EVENT_IDX & 1) != 0)
			words(ring->used)[2 + 4 * ring->size] = (uint16_t)hostile_random();
		break;
	case 6: /* what was used long ago */
		elements(ring)[hostile_below(ring->size)] =
			(struct element){ hostile_below(ring->size + 1), (uint32_t)hostile_random() };
		break;
	default: /* the wish to be left alone, and to be interrupted */
		words(ring->available)[0] = (uint16_t)hostile_random();
		words(ring->available)[2 + ring->size] = (uint16_t)hostile_random();
		break;
	}
	device.interrupt |= (uint32_t)hostile_random() & 1;
}

void queues_work(void)
{
	if (device.silent || (device.status & 0x04) == 0)
		return;
	for (unsigned i = 0; i < QUEUES_MOST; i++) {
		struct ring *ring = &device.rings[i];

		if (!ring->ready)
			continue;
		look(ring);
		for (unsigned k = hostile_below(4); k > 0; k--) {
			if (!hostile_chance(device.character.lazy))
				finish_one(ring);
			if (hostile_chance(device.character.lies))
				mischief(ring);
		}
	}
	if (hostile_chance(device.character.needs_reset)) {
		device.status |= 0x40;
		device.interrupt |= 2;
	}
	if (hostile_chance(device.character.unsettled))
		device.interrupt |= 2;
}
