/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UNILOOM_VIRTDEV_TYPES_H
#define UNILOOM_VIRTDEV_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <virtio_types.h>

/* A piece of the driver's memory. */
struct virtdev_piece {
	uint8_t *at;
	uint32_t size;
};

#endif
