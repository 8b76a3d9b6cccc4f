/* SPDX-License-Identifier: BSD-3-Clause */
/* Configuration mechanism #1 (3.2.2.3.2), and what is read of a header (6.1, 6.7). */
#include "pci.h"

#define PORT_ADDRESS 0xcf8u
#define PORT_DATA 0xcfcu
#define ENABLE 0x80000000u

#define STATUS_CAPABILITIES (0x10u << 16)
#define CAPABILITIES_MOST 48u /* of 4 bytes at least, in the 192 behind the header */

uint32_t pci_read32(uint32_t function, unsigned offset)
{
	unsigned long state = cpu_irq_save();

	pio_out32(PORT_ADDRESS, ENABLE | function | (offset & 0xfc));

	uint32_t value = pio_in32(PORT_DATA);

	cpu_irq_restore(state);
	return value;
}

void pci_write32(uint32_t function, unsigned offset, uint32_t value)
{
	unsigned long state = cpu_irq_save();

	pio_out32(PORT_ADDRESS, ENABLE | function | (offset & 0xfc));
	pio_out32(PORT_DATA, value);
	cpu_irq_restore(state);
}

unsigned pci_header(uint32_t function)
{
	return pci_read32(function, PCI_HEADER) >> 16 & 0x7f;
}

int pci_capability(uint32_t function, unsigned id, unsigned after)
{
	if ((pci_read32(function, PCI_COMMAND) & STATUS_CAPABILITIES) == 0)
		return -ENOENT;

	unsigned at = after == 0 ? pci_read32(function, PCI_CAPABILITIES) : pci_read32(function, after) >> 8;

	for (unsigned i = 0; i < CAPABILITIES_MOST; i++) {
		at &= 0xfc;
		/* Below it is the header. */
		if (at < 0x40)
			return -ENOENT;

		uint32_t head = pci_read32(function, at);

		if ((head & 0xff) == id)
			return (int)at;
		at = head >> 8;
	}
	return -ENOENT;
}
