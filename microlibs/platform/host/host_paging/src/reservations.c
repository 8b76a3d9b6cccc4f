/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#include "process.h"
#include "reservations.h"

static struct reservation *list;

struct reservation *reservations_add(size_t bytes, size_t align)
{
	size_t more = align + 2 * (size_t)PAGING_PAGE;
	size_t pages = bytes / PAGING_PAGE;

	if (bytes > SIZE_MAX / 4 || align > SIZE_MAX / 4)
		return NULL;

	size_t table_bytes = sizeof(struct reservation) + pages * sizeof(struct page);

	table_bytes = (table_bytes + PAGING_PAGE - 1) & ~(size_t)(PAGING_PAGE - 1);

	struct reservation *made = process_table(table_bytes);

	if (made == NULL)
		return NULL;

	char *mapping = process_reserve(bytes + more);

	if (mapping == NULL) {
		process_release(made, table_bytes);
		return NULL;
	}
	*made = (struct reservation){
		.next = list,
		.base = ((uintptr_t)mapping + PAGING_PAGE + align - 1) & ~(uintptr_t)(align - 1),
		.bytes = bytes,
		.mapping = mapping,
		.mapping_bytes = bytes + more,
		.table_bytes = table_bytes,
	};
	list = made;
	return made;
}

struct reservation *reservations_find(uintptr_t at, size_t bytes)
{
	for (struct reservation *one = list; one != NULL; one = one->next) {
		if (at >= one->base && at - one->base < one->bytes && bytes <= one->bytes - (at - one->base))
			return one;
	}
	return NULL;
}

void reservations_remove(struct reservation *reservation)
{
	struct reservation **link = &list;

	while (*link != reservation)
		link = &(*link)->next;
	*link = reservation->next;
	process_release(reservation->mapping, reservation->mapping_bytes);
	process_release(reservation, reservation->table_bytes);
}

int reservations_seal(void)
{
	for (struct reservation *one = list; one != NULL; one = one->next) {
		int error = process_protect(one, one->table_bytes, PAGING_READ);

		if (error < 0)
			return error;
	}
	return 0;
}

bool reservations_own(uintptr_t at)
{
	for (struct reservation *one = list; one != NULL; one = one->next) {
		if (at >= (uintptr_t)one && at - (uintptr_t)one < one->table_bytes)
			return true;
	}
	return false;
}
