/* SPDX-License-Identifier: BSD-3-Clause */
/* Devices, and where their registers are (4.1.2, 4.1.4). */
#include "vpci.h"

#define VENDOR 0x1af4u
#define TRANSITIONAL_FIRST 0x1000u
#define MODERN_FIRST 0x1040u
#define MODERN_LAST 0x107fu

#define ID 0x00u
#define COMMAND 0x04u
#define SUBSYSTEM 0x2cu
#define COMMAND_BITS 0xffffu
#define COMMAND_MEMORY 0x2u

#define CAPABILITY_VENDOR 0x09u
#define CAPABILITY_MSIX 0x11u
#define STRUCTURES_MOST 32u

enum { STRUCTURE_COMMON = 1, STRUCTURE_NOTIFY = 2, STRUCTURE_DEVICE = 4 };

static struct virtio_device devices[CONFIG_DEVICES];
static unsigned device_count;

int vpci_common = -1;

int init(void)
{
	device_count = 0;
	vpci_common = -1;
	return 0;
}

struct virtio_device *vpci_next(struct virtio_device *before)
{
	size_t at = before == NULL ? 0 : (size_t)(before - devices) + 1;

	return at < device_count ? &devices[at] : NULL;
}

/* The virtio type of a function; 0 when it is something else. */
static unsigned type_of(uint32_t function)
{
	uint32_t id = pci_read32(function, ID);
	uint32_t device = id >> 16;

	if ((id & 0xffff) != VENDOR || device < TRANSITIONAL_FIRST || device > MODERN_LAST)
		return 0;
	return device >= MODERN_FIRST ? device - MODERN_FIRST : pci_read32(function, SUBSYSTEM) >> 16;
}

/* The handle of a function, made when it is first seen. */
static struct virtio_device *handle_of(uint32_t function)
{
	for (unsigned i = 0; i < device_count; i++) {
		if (devices[i].function == function)
			return &devices[i];
	}
	if (device_count == CONFIG_DEVICES)
		return NULL;
	devices[device_count] = (struct virtio_device){ .function = function };
	return &devices[device_count++];
}

static bool has_structures(uint32_t function)
{
	return pci_capability(function, CAPABILITY_VENDOR, 0) > 0;
}

int virtio_find(unsigned type, unsigned index, struct virtio_device **out)
{
	uint32_t function;

	for (unsigned i = 0; pci_at(i, &function) == 0; i++) {
		if (type_of(function) != type || index-- > 0)
			continue;
		if (!has_structures(function))
			return -EPROTO;
		*out = handle_of(function);
		return *out != NULL ? 0 : -ENOENT;
	}
	return -ENOENT;
}

/* The registers that the capability at `at` names, if they lie within their block. */
static void read_block(uint32_t function, unsigned at, uint32_t needed, struct vpci_block *block)
{
	unsigned bar = pci_read32(function, at + 4) & 0xff;
	uint32_t offset = pci_read32(function, at + 8);
	uint32_t length = pci_read32(function, at + 12);
	uint64_t address;
	uint64_t size;

	/* Several of one kind: the first one that can be used counts. */
	if (block->size != 0 || bar > 5 || length < needed || pci_bar(function, bar, &address, &size) < 0)
		return;
	if (offset > size || length > size - offset || (address + offset) % 4 != 0)
		return;
	*block = (struct vpci_block){ address + offset, length };
}

static void read_structures(struct virtio_device *device)
{
	uint32_t function = device->function;
	int at = pci_capability(function, CAPABILITY_VENDOR, 0);

	for (unsigned i = 0; i < STRUCTURES_MOST && at > 0; i++) {
		bool known = device->notify.size != 0;

		switch (pci_read32(function, (unsigned)at) >> 24) {
		case STRUCTURE_COMMON:
			read_block(function, (unsigned)at, COMMON_BYTES, &device->common);
			break;
		case STRUCTURE_NOTIFY:
			read_block(function, (unsigned)at, 2, &device->notify);
			if (!known)
				device->notify_step = pci_read32(function, (unsigned)at + 16);
			break;
		case STRUCTURE_DEVICE:
			read_block(function, (unsigned)at, 1, &device->config);
			break;
		default:
			break;
		}
		at = pci_capability(function, CAPABILITY_VENDOR, (unsigned)at);
	}
}

static void read_vectors(struct virtio_device *device)
{
	int at = pci_capability(device->function, CAPABILITY_MSIX, 0);
	uint64_t address;
	uint64_t size;

	if (at < 0)
		return;
	uint32_t table = pci_read32(device->function, (unsigned)at + 4);
	unsigned count = (pci_read32(device->function, (unsigned)at) >> 16 & 0x7ff) + 1;

	if ((table & 7) > 5 || pci_bar(device->function, table & 7, &address, &size) < 0)
		return;
	if ((table & ~7u) > size || count * 16ull > size - (table & ~7u))
		return;
	device->vectors = address + (table & ~7u);
	device->vector_count = count;
	device->message_control = (unsigned)at;
}

int vpci_open(struct virtio_device *device)
{
	if (device->open)
		return 0;
	read_structures(device);
	read_vectors(device);
	if (device->common.size == 0 || device->notify.size == 0)
		return -EPROTO;

	uint32_t command = pci_read32(device->function, COMMAND) & COMMAND_BITS;

	pci_write32(device->function, COMMAND, command | COMMAND_MEMORY);
	device->open = true;
	return 0;
}
