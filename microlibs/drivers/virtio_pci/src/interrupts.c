/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * MSI-X. Vector N + 1 of a device is of its queue N. Vector 0 is of configuration changes, and of queues for which no message was left;
 * all devices send the same message for it.
 */
#include "vpci.h"

#define ENTRY_BYTES 16u
#define ENTRY_ADDRESS 0u
#define ENTRY_ADDRESS_HIGH 4u
#define ENTRY_DATA 8u
#define ENTRY_CONTROL 12u
#define ENTRY_MASKED 1u

#define CONTROL_ENABLE 0x80000000u /* message control is the upper half */
#define CONTROL_MASK_ALL 0x40000000u

/* Interrupt context: of what has no message of its own. */
static void tell(struct virtio_device *device)
{
	for (unsigned i = 0; i < CONFIG_QUEUES; i++) {
		if (device->queues[i].call != NULL && device->queues[i].message < 0)
			device->queues[i].call(device->queues[i].ctx);
	}
	if (device->change != NULL)
		device->change(device->change_ctx);
}

/* Interrupt context: of all devices. */
static void common(void *ctx)
{
	(void)ctx;
	for (struct virtio_device *device = vpci_next(NULL); device != NULL; device = vpci_next(device)) {
		if (device->on_common)
			tell(device);
	}
}

static void set_entry(const struct virtio_device *device, unsigned vector, const struct msi_message *message)
{
	uint64_t entry = device->vectors + vector * ENTRY_BYTES;

	registers_write32(entry + ENTRY_CONTROL, ENTRY_MASKED);
	registers_write32(entry + ENTRY_ADDRESS, (uint32_t)message->address);
	registers_write32(entry + ENTRY_ADDRESS_HIGH, (uint32_t)(message->address >> 32));
	registers_write32(entry + ENTRY_DATA, message->data);
	registers_write32(entry + ENTRY_CONTROL, 0);
}

static void enable(const struct virtio_device *device, bool on)
{
	uint32_t control = pci_read32(device->function, device->message_control);

	pci_write32(device->function, device->message_control,
		    on ? (control | CONTROL_ENABLE) & ~CONTROL_MASK_ALL : control & ~CONTROL_ENABLE);
}

/* A number of a message, or a negative error. */
static int attach(struct virtio_device *device, unsigned vector, msi_handler *handler, void *ctx)
{
	struct msi_message message;

	if (vector >= device->vector_count)
		return -ENOSPC;
	int number = msi_attach(handler, ctx, &message);

	if (number < 0)
		return number;
	enable(device, true);
	set_entry(device, vector, &message);
	return number;
}

/* The message that devices share; taken before the first one of a queue's own. NULL when there is none. */
static const struct msi_message *common_message(void)
{
	static struct msi_message message;

	if (vpci_common < 0)
		vpci_common = msi_attach(common, NULL, &message);
	return vpci_common >= 0 ? &message : NULL;
}

unsigned vpci_change_vector(struct virtio_device *device)
{
	const struct msi_message *message = common_message();

	if (device->on_common)
		return 0;
	if (message == NULL || device->vector_count == 0)
		return NO_VECTOR;
	device->on_common = true;
	enable(device, true);
	set_entry(device, 0, message);
	return 0;
}

unsigned vpci_queue_vector(struct virtio_device *device, unsigned queue)
{
	struct vpci_queue *own = &device->queues[queue];
	/* The shared one first: with the last message for a queue, nothing would be left for the others. */
	unsigned common_vector = vpci_change_vector(device);

	own->message = attach(device, queue + 1, own->call, own->ctx);
	return own->message >= 0 ? queue + 1 : common_vector;
}

void vpci_detach(struct virtio_device *device)
{
	if (device->message_control != 0)
		enable(device, false);
	device->on_common = false;
	for (unsigned i = 0; i < CONFIG_QUEUES; i++) {
		if (device->queues[i].call != NULL && device->queues[i].message >= 0)
			(void)msi_detach(device->queues[i].message);
		device->queues[i] = (struct vpci_queue){ .message = -1 };
	}
	device->change = NULL;
}
