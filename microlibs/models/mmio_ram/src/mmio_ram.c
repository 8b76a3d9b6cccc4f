/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

static uint32_t words[CONFIG_WORDS];

/* The register at `address`; NULL when nobody answers there. */
static uint32_t *word_at(uint64_t address)
{
	uint64_t offset = address - CONFIG_BASE;

	if (offset % sizeof(words[0]) != 0 || offset / sizeof(words[0]) >= CONFIG_WORDS)
		return NULL;
	return &words[offset / sizeof(words[0])];
}

uint32_t mmio_read32(uint64_t address)
{
	const uint32_t *word = word_at(address);

	return word != NULL ? *word : UINT32_MAX;
}

void mmio_write32(uint64_t address, uint32_t value)
{
	uint32_t *word = word_at(address);

	if (word != NULL)
		*word = value;
}

/* The byte at `address`; NULL when nobody answers there. */
static uint8_t *byte_at(uint64_t address)
{
	uint64_t offset = address - CONFIG_BASE;

	return offset < sizeof words ? (uint8_t *)words + offset : NULL;
}

uint8_t mmio_read8(uint64_t address)
{
	const uint8_t *byte = byte_at(address);

	return byte != NULL ? *byte : UINT8_MAX;
}

void mmio_write8(uint64_t address, uint8_t value)
{
	uint8_t *byte = byte_at(address);

	if (byte != NULL)
		*byte = value;
}

uint16_t mmio_read16(uint64_t address)
{
	if (address % 2 != 0)
		return UINT16_MAX;
	return (uint16_t)(mmio_read8(address) | mmio_read8(address + 1) << 8);
}

void mmio_write16(uint64_t address, uint16_t value)
{
	if (address % 2 != 0)
		return;
	mmio_write8(address, (uint8_t)value);
	mmio_write8(address + 1, (uint8_t)(value >> 8));
}
