/* SPDX-License-Identifier: BSD-3-Clause */
/* What is there. */
#include "pci.h"

#define DEVICES 32u
#define FUNCTIONS 8u
#define MULTIPLE 0x800000u
#define CLASS_BRIDGE 0x0604u
#define MIB ((uint64_t)1 << 20)

static uint32_t functions[CONFIG_FUNCTIONS];
static unsigned count;
static unsigned last_bus;
static uint32_t scanned[PCI_ALL_BUSES / 32];
static struct pci_room rooms[CONFIG_BUSES];

struct pci_room *pci_room_of(unsigned bus)
{
	return bus < CONFIG_BUSES && rooms[bus].end != 0 ? &rooms[bus] : NULL;
}

/* In order: bridges lead elsewhere before their own bus is done. */
static void note(uint32_t function)
{
	if (count == CONFIG_FUNCTIONS)
		return;
	unsigned at = count++;

	for (; at > 0 && functions[at - 1] > function; at--)
		functions[at] = functions[at - 1];
	functions[at] = function;
}

/* The bridge's windows: one for memory, none for what can be fetched ahead. */
static void open_window(uint32_t bridge, unsigned bus, struct pci_room *above)
{
	uint64_t size = pci_bus_of(bridge) == 0 ? CONFIG_BRIDGE_MB * MIB : MIB;
	uint64_t aligned = (above->next + MIB - 1) & ~(MIB - 1);

	/* Not of a power of two: it only has to begin and end on a MiB. */
	if (aligned + size > above->end)
		return;
	above->next = aligned + size;
	rooms[bus] = (struct pci_room){ aligned, aligned + size };
	pci_write32(bridge, PCI_WINDOW, (uint32_t)(aligned >> 16) | (uint32_t)((aligned + size - 1) & 0xfff00000));
	pci_write32(bridge, PCI_WINDOW_FETCH, 0x0000fff0);
	pci_write32(bridge, PCI_COMMAND,
		    (pci_read32(bridge, PCI_COMMAND) & PCI_COMMAND_BITS) | PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
}

static void scan(unsigned bus);

static void set_buses(uint32_t bridge, unsigned secondary, unsigned subordinate)
{
	uint32_t latency = pci_read32(bridge, PCI_BUSES) & 0xff000000u;

	pci_write32(bridge, PCI_BUSES, latency | subordinate << 16 | secondary << 8 | pci_bus_of(bridge));
}

static void follow(uint32_t bridge)
{
	unsigned secondary = pci_read32(bridge, PCI_BUSES) >> 8 & 0xff;

	if (secondary != 0) {
		/* Numbers grow away from the processor: one that does not leads back. */
		if (secondary > pci_bus_of(bridge))
			scan(secondary);
		return;
	}
	if (last_bus + 1 >= CONFIG_BUSES)
		return;
	secondary = last_bus + 1;
	set_buses(bridge, secondary, 0xff);
	if (pci_room_of(pci_bus_of(bridge)) != NULL)
		open_window(bridge, secondary, pci_room_of(pci_bus_of(bridge)));
	scan(secondary);
	set_buses(bridge, secondary, last_bus);
}

static void look(uint32_t function)
{
	note(function);
	if (pci_header(function) == PCI_HEADER_BRIDGE && pci_read32(function, PCI_CLASS) >> 16 == CLASS_BRIDGE)
		follow(function);
	else
		pci_skip_assigned(function);
}

static void scan(unsigned bus)
{
	if (bus >= CONFIG_BUSES || (scanned[bus / 32] >> bus % 32 & 1) != 0)
		return;
	scanned[bus / 32] |= (uint32_t)1 << bus % 32;
	if (bus > last_bus)
		last_bus = bus;
	for (unsigned device = 0; device < DEVICES; device++) {
		uint32_t first = pci_function(bus, device, 0);

		if (pci_read32(first, PCI_ID) == PCI_NOBODY)
			continue;
		bool more = (pci_read32(first, PCI_HEADER) & MULTIPLE) != 0;

		for (unsigned i = 0; i < (more ? FUNCTIONS : 1); i++) {
			uint32_t function = pci_function(bus, device, i);

			if (i == 0 || pci_read32(function, PCI_ID) != PCI_NOBODY)
				look(function);
		}
	}
}

int init(void)
{
	count = 0;
	last_bus = 0;
	memset(scanned, 0, sizeof scanned);
	memset(rooms, 0, sizeof rooms);
	rooms[0] = (struct pci_room){ CONFIG_BASE, (uint64_t)CONFIG_BASE + CONFIG_SIZE };
	scan(0);
	return 0;
}

int pci_at(unsigned index, uint32_t *function)
{
	if (index >= count)
		return -ENOENT;
	*function = functions[index];
	return 0;
}
