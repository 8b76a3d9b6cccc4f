/* SPDX-License-Identifier: BSD-3-Clause */
/* PCI Local Bus Specification 3.0. A function's handle is its address in mechanism #1: bus << 16 | device << 11 | function << 8. */
#ifndef PCI_H
#define PCI_H

#include <ports.h>

#define PCI_ID 0x00u
#define PCI_COMMAND 0x04u      /* the status is its upper half */
#define PCI_CLASS 0x08u
#define PCI_HEADER 0x0cu
#define PCI_BAR 0x10u
#define PCI_BUSES 0x18u        /* of a bridge: primary, secondary, subordinate */
#define PCI_WINDOW 0x20u       /* of a bridge: base and limit, in MiB */
#define PCI_WINDOW_FETCH 0x24u
#define PCI_CAPABILITIES 0x34u

#define PCI_COMMAND_MEMORY 0x2u
#define PCI_COMMAND_MASTER 0x4u
#define PCI_COMMAND_BITS 0xffffu /* writing zeroes to the status changes nothing */

#define PCI_NOBODY UINT32_MAX
#define PCI_HEADER_BRIDGE 1u
#define PCI_ALL_BUSES 256u

static inline uint32_t pci_function(unsigned bus, unsigned device, unsigned function)
{
	return bus << 16 | device << 11 | function << 8;
}

static inline unsigned pci_bus_of(uint32_t function)
{
	return function >> 16 & 0xff;
}

/* The header's type, without the bit that says that there are more functions. */
unsigned pci_header(uint32_t function);

/* Free addresses of a bus. */
struct pci_room {
	uint64_t next;
	uint64_t end;
};

/* That of bus 0, or of a bus that was numbered here; NULL for others. */
struct pci_room *pci_room_of(unsigned bus);

/* An aligned piece of a room, `size` a power of two; 0 when it does not fit. */
uint64_t pci_take(struct pci_room *room, uint64_t size);

/* Takes what the firmware has put there out of the room of bus 0. */
void pci_skip_assigned(uint32_t function);

#endif
