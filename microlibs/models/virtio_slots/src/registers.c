/* SPDX-License-Identifier: BSD-3-Clause */
/* The register files (4.2.2). */
#include "slots.h"

#define EMPTY UINT32_MAX
#define F_EVENT_IDX 29u

#define DEVICE_CONFIG 0x100u

struct slot slots[SLOTS_MOST];

size_t slots_count(void)
{
	size_t count = device_count();

	return count < SLOTS_MOST ? count : SLOTS_MOST;
}

/* The slot and register at `address`; slots_count() when there is none. */
static size_t slot_at(uint64_t address, unsigned *offset)
{
	uint64_t from = address - CONFIG_BASE;

	*offset = (unsigned)(from % CONFIG_STRIDE);
	return from / CONFIG_STRIDE < slots_count() ? (size_t)(from / CONFIG_STRIDE) : slots_count();
}

static uint64_t offered(size_t at)
{
	return device_features(at) | 1ull << VIRTIO_F_VERSION_1 | 1ull << F_EVENT_IDX;
}

static struct ring *selected(struct slot *slot, size_t at)
{
	unsigned queues = device_queues(at);

	return slot->queue_select < queues && slot->queue_select < QUEUES_MOST ? &slot->rings[slot->queue_select] : NULL;
}

static uint32_t half(uint64_t value, uint32_t select)
{
	return select < 2 ? (uint32_t)(value >> (32 * select)) : 0;
}

static uint32_t read_register(size_t at, unsigned offset)
{
	struct slot *slot = &slots[at];
	struct ring *ring = selected(slot, at);

	switch (offset) {
	case 0x000:
		return 0x74726976;
	case 0x004:
		return CONFIG_VERSION;
	case 0x008:
		return device_type(at);
	case 0x00c:
		return 0x4d4c4e55;
	case 0x010:
		return half(offered(at), slot->features_select);
	case 0x034:
		return ring != NULL ? CONFIG_QUEUE_SIZE : 0;
	case 0x044:
		return ring != NULL ? ring->ready : 0;
	case 0x060:
		return slot->interrupt;
	case 0x070:
		return slot->status;
	case 0x0fc:
		return slot->generation;
	default:
		return 0;
	}
}

static void set_half(uint64_t *value, bool high, uint32_t part)
{
	if (high)
		*value = (*value & UINT32_MAX) | (uint64_t)part << 32;
	else
		*value = (*value & ~(uint64_t)UINT32_MAX) | part;
}

static void reset(struct slot *slot)
{
	*slot = (struct slot){
		.handler = slot->handler,
		.handler_ctx = slot->handler_ctx,
		.generation = slot->generation,
	};
}

static void set_status(struct slot *slot, size_t at, uint32_t value)
{
	if (value == 0) {
		reset(slot);
		return;
	}
	/* 2.2.2: a set that the device cannot do is not confirmed. */
	if ((value & STATUS_FEATURES_OK) != 0 && (slot->status & STATUS_FEATURES_OK) == 0) {
		if ((slot->accepted & ~offered(at)) != 0 || (slot->accepted >> VIRTIO_F_VERSION_1 & 1) == 0)
			value &= ~STATUS_FEATURES_OK;
		else
			device_accept(at, slot->accepted);
	}
	slot->status = (value & 0xff) | (slot->status & STATUS_NEEDS_RESET);
}

static void set_ready(struct slot *slot, struct ring *ring, uint32_t value)
{
	bool fits = ring->size != 0 && ring->size <= CONFIG_QUEUE_SIZE && (ring->size & (ring->size - 1)) == 0;

	/* 4.2.3.2: only once, and with features agreed on. */
	if ((value & 1) != 0 && (!fits || ring->ready != 0 || (slot->status & STATUS_FEATURES_OK) == 0)) {
		slot_break(slot);
		return;
	}
	ring->ready = value & 1;
}

static void write_ring(struct slot *slot, struct ring *ring, unsigned offset, uint32_t value)
{
	switch (offset) {
	case 0x038:
		ring->size = value;
		break;
	case 0x044:
		set_ready(slot, ring, value);
		break;
	case 0x080:
	case 0x084:
		set_half(&ring->descriptors, offset == 0x084, value);
		break;
	case 0x090:
	case 0x094:
		set_half(&ring->available, offset == 0x094, value);
		break;
	case 0x0a0:
	case 0x0a4:
		set_half(&ring->used, offset == 0x0a4, value);
		break;
	default:
		break;
	}
}

static void write_register(size_t at, unsigned offset, uint32_t value)
{
	struct slot *slot = &slots[at];

	switch (offset) {
	case 0x014:
		slot->features_select = value;
		break;
	case 0x020:
		if (slot->driver_select < 2 && (slot->status & STATUS_FEATURES_OK) == 0)
			set_half(&slot->accepted, slot->driver_select == 1, value);
		break;
	case 0x024:
		slot->driver_select = value;
		break;
	case 0x030:
		slot->queue_select = value;
		break;
	case 0x050:
		slots_work();
		break;
	case 0x064:
		slot->interrupt &= ~value;
		interrupts_deliver();
		break;
	case 0x070:
		set_status(slot, at, value);
		break;
	default:
		if (selected(slot, at) != NULL)
			write_ring(slot, selected(slot, at), offset, value);
		interrupts_deliver();
		break;
	}
}

uint8_t mmio_read8(uint64_t address)
{
	unsigned offset;
	size_t at = slot_at(address, &offset);

	/* Registers are read whole (4.2.2.2). */
	if (at == slots_count() || offset < DEVICE_CONFIG)
		return (uint8_t)EMPTY;
	return device_config(at, offset - DEVICE_CONFIG);
}

uint16_t mmio_read16(uint64_t address)
{
	return (uint16_t)(mmio_read8(address) | mmio_read8(address + 1) << 8);
}

uint32_t mmio_read32(uint64_t address)
{
	unsigned offset;
	size_t at = slot_at(address, &offset);

	if (at == slots_count() || offset % 4 != 0)
		return EMPTY;
	if (offset < DEVICE_CONFIG)
		return read_register(at, offset);
	return mmio_read16(address) | (uint32_t)mmio_read16(address + 2) << 16;
}

/* No device here has a configuration that can be written. */
void mmio_write8(uint64_t address, uint8_t value)
{
	(void)address;
	(void)value;
}

void mmio_write16(uint64_t address, uint16_t value)
{
	(void)address;
	(void)value;
}

void mmio_write32(uint64_t address, uint32_t value)
{
	unsigned offset;
	size_t at = slot_at(address, &offset);

	if (at != slots_count() && offset % 4 == 0 && offset < DEVICE_CONFIG)
		write_register(at, offset, value);
}
