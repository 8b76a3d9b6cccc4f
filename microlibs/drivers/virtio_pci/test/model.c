/* SPDX-License-Identifier: BSD-3-Clause */
/* with: virtio_blk virtqueue virtio_slots blk_model rng_model */
/* A disk behind the transport, on models: messages for each queue, shared ones, and capabilities that are wrong. */
#include <ports.h>
#include <blk_model_ports.h>
#include <rng_model_ports.h>
#include <virtio_blk_ports.h>
#include <virtio_slots_ports.h>
#include <uniloom/deferred.h>
#include <uniloom/regions.h>

#define TEST_DEVICES(use) use(rng) use(blk)
#include "../../../models/virtio_slots/test/glue.h"

#include "../../../models/virtio_slots/test/as_pci.h"

_Noreturn void panic_because(const char *reason)
{
	printf("panic: %s\n", reason);
	exit(1);
}

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

static void nothing(void *ctx)
{
	(void)ctx;
}

static void disk_works(unsigned messages)
{
	static uint8_t data[4096];
	static uint8_t back[4096];

	pci_plug(2);
	pci_message_limit = messages;
	memset(pci_delivered, 0, sizeof pci_delivered);
	(void)irq_detach(SLOT_LINE + 1);
	CHECK_EQ(component_init(), 0);
	CHECK_EQ(virtio_blk_init(), 0);
	for (unsigned i = 0; i < 100; i++) {
		memset(data, (int)i + 1, sizeof data);
		CHECK_EQ(blkdev_transfer(BLKDEV_WRITE, i * 8, data, 8), 0);
		CHECK_EQ(blkdev_transfer(BLKDEV_READ, i * 8, back, 8), 0);
		CHECK(memcmp(data, back, sizeof data) == 0);
	}
	CHECK_EQ(blkdev_transfer(BLKDEV_FLUSH, 0, NULL, 0), 0);
	/* Message 0 is what devices share, 1 the queue's. */
	CHECK(pci_delivered[messages > 1 ? 1 : 0] > 100);
	CHECK_EQ(test_timeouts, 0);
}

static void finding(void)
{
	struct virtio_device *device;
	struct virtio_device *again;
	uint64_t capacity;

	pci_plug(2);
	CHECK_EQ(component_init(), 0);
	CHECK_EQ(virtio_find(VIRTIO_NET, 0, &device), -ENOENT);
	CHECK_EQ(virtio_find(VIRTIO_BLOCK, 1, &device), -ENOENT);
	CHECK_EQ(virtio_find(VIRTIO_BLOCK, 0, &device), 0);
	CHECK_EQ(virtio_find(VIRTIO_BLOCK, 0, &again), 0);
	CHECK(device == again);
	/* Read without having claimed it. */
	CHECK_EQ(virtio_config(device, 0, &capacity, sizeof capacity), 0);
	CHECK_EQ(capacity, 2048);
	CHECK_EQ(virtio_config(device, 250, &capacity, sizeof capacity), -EINVAL);
	CHECK_EQ(virtio_config(device, SIZE_MAX, &capacity, sizeof capacity), -EINVAL);
	CHECK_EQ(virtio_claim(device), 0);
	CHECK_EQ(virtio_claim(device), -EBUSY);
	virtio_release(device);
	CHECK_EQ(virtio_claim(device), 0);
	virtio_release(device);
}

/* A disk whose word at `at` of configuration space is `value`: what claiming it says. */
static int claim_with(unsigned at, uint32_t value)
{
	struct virtio_device *device;

	pci_plug(2);
	pci_set(&pci_slots[1], at, value);
	CHECK_EQ(component_init(), 0);

	int error = virtio_find(VIRTIO_BLOCK, 0, &device);

	return error < 0 ? error : virtio_claim(device);
}

static void wrong_capabilities(void)
{
	/* None at all: a device of before virtio 1. */
	CHECK_EQ(claim_with(0x34, 0), -EPROTO);
	/* The common structure in no BAR, past its end, too short, at an odd place. */
	CHECK_EQ(claim_with(0x44, 3), -EPROTO);
	CHECK_EQ(claim_with(0x44, 200), -EPROTO);
	CHECK_EQ(claim_with(0x48, STRUCTURES_BYTES - 8), -EPROTO);
	CHECK_EQ(claim_with(0x48, UINT32_MAX - 3), -EPROTO);
	CHECK_EQ(claim_with(0x4c, 0x20), -EPROTO);
	CHECK_EQ(claim_with(0x4c, UINT32_MAX), -EPROTO);
	CHECK_EQ(claim_with(0x48, 1), -EPROTO);
	/* No notifications; the list ends before them. */
	CHECK_EQ(claim_with(0x64, 1), -EPROTO);
	CHECK_EQ(claim_with(0x40, 0x09 | 1u << 24), -EPROTO);
	/* Without interrupts a queue with a handler cannot be started. */
	struct virtio_device *device;
	struct virtio_rings rings = { 4, 16, 32, 64 };
	uint64_t features;

	CHECK_EQ(claim_with(0xa0, 0), 0);
	CHECK_EQ(virtio_find(VIRTIO_BLOCK, 0, &device), 0);
	CHECK_EQ(virtio_negotiate(device, 0, &features), 0);
	CHECK_EQ(virtio_queue_start(device, 0, &rings, nothing, NULL), -ENOSPC);
	/* Queue notifications beyond their registers. */
	CHECK_EQ(claim_with(0x64, 2), 0);
	CHECK_EQ(virtio_find(VIRTIO_BLOCK, 0, &device), 0);
	CHECK_EQ(virtio_negotiate(device, 0, &features), 0);
	CHECK_EQ(virtio_queue_start(device, 0, &rings, NULL, NULL), 0);
}

int main(void)
{
	finding();
	disk_works(PCI_MESSAGES);
	/* One message for all. */
	disk_works(1);
	wrong_capabilities();
	return test_done();
}
