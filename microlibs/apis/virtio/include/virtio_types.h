/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UNILOOM_VIRTIO_TYPES_H
#define UNILOOM_VIRTIO_TYPES_H

#include <stdint.h>

/* Device types (virtio 1.2, chapter 5). */
enum virtio_type {
	VIRTIO_NET = 1,
	VIRTIO_BLOCK = 2,
	VIRTIO_CONSOLE = 3,
	VIRTIO_ENTROPY = 4,
	VIRTIO_9P = 9,
};

#define VIRTIO_F_INDIRECT_DESC 28
#define VIRTIO_F_EVENT_IDX 29
#define VIRTIO_F_VERSION_1 32

/* A handle, its transport's. */
struct virtio_device;

typedef void virtio_handler(void *ctx);

/* A split virtqueue (2.7): number of descriptors, a power of two, and the addresses of its parts as devices see them. */
struct virtio_rings {
	unsigned size;
	uint64_t descriptors;
	uint64_t available;
	uint64_t used;
};

#endif
