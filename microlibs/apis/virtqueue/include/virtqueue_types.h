/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UNILOOM_VIRTQUEUE_TYPES_H
#define UNILOOM_VIRTQUEUE_TYPES_H

#include <virtio_types.h>

/* A handle, its provider's. */
struct virtqueue;

/* A piece of memory, as devices see it. */
struct virtqueue_piece {
	uint64_t address;
	uint32_t size; /* bytes, at least 1 */
};

#endif
