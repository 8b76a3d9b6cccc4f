/* SPDX-License-Identifier: BSD-3-Clause */
#include "fat.h"

/*
 * The capital of a letter: Latin, Greek and Cyrillic. Letters of other scripts are themselves, as in names that differ there two systems
 * agree seldom enough.
 */
uint16_t fold(uint16_t unit)
{
	if (unit < 0x80)
		return unit >= 'a' && unit <= 'z' ? (uint16_t)(unit - 32) : unit;
	if (unit >= 0xe0 && unit <= 0xfe)
		return unit == 0xf7 ? unit : (uint16_t)(unit - 32);
	if (unit == 0xff)
		return 0x178;
	/* Pairs: the capital is even, or in two ranges odd. The dotless i and the long s are no pairs. */
	if ((unit >= 0x100 && unit <= 0x12f) || (unit >= 0x132 && unit <= 0x137) || (unit >= 0x14a && unit <= 0x177) ||
	    (unit >= 0x460 && unit <= 0x481) || (unit >= 0x48a && unit <= 0x4bf) || (unit >= 0x4d0 && unit <= 0x52f))
		return (uint16_t)(unit & ~1u);
	if ((unit >= 0x139 && unit <= 0x148) || (unit >= 0x179 && unit <= 0x17e))
		return (unit & 1u) != 0 ? unit : (uint16_t)(unit - 1);
	if (unit >= 0x3b1 && unit <= 0x3cb)
		return unit == 0x3c2 ? unit : (uint16_t)(unit - 32);
	if (unit >= 0x430 && unit <= 0x44f)
		return (uint16_t)(unit - 32);
	if (unit >= 0x450 && unit <= 0x45f)
		return (uint16_t)(unit - 80);
	return unit;
}
