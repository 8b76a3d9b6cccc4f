/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For tests of virtio_pci: the slots of virtio_slots, or of virtio_hostile, as functions on a PCI bus. Slot N is device N + 2, with
 * its structures in BAR 4 and its MSI-X table in BAR 1. A test may change what the capabilities say, and how many messages there are.
 */
#ifndef AS_PCI_H
#define AS_PCI_H

#include <ports.h>
#include <uniloom/test.h>

uint32_t mmio_read32(uint64_t address);
uint8_t mmio_read8(uint64_t address);
uint16_t mmio_read16(uint64_t address);
void mmio_write32(uint64_t address, uint32_t value);
int irq_attach(unsigned line, void (*handler)(void *), void *ctx);

#define PCI_SLOTS 4u
#define PCI_VECTORS 5u
#define PCI_MESSAGES 16u
#define SLOT_BASE 0xfeb00000u
#define SLOT_LINE 5u
#define BAR_STRUCTURES 0xc0000000u
#define BAR_TABLE 0xd0000000u
#define STRUCTURES_BYTES 0x4000u
#define AT_DEVICE 0x2000u
#define AT_NOTIFY 0x3000u

struct pci_slot {
	uint32_t config[64];
	uint16_t change_vector;
	uint16_t vectors[8]; /* of queues */
	uint32_t selected;
	uint32_t table[PCI_VECTORS * 4];
	uint64_t rings[3];
	uint32_t size;
	bool listening;
};

static struct pci_slot pci_slots[PCI_SLOTS];
static unsigned pci_slot_count = 1;
static struct {
	msi_handler *call;
	void *ctx;
} pci_messages[PCI_MESSAGES];
static unsigned pci_message_limit = PCI_MESSAGES;
static unsigned long pci_delivered[PCI_MESSAGES];

static inline void pci_set(struct pci_slot *slot, unsigned at, uint32_t value)
{
	slot->config[at / 4] = value;
}

/* A capability of virtio's (4.1.4): `next` is where the next one is. */
static inline void pci_structure(struct pci_slot *slot, unsigned at, unsigned next, unsigned type, uint32_t offset,
				 uint32_t length)
{
	pci_set(slot, at, 0x09 | next << 8 | 20u << 16 | type << 24);
	pci_set(slot, at + 4, 4);
	pci_set(slot, at + 8, offset);
	pci_set(slot, at + 12, length);
	pci_set(slot, at + 16, 4); /* of notifications: bytes from queue to queue */
}

/* As after power-on, with capabilities that are right. */
static inline void pci_plug(unsigned count)
{
	memset(pci_slots, 0, sizeof pci_slots);
	memset(pci_messages, 0, sizeof pci_messages);
	pci_slot_count = count;
	for (unsigned i = 0; i < count; i++) {
		struct pci_slot *slot = &pci_slots[i];

		pci_set(slot, 0x04, 0x100000);
		pci_set(slot, 0x34, 0x40);
		pci_structure(slot, 0x40, 0x58, 1, 0, 0x38);
		pci_structure(slot, 0x58, 0x70, 2, AT_NOTIFY, 0x1000);
		pci_structure(slot, 0x70, 0x88, 3, 0x1000, 4);
		pci_structure(slot, 0x88, 0xa0, 4, AT_DEVICE, 0x100);
		pci_set(slot, 0xa0, 0x11 | (PCI_VECTORS - 1) << 16);
		pci_set(slot, 0xa4, 1);
		slot->change_vector = 0xffff;
		memset(slot->vectors, 0xff, sizeof slot->vectors);
	}
}

static inline uint64_t pci_register(unsigned slot, unsigned offset)
{
	return SLOT_BASE + slot * 512u + offset;
}

static struct pci_slot *pci_slot_of(uint32_t function)
{
	unsigned at = (function >> 11) - 2;

	return function % 0x800 == 0 && at < pci_slot_count ? &pci_slots[at] : NULL;
}

int pci_at(unsigned index, uint32_t *function)
{
	if (index >= pci_slot_count)
		return -ENOENT;
	*function = (index + 2) << 11;
	return 0;
}

uint32_t pci_read32(uint32_t function, unsigned offset)
{
	struct pci_slot *slot = pci_slot_of(function);

	if (slot == NULL || offset >= 256)
		return UINT32_MAX;
	if (offset == 0)
		return (0x1040 + (mmio_read32(pci_register((unsigned)(slot - pci_slots), 0x008)) & 0x3f)) << 16 | 0x1af4;
	return slot->config[offset / 4];
}

void pci_write32(uint32_t function, unsigned offset, uint32_t value)
{
	struct pci_slot *slot = pci_slot_of(function);

	if (slot != NULL && (offset == 0x04 || offset == 0xa0))
		slot->config[offset / 4] = offset == 4 ? (value & 0xffff) | 0x100000 : value;
}

int pci_bar(uint32_t function, unsigned number, uint64_t *address, uint64_t *size)
{
	unsigned slot = (function >> 11) - 2;

	if (number != 1 && number != 4)
		return -ENOENT;
	*address = number == 4 ? BAR_STRUCTURES + slot * STRUCTURES_BYTES : BAR_TABLE + slot * 0x1000u;
	*size = number == 4 ? STRUCTURES_BYTES : 0x1000;
	return 0;
}

int pci_capability(uint32_t function, unsigned id, unsigned after)
{
	unsigned at = after == 0 ? pci_read32(function, 0x34) : pci_read32(function, after) >> 8;

	for (unsigned i = 0; i < 48; i++) {
		at &= 0xfc;
		if (at < 0x40)
			return -ENOENT;
		if ((pci_read32(function, at) & 0xff) == id)
			return (int)at;
		at = pci_read32(function, at) >> 8;
	}
	return -ENOENT;
}

int msi_attach(msi_handler *handler, void *ctx, struct msi_message *out)
{
	for (unsigned i = 0; i < pci_message_limit; i++) {
		if (pci_messages[i].call != NULL)
			continue;
		pci_messages[i].call = handler;
		pci_messages[i].ctx = ctx;
		*out = (struct msi_message){ 0xfee00000u, 0x40 + i };
		return (int)i;
	}
	return -ENOSPC;
}

int msi_detach(int number)
{
	if (number < 0 || number >= (int)PCI_MESSAGES || pci_messages[number].call == NULL)
		return -ENOENT;
	pci_messages[number].call = NULL;
	return 0;
}

static inline void pci_send(struct pci_slot *slot, unsigned vector)
{
	bool enabled = (slot->config[0xa0 / 4] & 0xc0000000u) == 0x80000000u;

	if (vector >= PCI_VECTORS || !enabled || (slot->table[vector * 4 + 3] & 1) != 0)
		return;
	uint32_t number = slot->table[vector * 4 + 2] - 0x40;

	/* A device that was told something else writes elsewhere. */
	if (number >= PCI_MESSAGES || slot->table[vector * 4] != 0xfee00000u || pci_messages[number].call == NULL)
		return;
	pci_delivered[number]++;
	pci_messages[number].call(pci_messages[number].ctx);
}

/* The slot's line, as messages. */
static inline void pci_interrupt(void *ctx)
{
	struct pci_slot *slot = ctx;
	unsigned at = (unsigned)(slot - pci_slots);
	uint32_t cause = mmio_read32(pci_register(at, 0x060));

	mmio_write32(pci_register(at, 0x064), cause);
	for (unsigned i = 0; (cause & 1) != 0 && i < 8; i++)
		pci_send(slot, slot->vectors[i]);
	if ((cause & 2) != 0)
		pci_send(slot, slot->change_vector);
}

/* The structures' part of an address; NULL outside. */
static inline struct pci_slot *pci_structures(uint64_t address, unsigned *offset)
{
	uint64_t from = address - BAR_STRUCTURES;

	*offset = (unsigned)(from % STRUCTURES_BYTES);
	return from / STRUCTURES_BYTES < pci_slot_count ? &pci_slots[from / STRUCTURES_BYTES] : NULL;
}

/* The register of a slot behind one of the common structure; 0 for those that are the bus' own. */
static inline unsigned pci_behind(unsigned offset)
{
	static const uint16_t registers[0x38] = {
		[0x00] = 0x014, [0x04] = 0x010, [0x08] = 0x024, [0x0c] = 0x020, [0x14] = 0x070, [0x15] = 0x0fc,
		[0x16] = 0x030, [0x18] = 0x034, [0x1c] = 0x044, [0x20] = 0x080, [0x24] = 0x084, [0x28] = 0x090,
		[0x2c] = 0x094, [0x30] = 0x0a0, [0x34] = 0x0a4,
	};

	return offset < 0x38 ? registers[offset] : 0;
}

static inline uint32_t pci_load(uint64_t address)
{
	unsigned offset;
	struct pci_slot *slot = pci_structures(address, &offset);

	if (slot == NULL)
		return UINT32_MAX;
	if (offset >= AT_DEVICE && offset < AT_DEVICE + 0x100)
		return 0;
	if (offset == 0x10)
		return slot->change_vector;
	if (offset == 0x1a)
		return slot->vectors[slot->selected % 8];
	if (offset == 0x1e)
		return slot->selected;
	return pci_behind(offset) != 0 ? mmio_read32(pci_register((unsigned)(slot - pci_slots), pci_behind(offset))) : 0;
}

/* Whether the test's memory has `size` bytes at `address`; NULL - nothing leads a driver astray here. */
static bool (*pci_owns)(uint64_t address, size_t size);

/* Where capabilities led a driver astray, what it wrote are no addresses of rings, and a device that took them would crash the test. */
static inline bool pci_rings_are_memory(const struct pci_slot *slot)
{
	return pci_owns == NULL || (pci_owns(slot->rings[0], slot->size * 16ull) &&
				    pci_owns(slot->rings[1], 6 + slot->size * 2ull) &&
				    pci_owns(slot->rings[2], 6 + slot->size * 8ull));
}

static inline void pci_store(uint64_t address, uint32_t value)
{
	unsigned offset;
	struct pci_slot *slot = pci_structures(address, &offset);

	if (slot == NULL) {
		uint64_t from = address - BAR_TABLE;

		if (from / 0x1000 < pci_slot_count && from % 0x1000 / 4 < PCI_VECTORS * 4)
			pci_slots[from / 0x1000].table[from % 0x1000 / 4] = value;
		return;
	}
	unsigned at = (unsigned)(slot - pci_slots);

	if (offset >= AT_NOTIFY) {
		mmio_write32(pci_register(at, 0x050), value);
		return;
	}
	if (offset >= 0x20 && offset < 0x38)
		((uint32_t *)slot->rings)[(offset - 0x20) / 4] = value;
	if (offset == 0x18)
		slot->size = value;
	if (offset == 0x1c && !pci_rings_are_memory(slot))
		return;
	if (offset == 0x10)
		slot->change_vector = (uint16_t)value;
	else if (offset == 0x1a)
		slot->vectors[slot->selected % 8] = (uint16_t)value;
	else if (pci_behind(offset) != 0)
		mmio_write32(pci_register(at, offset == 0x18 ? 0x038 : pci_behind(offset)), value);
	if (offset == 0x16)
		slot->selected = value;
	if (offset == 0x14 && value == 0) {
		slot->change_vector = 0xffff;
		memset(slot->vectors, 0xff, sizeof slot->vectors);
		memset(slot->rings, 0, sizeof slot->rings);
		slot->size = 0;
	}
	if (!slot->listening) {
		slot->listening = true;
		(void)irq_attach(SLOT_LINE + at, pci_interrupt, slot);
	}
}

static inline bool pci_in_config(uint64_t address, uint64_t *behind)
{
	unsigned offset;
	struct pci_slot *slot = pci_structures(address, &offset);

	if (slot == NULL || offset < AT_DEVICE || offset >= AT_DEVICE + 0x100)
		return false;
	*behind = pci_register((unsigned)(slot - pci_slots), 0x100 + offset - AT_DEVICE);
	return true;
}

uint8_t registers_read8(uint64_t address)
{
	uint64_t behind;

	return pci_in_config(address, &behind) ? mmio_read8(behind) : (uint8_t)pci_load(address);
}

uint16_t registers_read16(uint64_t address)
{
	uint64_t behind;

	return pci_in_config(address, &behind) ? mmio_read16(behind) : (uint16_t)pci_load(address);
}

uint32_t registers_read32(uint64_t address)
{
	uint64_t behind;

	return pci_in_config(address, &behind) ? mmio_read32(behind) : pci_load(address);
}

void registers_write8(uint64_t address, uint8_t value)
{
	pci_store(address, value);
}

void registers_write16(uint64_t address, uint16_t value)
{
	pci_store(address, value);
}

void registers_write32(uint64_t address, uint32_t value)
{
	pci_store(address, value);
}

#endif
