/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UNILOOM_MSI_TYPES_H
#define UNILOOM_MSI_TYPES_H

#include <stdint.h>

typedef void msi_handler(void *ctx);

/* For an entry of a PCI device's MSI-X table. */
struct msi_message {
	uint64_t address;
	uint32_t data;
};

#endif
