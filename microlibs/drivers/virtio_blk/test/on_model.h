/* SPDX-License-Identifier: BSD-3-Clause */
/* For these tests: the driver on virtio_mmio, virtqueue and the model of its device. */
#ifndef ON_MODEL_H
#define ON_MODEL_H

#include <ports.h>
#include <blk_model_ports.h>
#include <virtio_mmio_ports.h>
#include <virtio_slots_ports.h>
#include <uniloom/deferred.h>
#include <uniloom/panics.h>
#include <uniloom/regions.h>

#define TEST_DEVICES(use) use(blk)
#include "../../../models/virtio_slots/test/glue.h"

void *dma_alloc(size_t size, size_t align)
{
	return region_claim(size, align);
}

uint64_t dma_address(const void *at)
{
	return (uintptr_t)at;
}

static void test_idle(void)
{
	cpu_idle();
}

#endif
