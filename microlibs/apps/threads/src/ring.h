/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef RING_H
#define RING_H

#include <ports.h>

/* A bounded queue between threads. */
struct ring {
	uint64_t *slots;
	size_t size;
	size_t used;
	size_t head; /* where the oldest is */
	bool closed;
	struct sched_mutex mutex;
	struct sched_cond not_full;
	struct sched_cond not_empty;
};

/* Returns 0 or -ENOMEM. The slots are the ring's until ring_free. */
int ring_make(struct ring *ring, size_t size);
void ring_free(struct ring *ring);

/* Waits for room. Thread context. */
void ring_put(struct ring *ring, uint64_t value);
/* Waits for a value; false when the ring is closed and empty. Thread context. */
bool ring_take(struct ring *ring, uint64_t *value);
/* Nothing more will be put. */
void ring_close(struct ring *ring);

#endif
