/* SPDX-License-Identifier: BSD-3-Clause */
/* The device's side of split virtqueues (2.7). */
#include "slots.h"

#define F_EVENT_IDX 29u
#define DESCRIPTOR_NEXT 1u
#define DESCRIPTOR_WRITE 2u
#define NO_INTERRUPT 1u

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

void slot_break(struct slot *slot)
{
	slot->status |= STATUS_NEEDS_RESET;
	slot->interrupt |= INTERRUPT_CHANGE;
}

static bool event_index(const struct slot *slot)
{
	return (slot->accepted >> F_EVENT_IDX & 1) != 0;
}

static volatile uint16_t *words(uint64_t address)
{
	return (volatile uint16_t *)(uintptr_t)address;
}

/* The chain at `first`; false when it is none. */
static bool read_chain(const struct ring *ring, unsigned first, struct virtdev_piece *pieces, unsigned *readable,
		       unsigned *writable)
{
	const struct descriptor *table = (const struct descriptor *)(uintptr_t)ring->descriptors;
	unsigned at = first;

	*readable = 0;
	*writable = 0;
	for (unsigned count = 0; count < PIECES_MOST && count < ring->size && at < ring->size; count++) {
		const struct descriptor *descriptor = &table[at];
		bool writes = (descriptor->flags & DESCRIPTOR_WRITE) != 0;

		/* 2.7.4.2: what the device writes comes behind what it reads. */
		if (descriptor->size == 0 || (*writable > 0 && !writes))
			return false;
		pieces[count] = (struct virtdev_piece){ (uint8_t *)(uintptr_t)descriptor->address, descriptor->size };
		*(writes ? writable : readable) += 1;
		if ((descriptor->flags & DESCRIPTOR_NEXT) == 0)
			return true;
		at = descriptor->next;
	}
	return false;
}

/* 2.7.7.2, 2.7.8 */
static void interrupt(struct slot *slot, struct ring *ring)
{
	volatile uint16_t *available = words(ring->available);
	uint16_t told = ring->told;
	bool wanted;

	ring->told = ring->done;
	if (told == ring->done)
		return;
	if (event_index(slot))
		wanted = (uint16_t)(ring->done - available[2 + ring->size] - 1) < (uint16_t)(ring->done - told);
	else
		wanted = (available[0] & NO_INTERRUPT) == 0;
	if (wanted)
		slot->interrupt |= INTERRUPT_QUEUE;
}

void queue_work(size_t at, unsigned queue)
{
	static struct virtdev_piece pieces[PIECES_MOST];
	struct slot *slot = &slots[at];
	struct ring *ring = &slot->rings[queue];
	volatile uint16_t *available = words(ring->available);

	if (ring->ready == 0 || (slot->status & (STATUS_DRIVER_OK | STATUS_NEEDS_RESET)) != STATUS_DRIVER_OK)
		return;
	while (ring->seen != available[1]) {
		unsigned first = available[2 + ring->seen % ring->size];
		unsigned readable;
		unsigned writable;

		if ((uint16_t)(available[1] - ring->seen) > ring->size ||
		    !read_chain(ring, first, pieces, &readable, &writable)) {
			slot_break(slot);
			return;
		}
		long written = device_serve(at, queue, pieces, readable, writable);

		if (written == -EAGAIN)
			break;
		ring->seen++;

		volatile struct element *elements = (volatile struct element *)(words(ring->used) + 2);

		elements[ring->done % ring->size].id = first;
		elements[ring->done % ring->size].size = written < 0 ? 0 : (uint32_t)written;
		words(ring->used)[1] = ++ring->done;
	}
	/* Wants to hear of the next chain; one that came meanwhile is seen when the processor idles. */
	if (event_index(slot))
		words(ring->used)[2 + 4 * ring->size] = ring->seen;
	interrupt(slot, ring);
}
