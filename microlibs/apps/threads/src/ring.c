/* SPDX-License-Identifier: BSD-3-Clause */
#include "ring.h"

int ring_make(struct ring *ring, size_t size)
{
	*ring = (struct ring){
		.slots = heap_malloc(size * sizeof(*ring->slots)),
		.size = size,
		.mutex = SCHED_MUTEX_INIT,
		.not_full = SCHED_COND_INIT,
		.not_empty = SCHED_COND_INIT,
	};
	return ring->slots != NULL ? 0 : -ENOMEM;
}

void ring_free(struct ring *ring)
{
	heap_free(ring->slots);
}

void ring_put(struct ring *ring, uint64_t value)
{
	sched_mutex_lock(&ring->mutex);
	while (ring->used == ring->size)
		(void)sched_cond_wait(&ring->not_full, &ring->mutex, SCHED_FOREVER);
	ring->slots[(ring->head + ring->used) % ring->size] = value;
	ring->used++;
	sched_cond_signal(&ring->not_empty);
	sched_mutex_unlock(&ring->mutex);
}

bool ring_take(struct ring *ring, uint64_t *value)
{
	sched_mutex_lock(&ring->mutex);
	while (ring->used == 0 && !ring->closed)
		(void)sched_cond_wait(&ring->not_empty, &ring->mutex, SCHED_FOREVER);

	bool any = ring->used != 0;
	if (any) {
		*value = ring->slots[ring->head];
		ring->head = (ring->head + 1) % ring->size;
		ring->used--;
		sched_cond_signal(&ring->not_full);
	}
	sched_mutex_unlock(&ring->mutex);
	return any;
}

void ring_close(struct ring *ring)
{
	sched_mutex_lock(&ring->mutex);
	ring->closed = true;
	sched_cond_broadcast(&ring->not_empty);
	sched_mutex_unlock(&ring->mutex);
}
