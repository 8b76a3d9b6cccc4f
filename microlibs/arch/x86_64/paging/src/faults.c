/* SPDX-License-Identifier: BSD-3-Clause */
/* Bits of a page fault's error code: Intel SDM vol. 3, 4.7. */
#include <ports.h>

#include "seal.h"
#include "reservations.h"
#include "tables.h"

#define ERROR_PRESENT 1u
#define ERROR_WRITE 2u
#define ERROR_FETCH 16u

extern const char __image_start[];
extern const char __text_start[];
extern const char __text_end[];

static bool between(uint64_t at, const char *from, const char *to)
{
	return at >= (uintptr_t)from && at < (uintptr_t)to;
}

static const char *absent(uint64_t address)
{
	if (address < PAGING_PAGE)
		return "access through a null pointer";
	if (address >= WINDOW_BASE && address < WINDOW_END)
		return reservations_hold(address, address + 1) ? "access to a guard page or to memory that was given back" :
								 "access beyond reserved addresses";
	return "access to an unmapped page";
}

const char *faults_name(uint64_t address, uint64_t error)
{
	if ((error & ERROR_FETCH) != 0)
		return (error & ERROR_PRESENT) != 0 ? "jump into data" : "jump to an unmapped page";
	if ((error & ERROR_PRESENT) == 0)
		return absent(address);
	if ((error & ERROR_WRITE) == 0)
		return NULL;
	if (seal_covers(address))
		return "write to a sealed page table";
	if (between(address, __text_start, __text_end))
		return "write to text";
	if (between(address, __image_start, __text_start))
		return "write to read-only data";
	return "write to a read-only page";
}
