/* SPDX-License-Identifier: BSD-3-Clause */
/* Base address registers (6.2.5.1). */
#include "pci.h"

#define BARS 6u
#define BAR_IO 0x1u
#define BAR_TYPE 0x6u
#define BAR_64 0x4u
#define BAR_FLAGS 0xfu
#define MAPPED ((uint64_t)1 << 32) /* what the boot code maps */
#define PAGE 4096u

struct bar {
	unsigned offset;
	uint32_t flags;
	uint64_t address;
	uint64_t size; /* 0: there is none */
};

static bool is_64(uint32_t low)
{
	return (low & (BAR_IO | BAR_TYPE)) == BAR_64;
}

static uint64_t read_address(uint32_t function, unsigned offset, bool wide)
{
	uint64_t low = pci_read32(function, offset);

	return wide ? low | (uint64_t)pci_read32(function, offset + 4) << 32 : low;
}

static void write_address(uint32_t function, unsigned offset, bool wide, uint64_t address)
{
	pci_write32(function, offset, (uint32_t)address);
	if (wide)
		pci_write32(function, offset + 4, (uint32_t)(address >> 32));
}

/* Which bits of the address can be set says how large it is; meanwhile the function answers to no address. */
static void measure(uint32_t function, struct bar *bar)
{
	bool wide = is_64(bar->flags);
	uint32_t command = pci_read32(function, PCI_COMMAND) & PCI_COMMAND_BITS;

	pci_write32(function, PCI_COMMAND, command & ~PCI_COMMAND_MEMORY);
	write_address(function, bar->offset, wide, UINT64_MAX);

	uint64_t mask = read_address(function, bar->offset, wide) & ~(uint64_t)BAR_FLAGS;

	write_address(function, bar->offset, wide, bar->address | bar->flags);
	pci_write32(function, PCI_COMMAND, command);
	if (!wide && mask != 0)
		mask |= ~(uint64_t)UINT32_MAX;
	bar->size = mask & (~mask + 1);
}

/* -ENOENT, -ENOTSUP for one in I/O space. */
static int read_bar(uint32_t function, unsigned number, struct bar *bar)
{
	unsigned bars = pci_header(function) == 0 ? BARS : 0;

	for (unsigned i = 0; i < bars; i++) {
		uint32_t low = pci_read32(function, PCI_BAR + 4 * i);
		bool wide = is_64(low) && i + 1 < bars;

		if (i == number) {
			if ((low & BAR_IO) != 0)
				return -ENOTSUP;
			if (is_64(low) && !wide)
				return -ENOENT;
			bar->offset = PCI_BAR + 4 * i;
			bar->flags = low & BAR_FLAGS;
			bar->address = read_address(function, bar->offset, wide) & ~(uint64_t)BAR_FLAGS;
			measure(function, bar);
			return bar->size != 0 ? 0 : -ENOENT;
		}
		/* Its other half is no register of its own. */
		if (wide)
			i++;
	}
	return -ENOENT;
}

uint64_t pci_take(struct pci_room *room, uint64_t size)
{
	/* A page at least, so that no two devices share one. */
	uint64_t step = size < PAGE ? PAGE : size;
	uint64_t at = (room->next + step - 1) & ~(step - 1);

	if (at < room->next || at > room->end || step > room->end - at)
		return 0;
	room->next = at + step;
	return at;
}

static bool is_assigned(uint32_t function, const struct bar *bar)
{
	bool decodes = (pci_read32(function, PCI_COMMAND) & PCI_COMMAND_MEMORY) != 0;
	bool ours = bar->address >= CONFIG_BASE && bar->address < (uint64_t)CONFIG_BASE + CONFIG_SIZE;

	return bar->address != 0 && bar->size <= MAPPED && bar->address <= MAPPED - bar->size && (decodes || ours);
}

void pci_skip_assigned(uint32_t function)
{
	struct pci_room *room = pci_room_of(0);

	if ((pci_read32(function, PCI_COMMAND) & PCI_COMMAND_MEMORY) == 0)
		return;
	for (unsigned i = 0; i < BARS; i++) {
		struct bar bar;

		if (read_bar(function, i, &bar) < 0 || bar.address < room->next || bar.address >= room->end)
			continue;
		room->next = bar.address + bar.size;
	}
}

int pci_bar(uint32_t function, unsigned number, uint64_t *address, uint64_t *size)
{
	struct bar bar;
	int error = read_bar(function, number, &bar);

	if (error < 0)
		return error;
	if (!is_assigned(function, &bar)) {
		struct pci_room *room = pci_room_of(pci_bus_of(function));

		bar.address = room != NULL ? pci_take(room, bar.size) : 0;
		if (bar.address == 0)
			return -ENOSPC;
		write_address(function, bar.offset, is_64(bar.flags), bar.address | bar.flags);
	}
	*address = bar.address;
	*size = bar.size;
	return 0;
}
