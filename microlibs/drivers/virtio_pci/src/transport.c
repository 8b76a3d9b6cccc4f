/* SPDX-License-Identifier: BSD-3-Clause */
/* The functions of API virtio. */
#include "vpci.h"

#define COMMAND 0x04u
#define COMMAND_BITS 0xffffu
#define COMMAND_MASTER 0x4u
#define COMMAND_NO_INTX 0x400u

#define STATUS_ACKNOWLEDGE 0x01u
#define STATUS_DRIVER 0x02u
#define STATUS_DRIVER_OK 0x04u
#define STATUS_FEATURES_OK 0x08u
#define STATUS_NEEDS_RESET 0x40u
#define STATUS_FAILED 0x80u
#define NOBODY 0xffu /* a device that is gone reads as ones */

#define CONFIG_TRIES 16u

static uint8_t status(const struct virtio_device *device)
{
	return registers_read8(device->common.address + COMMON_STATUS);
}

static void add_status(const struct virtio_device *device, uint8_t bit)
{
	registers_write8(device->common.address + COMMON_STATUS, status(device) | bit);
}

/* Whether it came out of it. */
static bool reset(const struct virtio_device *device)
{
	registers_write8(device->common.address + COMMON_STATUS, 0);
	for (unsigned i = 0; i < CONFIG_RESET_POLLS; i++) {
		if (status(device) == 0)
			return true;
	}
	return false;
}

int virtio_claim(struct virtio_device *device)
{
	if (device->claimed)
		return -EBUSY;
	int error = vpci_open(device);

	if (error < 0)
		return error;
	if (!reset(device))
		return -ETIMEDOUT;

	uint32_t command = pci_read32(device->function, COMMAND) & COMMAND_BITS;

	pci_write32(device->function, COMMAND, command | COMMAND_MASTER | COMMAND_NO_INTX);
	device->claimed = true;
	add_status(device, STATUS_ACKNOWLEDGE);
	add_status(device, STATUS_DRIVER);
	return 0;
}

void virtio_release(struct virtio_device *device)
{
	(void)reset(device);
	vpci_detach(device);
	device->claimed = false;
}

int virtio_negotiate(struct virtio_device *device, uint64_t wanted, uint64_t *accepted)
{
	const uint64_t version_1 = (uint64_t)1 << VIRTIO_F_VERSION_1;
	uint64_t common = device->common.address;
	uint64_t offered = 0;

	for (unsigned half = 0; half < 2; half++) {
		registers_write32(common + COMMON_DEVICE_SELECT, half);
		offered |= (uint64_t)registers_read32(common + COMMON_DEVICE_FEATURES) << (32 * half);
	}
	*accepted = offered & (wanted | version_1);
	if ((*accepted & version_1) == 0)
		return -EPROTO;
	for (unsigned half = 0; half < 2; half++) {
		registers_write32(common + COMMON_DRIVER_SELECT, half);
		registers_write32(common + COMMON_DRIVER_FEATURES, (uint32_t)(*accepted >> (32 * half)));
	}
	add_status(device, STATUS_FEATURES_OK);
	return (status(device) & STATUS_FEATURES_OK) != 0 ? 0 : -EPROTO;
}

/* Fields are read in their own width (4.1.3.1), those of 64 bits in halves. */
static void copy_config(const struct virtio_device *device, size_t offset, uint8_t *to, size_t size)
{
	uint64_t at = device->config.address + offset;

	if ((size == 4 || size == 8) && offset % 4 == 0) {
		for (size_t i = 0; i < size; i += 4) {
			uint32_t value = registers_read32(at + i);

			memcpy(to + i, &value, sizeof value);
		}
	} else if (size == 2 && offset % 2 == 0) {
		uint16_t value = registers_read16(at);

		memcpy(to, &value, sizeof value);
	} else {
		for (size_t i = 0; i < size; i++)
			to[i] = registers_read8(at + i);
	}
}

int virtio_config(struct virtio_device *device, size_t offset, void *data, size_t size)
{
	int error = vpci_open(device);

	if (error < 0)
		return error;
	if (offset > device->config.size || size > device->config.size - offset)
		return -EINVAL;
	for (unsigned i = 0; i < CONFIG_TRIES; i++) {
		uint8_t generation = registers_read8(device->common.address + COMMON_GENERATION);

		copy_config(device, offset, data, size);
		if (registers_read8(device->common.address + COMMON_GENERATION) == generation)
			return 0;
	}
	return -EBUSY;
}

int virtio_queue_limit(struct virtio_device *device, unsigned queue, unsigned *limit)
{
	*limit = 0;
	if (queue >= NO_VECTOR)
		return -ENOENT;
	registers_write16(device->common.address + COMMON_QUEUE_SELECT, (uint16_t)queue);
	*limit = registers_read16(device->common.address + COMMON_QUEUE_SIZE);
	return *limit != 0 ? 0 : -ENOENT;
}

static void put_address(const struct virtio_device *device, unsigned offset, uint64_t address)
{
	registers_write32(device->common.address + offset, (uint32_t)address);
	registers_write32(device->common.address + offset + 4, (uint32_t)(address >> 32));
}

/* Writes a vector where the device keeps it. False when it has none left, which it says by answering so. */
static bool put_vector(const struct virtio_device *device, unsigned offset, unsigned vector)
{
	registers_write16(device->common.address + offset, (uint16_t)vector);
	return vector != NO_VECTOR && registers_read16(device->common.address + offset) == vector;
}

int virtio_queue_start(struct virtio_device *device, unsigned queue, const struct virtio_rings *rings,
		       virtio_handler *handler, void *ctx)
{
	unsigned limit;
	int error = virtio_queue_limit(device, queue, &limit);

	if (error < 0)
		return error;
	if (queue >= CONFIG_QUEUES || rings->size == 0 || rings->size > limit)
		return -EINVAL;

	uint64_t common = device->common.address;
	uint64_t notify = (uint64_t)registers_read16(common + COMMON_QUEUE_NOTIFY) * device->notify_step;

	if (registers_read16(common + COMMON_QUEUE_ENABLE) != 0)
		return -EBUSY;
	if (notify + 2 > device->notify.size)
		return -EPROTO;
	device->queues[queue] = (struct vpci_queue){ handler, ctx, device->notify.address + notify, -1 };
	if (handler == NULL)
		registers_write16(common + COMMON_QUEUE_VECTOR, NO_VECTOR);
	else if (!put_vector(device, COMMON_QUEUE_VECTOR, vpci_queue_vector(device, queue)))
		return -ENOSPC;
	registers_write16(common + COMMON_QUEUE_SIZE, (uint16_t)rings->size);
	put_address(device, COMMON_QUEUE_DESCRIPTORS, rings->descriptors);
	put_address(device, COMMON_QUEUE_AVAILABLE, rings->available);
	put_address(device, COMMON_QUEUE_USED, rings->used);
	registers_write16(common + COMMON_QUEUE_ENABLE, 1);
	return 0;
}

int virtio_on_change(struct virtio_device *device, virtio_handler *handler, void *ctx)
{
	device->change = handler;
	device->change_ctx = ctx;
	return put_vector(device, COMMON_CHANGE_VECTOR, vpci_change_vector(device)) ? 0 : -ENOSPC;
}

void virtio_ready(struct virtio_device *device)
{
	add_status(device, STATUS_DRIVER_OK);
}

void virtio_notify(struct virtio_device *device, unsigned queue)
{
	if (queue < CONFIG_QUEUES)
		registers_write16(device->queues[queue].notify, (uint16_t)queue);
}

bool virtio_broken(struct virtio_device *device)
{
	uint8_t value = status(device);

	return value == NOBODY || (value & STATUS_NEEDS_RESET) != 0;
}

void virtio_fail(struct virtio_device *device)
{
	add_status(device, STATUS_FAILED);
	(void)reset(device);
}
