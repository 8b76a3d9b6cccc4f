/* SPDX-License-Identifier: BSD-3-Clause */
/* OASIS virtio 1.2, 4.2.2, and what becomes of it. */
#include "hostile.h"

#define DEVICE_CONFIG 0x100u
#define EMPTY UINT32_MAX

struct device device = { .random = CONFIG_SEED, .type = CONFIG_TYPE };

/* splitmix64 (Steele, Lea, Flood 2014). */
uint64_t hostile_random(void)
{
	uint64_t z = (device.random += 0x9E3779B97F4A7C15u);

	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

unsigned hostile_below(unsigned limit)
{
	return (unsigned)(hostile_random() % limit);
}

bool hostile_chance(unsigned percent)
{
	return percent != 0 && hostile_below(100) < percent;
}

/* Rarely `percent`, so that most devices get as far as their queues. */
static unsigned rarely(unsigned cases, unsigned percent)
{
	return hostile_chance(cases) ? percent : 0;
}

void hostile_begin(uint64_t seed, unsigned type)
{
	device = (struct device){ .random = seed, .type = type };
	interrupts_reset();
	device.character = (struct character){
		.garbage = rarely(8, 1 + hostile_below(100)),
		.wrong_magic = rarely(2, 100),
		.wrong_version = rarely(2, 100),
		.wrong_type = rarely(2, 50),
		.no_version_1 = rarely(2, 100),
		.refuse_features = rarely(2, 100),
		.stuck_reset = rarely(3, 1 + hostile_below(100)),
		.odd_queue_size = rarely(15, 100),
		.odd_config = rarely(20, 1 + hostile_below(3)),
		.unsettled = rarely(8, 1 + hostile_below(100)),
		.needs_reset = rarely(15, 1 + hostile_below(20)),
		.storm = rarely(40, 1 + hostile_below(100)),
		.deaf = rarely(10, 1 + hostile_below(100)),
		.lazy = rarely(20, 1 + hostile_below(100)),
		.lies = rarely(70, 1 + hostile_below(40)),
	};
	device.features = hostile_chance(50) ? ~(uint64_t)0 : hostile_random() | 1ull << VIRTIO_F_VERSION_1;
	if (hostile_chance(device.character.no_version_1))
		device.features &= ~(1ull << VIRTIO_F_VERSION_1);
}

void hostile_silence(void)
{
	device.silent = true;
	device.interrupt = 0;
}

static struct ring *selected(void)
{
	return &device.rings[device.queue_select % QUEUES_MOST];
}

static uint32_t queue_size(void)
{
	static const uint32_t odd[] = { 0, 1, 2, 3, 4, 5, 7, 100, 32768, 65536, UINT32_MAX };

	if (device.queue_select >= QUEUES_MOST && !hostile_chance(device.character.lies))
		return 0;
	return device.character.odd_queue_size != 0 ? odd[hostile_below(sizeof odd / sizeof odd[0])] : 64;
}

static uint32_t status(void)
{
	if (device.status == 0 && hostile_chance(device.character.stuck_reset))
		return 1 + hostile_below(255);
	return device.status;
}

static uint32_t honest(unsigned offset)
{
	switch (offset) {
	case 0x000:
		return hostile_chance(device.character.wrong_magic) ? (uint32_t)hostile_random() : 0x74726976;
	case 0x004:
		return hostile_chance(device.character.wrong_version) ? hostile_below(4) : 2;
	case 0x008:
		return hostile_chance(device.character.wrong_type) ? hostile_below(20) : device.type;
	case 0x010:
		return (uint32_t)(device.features >> (device.features_select == 1 ? 32 : 0));
	case 0x034:
		return queue_size();
	case 0x044:
		return selected()->ready;
	case 0x060:
		return device.interrupt;
	case 0x070:
		return status();
	case 0x0fc:
		return hostile_chance(device.character.unsettled) ? device.generation++ : device.generation;
	default:
		return (uint32_t)hostile_random();
	}
}

uint32_t mmio_read32(uint64_t address)
{
	uint64_t offset = address - CONFIG_BASE;

	/* The bus has one slot. */
	if (offset >= 0x200)
		return EMPTY;
	interrupts_maybe();
	if (offset >= DEVICE_CONFIG)
		return mmio_read16(address) | (uint32_t)mmio_read16(address + 2) << 16;
	return hostile_chance(device.character.garbage) ? (uint32_t)hostile_random() : honest((unsigned)offset);
}

/* What a device of this type has, roughly; the rest is zero. */
static uint8_t plausible(size_t offset)
{
	/* A disk of 4096 units with sectors of 512; to a network the same bytes are an address. */
	static const uint8_t bytes[] = { 0, 16, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0 };
	static const uint8_t tag[] = { 5, 0, 'f', 'i', 'l', 'e', 's' };

	if (device.type == VIRTIO_9P)
		return offset < sizeof tag ? tag[offset] : 0;
	return offset < sizeof bytes ? bytes[offset] : 0;
}

uint8_t mmio_read8(uint64_t address)
{
	size_t offset = (size_t)(address - CONFIG_BASE - DEVICE_CONFIG);

	interrupts_maybe();
	switch (device.character.odd_config) {
	case 0:
		return plausible(offset);
	case 1:
		return hostile_chance(30) ? plausible(offset) : (uint8_t)hostile_random();
	case 2:
		return UINT8_MAX;
	default:
		return 0;
	}
}

uint16_t mmio_read16(uint64_t address)
{
	return (uint16_t)(mmio_read8(address) | mmio_read8(address + 1) << 8);
}

static void set_status(uint32_t value)
{
	if (value == 0) {
		queues_reset();
		device.status = 0;
		device.interrupt = 0;
		device.accepted = 0;
		return;
	}
	if ((value & 0x08) != 0 && (device.status & 0x08) == 0 && hostile_chance(device.character.refuse_features))
		value &= ~0x08u;
	device.status = (value & 0xff) | (device.status & 0x40);
}

static void set_half(uint64_t *value, bool high, uint32_t part)
{
	if (high)
		*value = (*value & UINT32_MAX) | (uint64_t)part << 32;
	else
		*value = (*value & ~(uint64_t)UINT32_MAX) | part;
}

/* Even this device knows whether it can reach its rings. */
static void set_ready(struct ring *ring, uint32_t value)
{
	ring->ready = value != 0 && ring->size != 0 && ring->size <= SIZE_MOST && ring->descriptors != 0 &&
		      ring->available != 0 && ring->used != 0;
	ring->seen = 0;
	ring->done = 0;
	ring->chain_count = 0;
}

void mmio_write32(uint64_t address, uint32_t value)
{
	uint64_t offset = address - CONFIG_BASE;
	struct ring *ring = selected();

	/* A queue that is enabled keeps its rings. */
	if (ring->ready && (offset == 0x038 || (offset >= 0x080 && offset < 0x0a8)))
		return;
	switch (offset) {
	case 0x014:
		device.features_select = value;
		break;
	case 0x020:
		set_half(&device.accepted, device.driver_select == 1, value);
		break;
	case 0x024:
		device.driver_select = value;
		break;
	case 0x030:
		device.queue_select = value;
		break;
	case 0x038:
		ring->size = value;
		break;
	case 0x044:
		set_ready(ring, value);
		break;
	case 0x050:
		if (!hostile_chance(device.character.lazy))
			queues_work();
		break;
	case 0x064:
		if (!hostile_chance(device.character.lies / 2))
			device.interrupt &= ~value;
		break;
	case 0x070:
		set_status(value);
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
	interrupts_maybe();
}

void mmio_write8(uint64_t address, uint8_t value)
{
	(void)address;
	(void)value;
	interrupts_maybe();
}

void mmio_write16(uint64_t address, uint16_t value)
{
	(void)address;
	(void)value;
	interrupts_maybe();
}
