/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Linux hands on the processor's error code; but a page that nobody has touched yet is not present for the processor, whatever
 * its rights are, so that the rights are asked for.
 */
#include <ports.h>

#include "process.h"
#include "reservations.h"

#define ERROR_WRITE 2u
#define ERROR_FETCH 16u

extern const char __image_start[];
extern const char __text_start[];
extern const char __text_end[];

static bool between(uintptr_t at, const char *from, const char *to)
{
	return at >= (uintptr_t)from && at < (uintptr_t)to;
}

const char *faults_name(uint64_t address, uint64_t error)
{
	uintptr_t end;
	unsigned rights = process_rights((uintptr_t)address, &end);

	if ((error & ERROR_FETCH) != 0)
		return rights != 0 ? "jump into data" : "jump to an unmapped page";
	if (rights == 0) {
		if (address < PAGING_PAGE)
			return "access through a null pointer";
		return reservations_find((uintptr_t)address, 1) != NULL ?
			       "access to a guard page or to memory that was given back" :
			       "access to an unmapped page";
	}
	if ((error & ERROR_WRITE) == 0 || (rights & PAGING_WRITE) != 0)
		return NULL;
	if (reservations_own((uintptr_t)address))
		return "write to a sealed page table";
	if (between((uintptr_t)address, __text_start, __text_end))
		return "write to text";
	if (between((uintptr_t)address, __image_start, __text_start))
		return "write to read-only data";
	return "write to a read-only page";
}
