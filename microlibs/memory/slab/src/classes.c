/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Four classes to each doubling, so that at most a fifth of a block is lost to rounding; and above 512 bytes the sizes of which
 * 7, 6, 5, 4, 3, 2 fill a page.
 */
#include <ports.h>

#include "slab.h"

static const uint16_t bytes[CLASSES] = { 16,  32,  48,  64,  80,  96,  112, 128, 160, 192, 224,	 256,
					 288, 320, 384, 448, 512, 576, 672, 800, 1008, 1344, 2016 };

/* For each multiple of GRAIN up to 512 the class; above that there are few to look through. */
static const uint8_t small[] = { 0,  0,	 1,  2,	 3,  4,	 5,  6,	 7,  8,	 8,  9,	 9,  10, 10, 11, 11,
				 12, 12, 13, 13, 14, 14, 14, 14, 15, 15, 15, 15, 16, 16, 16, 16 };

unsigned class_for(size_t size)
{
	size_t grains = (size + GRAIN - 1) / GRAIN;

	if (grains < sizeof(small))
		return small[grains];

	unsigned of = small[sizeof(small) - 1];

	while (bytes[of] < size)
		of++;
	return of;
}

size_t class_bytes(unsigned of)
{
	return bytes[of];
}
