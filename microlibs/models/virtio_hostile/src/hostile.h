/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef HOSTILE_H
#define HOSTILE_H

#include <ports.h>
#include <virtio_types.h>

#define QUEUES_MOST 4u
#define SIZE_MOST 32768u
#define CHAINS_MOST 64u
#define PIECES_MOST 80u

struct piece {
	uint8_t *at;
	uint32_t size;
};

/* A chain that the device has, as it was when it was made available. */
struct chain {
	uint16_t id;
	unsigned count; /* of the writable pieces */
	struct piece pieces[PIECES_MOST];
};

struct ring {
	uint32_t size;
	bool ready;
	uint64_t descriptors;
	uint64_t available;
	uint64_t used;
	uint16_t seen;
	uint16_t done;
	struct chain chains[CHAINS_MOST];
	unsigned chain_count;
};

/* What is wrong, in this case. Each in percent of the occasions; 0 - never. */
struct character {
	unsigned garbage;      /* registers read as anything */
	unsigned wrong_magic;
	unsigned wrong_version;
	unsigned wrong_type;
	unsigned no_version_1;
	unsigned refuse_features;
	unsigned stuck_reset;
	unsigned odd_queue_size;
	unsigned odd_config;   /* 0 - what the type has; 1 - random; 2 - ones; 3 - zeroes */
	unsigned unsettled;
	unsigned needs_reset;
	unsigned storm;
	unsigned deaf;         /* never interrupts */
	unsigned lazy;         /* does nothing when it is notified */
	unsigned lies;         /* in its queues */
};

struct device {
	uint64_t random;
	struct character character;
	bool silent;
	unsigned type;
	uint32_t status;
	uint32_t features_select;
	uint32_t driver_select;
	uint64_t accepted;
	uint32_t queue_select;
	uint32_t interrupt;
	uint32_t generation;
	uint64_t features;
	struct ring rings[QUEUES_MOST];
};

extern struct device device;

uint64_t hostile_random(void);
unsigned hostile_below(unsigned limit);
/* True so many times in a hundred. */
bool hostile_chance(unsigned percent);

/* Does its work, and mischief, on all queues. */
void queues_work(void);
void queues_reset(void);

/* Forgets handlers. */
void interrupts_reset(void);
/* Interrupts, if it is time and the processor lets it. */
void interrupts_maybe(void);

#endif
