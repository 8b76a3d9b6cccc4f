/* SPDX-License-Identifier: BSD-3-Clause */
#include "ring.h"

static uint8_t ring[RING_BYTES];
static size_t begin;
static size_t used;

static void copy_in(size_t at, const void *from, size_t size)
{
	size_t place = (begin + at) % RING_BYTES;
	size_t first = size < RING_BYTES - place ? size : RING_BYTES - place;

	memcpy(ring + place, from, first);
	memcpy(ring, (const uint8_t *)from + first, size - first);
}

static void copy_out(size_t at, void *to, size_t size)
{
	size_t place = (begin + at) % RING_BYTES;
	size_t first = size < RING_BYTES - place ? size : RING_BYTES - place;

	memcpy(to, ring + place, first);
	memcpy((uint8_t *)to + first, ring, size - first);
}

bool ring_put(const struct ring_head *head, const struct netdev_buffer *frame)
{
	size_t at = used + sizeof *head;
	size_t left = head->keep;

	if (sizeof *head + left > RING_BYTES - used)
		return false;
	copy_in(used, head, sizeof *head);
	for (; left > 0; frame = frame->next) {
		size_t size = frame->size < left ? frame->size : left;

		copy_in(at, frame->data, size);
		at += size;
		left -= size;
	}
	used = at;
	return true;
}

size_t ring_end(void)
{
	return used;
}

void ring_cut(size_t end)
{
	used = end;
}

bool ring_first(struct ring_head *head)
{
	if (used == 0)
		return false;
	copy_out(0, head, sizeof *head);
	return true;
}

void ring_copy(size_t at, uint8_t *to, size_t size)
{
	copy_out(sizeof(struct ring_head) + at, to, size);
}

void ring_drop(void)
{
	struct ring_head head;

	copy_out(0, &head, sizeof head);
	begin = (begin + sizeof head + head.keep) % RING_BYTES;
	used -= sizeof head + head.keep;
}
