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
