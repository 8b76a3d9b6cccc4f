/* SPDX-License-Identifier: BSD-3-Clause */
/* Few and long-lived, so a sorted array: those who need many ranges reserve one and divide it up themselves. */
#include <ports.h>

#include "reservations.h"
#include "tables.h"

static struct {
	uint64_t base;
	uint64_t end;
} list[CONFIG_RESERVATIONS];

static size_t count;

static uint64_t align_up(uint64_t at, uint64_t align)
{
	return (at + align - 1) & ~(align - 1);
}

uint64_t reservations_add(uint64_t bytes, uint64_t align)
{
	uint64_t free_from = WINDOW_BASE;

	if (count == CONFIG_RESERVATIONS || bytes > WINDOW_END - WINDOW_BASE || align > WINDOW_END - WINDOW_BASE)
		return 0;
	for (size_t i = 0; i <= count; i++) {
		uint64_t base = align_up(free_from + PAGING_PAGE, align);
		uint64_t limit = i < count ? list[i].base : WINDOW_END;

		if (base + bytes + PAGING_PAGE <= limit) {
			memmove(&list[i + 1], &list[i], (count - i) * sizeof(list[0]));
			list[i].base = base;
			list[i].end = base + bytes;
			count++;
			return base;
		}
		if (i < count)
			free_from = list[i].end;
	}
	return 0;
}

bool reservations_remove(uint64_t at, uint64_t bytes)
{
	for (size_t i = 0; i < count; i++) {
		if (list[i].base != at || list[i].end - at != bytes)
			continue;
		count--;
		memmove(&list[i], &list[i + 1], (count - i) * sizeof(list[0]));
		return true;
	}
	return false;
}

bool reservations_hold(uint64_t at, uint64_t end)
{
	for (size_t i = 0; i < count; i++) {
		if (at >= list[i].base && end <= list[i].end)
			return true;
	}
	return false;
}
