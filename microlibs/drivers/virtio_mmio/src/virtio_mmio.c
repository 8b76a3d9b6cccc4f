/* SPDX-License-Identifier: BSD-3-Clause */
/* OASIS virtio 1.2, 4.2. */
#include <ports.h>

#define MAGIC 0x000u
#define VERSION 0x004u
#define DEVICE_ID 0x008u
#define DEVICE_FEATURES 0x010u
#define DEVICE_FEATURES_SELECT 0x014u
#define DRIVER_FEATURES 0x020u
#define DRIVER_FEATURES_SELECT 0x024u
#define QUEUE_SELECT 0x030u
#define QUEUE_SIZE_MOST 0x034u
#define QUEUE_SIZE 0x038u
#define QUEUE_READY 0x044u
#define QUEUE_NOTIFY 0x050u
#define INTERRUPT_STATUS 0x060u
#define INTERRUPT_ACKNOWLEDGE 0x064u
#define STATUS 0x070u
#define QUEUE_DESCRIPTORS 0x080u /* two registers each, the low half first */
#define QUEUE_AVAILABLE 0x090u
#define QUEUE_USED 0x0a0u
#define CONFIG_GENERATION 0x0fcu
#define DEVICE_CONFIG 0x100u

#define MAGIC_VALUE 0x74726976u /* "virt" */
#define VERSION_MODERN 2u

#define STATUS_ACKNOWLEDGE 0x01u
#define STATUS_DRIVER 0x02u
#define STATUS_DRIVER_OK 0x04u
#define STATUS_FEATURES_OK 0x08u
#define STATUS_NEEDS_RESET 0x40u
#define STATUS_FAILED 0x80u
#define NOBODY UINT32_MAX /* an empty bus reads as ones */

#define INTERRUPT_QUEUE 0x1u
#define INTERRUPT_CHANGE 0x2u
#define INTERRUPT_LOOKS 4u

#define CONFIG_TRIES 16u

struct handler {
	virtio_handler *call;
	void *ctx;
};

struct virtio_device {
	bool claimed;
	bool attached; /* to its interrupt line */
	struct handler queues[CONFIG_QUEUES];
	struct handler change;
};

static struct virtio_device devices[CONFIG_SLOTS];

static unsigned slot_of(const struct virtio_device *device)
{
	return (unsigned)(device - devices);
}

static uint64_t address_of(const struct virtio_device *device, unsigned offset)
{
	return (uint64_t)CONFIG_BASE + (uint64_t)slot_of(device) * CONFIG_STRIDE + offset;
}

static uint32_t get(const struct virtio_device *device, unsigned offset)
{
	return mmio_read32(address_of(device, offset));
}

static void put(const struct virtio_device *device, unsigned offset, uint32_t value)
{
	mmio_write32(address_of(device, offset), value);
}

int init(void)
{
	for (unsigned i = 0; i < CONFIG_SLOTS; i++)
		devices[i] = (struct virtio_device){ .claimed = false };
	return 0;
}

int virtio_find(unsigned type, unsigned index, struct virtio_device **out)
{
	for (unsigned i = 0; i < CONFIG_SLOTS; i++) {
		struct virtio_device *device = &devices[CONFIG_DESCENDING ? CONFIG_SLOTS - 1 - i : i];

		if (get(device, MAGIC) != MAGIC_VALUE || get(device, DEVICE_ID) != type)
			continue;
		if (index-- > 0)
			continue;
		if (get(device, VERSION) != VERSION_MODERN)
			return -EPROTO;
		*out = device;
		return 0;
	}
	return -ENOENT;
}

/* Whether it came out of it. */
static bool reset(const struct virtio_device *device)
{
	put(device, STATUS, 0);
	for (unsigned i = 0; i < CONFIG_RESET_POLLS; i++) {
		if (get(device, STATUS) == 0)
			return true;
	}
	return false;
}

int virtio_claim(struct virtio_device *device)
{
	if (device->claimed)
		return -EBUSY;
	if (!reset(device))
		return -ETIMEDOUT;
	device->claimed = true;
	put(device, STATUS, STATUS_ACKNOWLEDGE);
	put(device, STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER);
	return 0;
}

void virtio_release(struct virtio_device *device)
{
	(void)reset(device);
	if (device->attached)
		(void)irq_detach(CONFIG_IRQ_BASE + slot_of(device));
	*device = (struct virtio_device){ .claimed = false };
}

static void add_status(const struct virtio_device *device, uint32_t bit)
{
	put(device, STATUS, (get(device, STATUS) & 0xff) | bit);
}

int virtio_negotiate(struct virtio_device *device, uint64_t wanted, uint64_t *accepted)
{
	const uint64_t version_1 = (uint64_t)1 << VIRTIO_F_VERSION_1;
	uint64_t offered = 0;

	for (unsigned half = 0; half < 2; half++) {
		put(device, DEVICE_FEATURES_SELECT, half);
		offered |= (uint64_t)get(device, DEVICE_FEATURES) << (32 * half);
	}
	*accepted = offered & (wanted | version_1);
	if ((*accepted & version_1) == 0)
		return -EPROTO;
	for (unsigned half = 0; half < 2; half++) {
		put(device, DRIVER_FEATURES_SELECT, half);
		put(device, DRIVER_FEATURES, (uint32_t)(*accepted >> (32 * half)));
	}
	add_status(device, STATUS_FEATURES_OK);
	return (get(device, STATUS) & STATUS_FEATURES_OK) != 0 ? 0 : -EPROTO;
}

/* Fields are read in their own width (4.2.2.2), those of 64 bits in halves. */
static void copy_config(const struct virtio_device *device, size_t offset, uint8_t *to, size_t size)
{
	uint64_t at = address_of(device, DEVICE_CONFIG) + offset;

	if ((size == 4 || size == 8) && offset % 4 == 0) {
		for (size_t i = 0; i < size; i += 4) {
			uint32_t value = mmio_read32(at + i);

			memcpy(to + i, &value, sizeof value);
		}
	} else if (size == 2 && offset % 2 == 0) {
		uint16_t value = mmio_read16(at);

		memcpy(to, &value, sizeof value);
	} else {
		for (size_t i = 0; i < size; i++)
			to[i] = mmio_read8(at + i);
	}
}

int virtio_config(struct virtio_device *device, size_t offset, void *data, size_t size)
{
	const size_t end = CONFIG_STRIDE - DEVICE_CONFIG;

	if (offset > end || size > end - offset)
		return -EINVAL;
	for (unsigned i = 0; i < CONFIG_TRIES; i++) {
		uint32_t generation = get(device, CONFIG_GENERATION);

		copy_config(device, offset, data, size);
		if (get(device, CONFIG_GENERATION) == generation)
			return 0;
	}
	return -EBUSY;
}

int virtio_queue_limit(struct virtio_device *device, unsigned queue, unsigned *limit)
{
	put(device, QUEUE_SELECT, queue);
	*limit = get(device, QUEUE_SIZE_MOST);
	return *limit != 0 ? 0 : -ENOENT;
}

/*
 * Interrupt context. What is most likely is acknowledged before the device is asked, which saves an access: the queues
 * are looked at anyway. The line falls with that, and what comes later lets it rise anew, unless a change was there
 * already; that is seen then.
 */
static void interrupt(void *ctx)
{
	struct virtio_device *device = ctx;
	uint32_t events = INTERRUPT_QUEUE;

	for (unsigned look = 0; events != 0 && look < INTERRUPT_LOOKS; look++) {
		put(device, INTERRUPT_ACKNOWLEDGE, events);
		for (unsigned i = 0; (events & INTERRUPT_QUEUE) != 0 && i < CONFIG_QUEUES; i++) {
			if (device->queues[i].call != NULL)
				device->queues[i].call(device->queues[i].ctx);
		}
		if ((events & INTERRUPT_CHANGE) != 0 && device->change.call != NULL)
			device->change.call(device->change.ctx);
		events = get(device, INTERRUPT_STATUS) & (INTERRUPT_QUEUE | INTERRUPT_CHANGE);
	}
}

static int attach(struct virtio_device *device)
{
	if (device->attached)
		return 0;

	int error = irq_attach(CONFIG_IRQ_BASE + slot_of(device), interrupt, device);

	if (error < 0)
		return error;
	device->attached = true;
	return 0;
}

static void put_address(const struct virtio_device *device, unsigned offset, uint64_t address)
{
	put(device, offset, (uint32_t)address);
	put(device, offset + 4, (uint32_t)(address >> 32));
}

int virtio_queue_start(struct virtio_device *device, unsigned queue, const struct virtio_rings *rings,
		       virtio_handler *handler, void *ctx)
{
	unsigned limit;
	int error = virtio_queue_limit(device, queue, &limit);

	if (error < 0)
		return error;
	if (rings->size == 0 || rings->size > limit || (handler != NULL && queue >= CONFIG_QUEUES))
		return -EINVAL;
	if (get(device, QUEUE_READY) != 0)
		return -EBUSY;
	if (handler != NULL) {
		device->queues[queue] = (struct handler){ handler, ctx };
		error = attach(device);
		if (error < 0)
			return error;
	}
	put(device, QUEUE_SIZE, rings->size);
	put_address(device, QUEUE_DESCRIPTORS, rings->descriptors);
	put_address(device, QUEUE_AVAILABLE, rings->available);
	put_address(device, QUEUE_USED, rings->used);
	put(device, QUEUE_READY, 1);
	return 0;
}

int virtio_on_change(struct virtio_device *device, virtio_handler *handler, void *ctx)
{
	device->change = (struct handler){ handler, ctx };
	return attach(device);
}

void virtio_ready(struct virtio_device *device)
{
	add_status(device, STATUS_DRIVER_OK);
}

void virtio_notify(struct virtio_device *device, unsigned queue)
{
	put(device, QUEUE_NOTIFY, queue);
}

bool virtio_broken(struct virtio_device *device)
{
	uint32_t status = get(device, STATUS);

	return status == NOBODY || (status & STATUS_NEEDS_RESET) != 0;
}

void virtio_fail(struct virtio_device *device)
{
	add_status(device, STATUS_FAILED);
	(void)reset(device);
}
