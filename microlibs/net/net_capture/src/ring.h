/* SPDX-License-Identifier: BSD-3-Clause */
/* Frames that wait to be told, first in, first out. The caller keeps contexts apart. */
#ifndef RING_H
#define RING_H

#include <ports.h>

#define RING_BYTES (CONFIG_RING_KB * 1024u)

/* Stands before a frame's bytes. */
struct ring_head {
	uint64_t time_ns;
	uint32_t size; /* of the whole frame */
	uint32_t keep; /* bytes that follow */
};

/* Keeps what comes first of a frame. False where there is no room. */
bool ring_put(const struct ring_head *head, const struct netdev_buffer *frame);
/* Where the last one ends, and everything behind such a place gone. Nothing may be dropped in between. */
size_t ring_end(void);
void ring_cut(size_t end);
/* What is first. False when there is none. */
bool ring_first(struct ring_head *head);
/* Copies so many bytes of the first frame, from `at` on. */
void ring_copy(size_t at, uint8_t *to, size_t size);
/* The first one is gone. */
void ring_drop(void);

#endif
