/* SPDX-License-Identifier: BSD-3-Clause */
/* OASIS virtio 1.2; sections are its. */
#ifndef SLOTS_H
#define SLOTS_H

#include <ports.h>

#define SLOTS_MOST 8u
#define QUEUES_MOST 4u
#define PIECES_MOST 256u

#define STATUS_DRIVER_OK 0x04u
#define STATUS_FEATURES_OK 0x08u
#define STATUS_NEEDS_RESET 0x40u

#define INTERRUPT_QUEUE 0x1u
#define INTERRUPT_CHANGE 0x2u

struct ring {
	uint32_t size;
	uint32_t ready;
	uint64_t descriptors;
	uint64_t available;
	uint64_t used;
	uint16_t seen;     /* of the available ring */
	uint16_t done;     /* of the used ring */
	uint16_t told;     /* of the used ring, at the last look whether to interrupt */
};

struct slot {
	uint32_t status;
	uint32_t features_select;
	uint32_t driver_select;
	uint64_t accepted;
	uint32_t queue_select;
	uint32_t interrupt;
	uint32_t generation;
	struct ring rings[QUEUES_MOST];
	irq_handler *handler;
	void *handler_ctx;
	bool level;
	bool requested;
};

extern struct slot slots[SLOTS_MOST];

/* How many slots have a device. */
size_t slots_count(void);

/* Lets the devices of all queues work, and calls the handlers that are due. */
void slots_work(void);

/* Serves the chains of one queue. */
void queue_work(size_t at, unsigned queue);

/* The driver broke the rules. */
void slot_break(struct slot *slot);

/* Calls handlers for lines that were raised, with interrupts off. */
void interrupts_deliver(void);

#endif
