/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UNILOOM_ALLOCSTATS_TYPES_H
#define UNILOOM_ALLOCSTATS_TYPES_H

#include <stddef.h>
#include <stdint.h>

/* All figures since init. Bytes are those asked for, without the allocator's own. */
struct allocstats {
	size_t used;
	size_t peak;
	uint64_t allocations;
	uint64_t failures;
	uint64_t live; /* blocks not freed */
};

#endif
