/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef SEGMENT_H
#define SEGMENT_H

#include <ports.h>

struct segment_own {
	uint8_t mac[6];
	uint8_t ip[4];
	uint16_t port;
	bool offload; /* the card fills in checksums */
};

/* What answers data: a response that keeps the connection, and one that ends it. With the sums of their bytes. */
struct segment_pages {
	const uint8_t *keep;
	size_t keep_size;
	uint32_t keep_sum;
	const uint8_t *close;
	size_t close_size;
	uint32_t close_sum;
};

enum segment_answer { SEGMENT_NONE, SEGMENT_OTHER, SEGMENT_RESPONSE };

/* Turns `frame` into the answer to what it was. SEGMENT_NONE: there is none, and the frame is as good as gone. */
enum segment_answer segment_answer(struct netdev_buffer *frame, const struct segment_own *own, const struct segment_pages *pages);

/* The ones' complement sum of 16-bit words, not folded. */
uint32_t segment_sum(const uint8_t *data, size_t size);

#endif
