/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reserved addresses have a table; everything else is the process's own, mapped to itself as far as anybody here can know. What
 * a machine counts as unmapped there is kept by the operating system without any right, so that it can come back.
 */
#include <ports.h>

#include "process.h"
#include "reservations.h"

#define INSIDE (PAGING_PAGE - 1u)
#define KNOWN_RIGHTS ((unsigned)(PAGING_READ | PAGING_WRITE | PAGING_EXECUTE | PAGING_DEVICE))
/* Beyond what a process has. */
#define ADDRESS_END (1ull << 47)

static bool sealed;

static unsigned long enter(void)
{
	return LOCK_WIRED ? lock_enter() : 0;
}

static void leave(unsigned long state)
{
	if (LOCK_WIRED)
		lock_leave(state);
}

static bool is_range(uintptr_t at, size_t bytes)
{
	return bytes != 0 && ((at | bytes) & INSIDE) == 0 && at >= PAGING_PAGE && at < ADDRESS_END &&
	       bytes <= ADDRESS_END - at;
}

static bool are_rights(unsigned rights)
{
	return (rights & ~KNOWN_RIGHTS) == 0 && (rights & PAGING_READ) != 0 &&
	       (rights & (PAGING_WRITE | PAGING_EXECUTE)) != (PAGING_WRITE | PAGING_EXECUTE);
}

/* Whether every page of the range is mapped (`wanted`), or none is. */
static bool all(const struct reservation *reservation, uintptr_t at, size_t bytes, bool wanted)
{
	if (reservation != NULL) {
		for (size_t i = (at - reservation->base) / PAGING_PAGE, n = bytes / PAGING_PAGE; n > 0; i++, n--) {
			if ((reservation->pages[i].rights != 0) != wanted)
				return false;
		}
		return true;
	}
	for (uintptr_t end = at, to = at + bytes; at < to; at = end) {
		unsigned rights = process_rights(at, &end);

		if (end == at || (rights != 0) != wanted)
			return false;
	}
	return true;
}

static void note(struct reservation *reservation, uintptr_t at, size_t bytes, uint64_t physical, unsigned rights)
{
	if (reservation == NULL)
		return;
	for (size_t i = (at - reservation->base) / PAGING_PAGE, n = bytes / PAGING_PAGE; n > 0; i++, n--) {
		/* Where memory comes from stays as it is when rights change. */
		if (physical != UINT64_MAX) {
			reservation->pages[i].physical = physical;
			physical += PAGING_PAGE;
		}
		reservation->pages[i].rights = rights;
	}
}

void *paging_reserve(size_t bytes, size_t align)
{
	if (bytes == 0 || bytes > SIZE_MAX - INSIDE || align == 0 || (align & (align - 1)) != 0)
		return NULL;

	unsigned long state = enter();
	struct reservation *made = NULL;

	if (!sealed)
		made = reservations_add((bytes + INSIDE) & ~(size_t)INSIDE, align < PAGING_PAGE ? PAGING_PAGE : align);
	leave(state);
	return made != NULL ? (void *)made->base : NULL;
}

int paging_release(void *at, size_t bytes)
{
	unsigned long state = enter();
	struct reservation *reservation = reservations_find((uintptr_t)at, 1);
	int error = sealed ? -EPERM : -EINVAL;

	if (!sealed && reservation != NULL && reservation->base == (uintptr_t)at && bytes <= reservation->bytes &&
	    ((bytes + INSIDE) & ~(size_t)INSIDE) == reservation->bytes) {
		reservations_remove(reservation);
		error = 0;
	}
	leave(state);
	return error;
}

static int map(uintptr_t at, uint64_t physical, size_t bytes, unsigned rights)
{
	struct reservation *reservation = reservations_find(at, bytes);

	if (sealed)
		return -EPERM;
	if (!is_range(at, bytes) || !are_rights(rights) || (physical & INSIDE) != 0)
		return -EINVAL;
	if (reservation == NULL && physical != at)
		return -EINVAL;
	if (!all(reservation, at, bytes, false))
		return -EEXIST;

	int error = reservation != NULL ? process_map((void *)at, physical, bytes, rights) :
					  process_protect((void *)at, bytes, rights);

	if (error == 0)
		note(reservation, at, bytes, physical, rights);
	return error;
}

int paging_map(void *at, uint64_t physical, size_t bytes, unsigned rights)
{
	unsigned long state = enter();
	int error = map((uintptr_t)at, physical, bytes, rights);

	leave(state);
	return error;
}

static int change(uintptr_t at, size_t bytes, unsigned rights)
{
	struct reservation *reservation = reservations_find(at, bytes);

	if (sealed)
		return -EPERM;
	if (!is_range(at, bytes))
		return -EINVAL;
	if (!all(reservation, at, bytes, true))
		return -ENOENT;

	int error = rights == 0 && reservation != NULL ? process_unmap((void *)at, bytes) :
							  process_protect((void *)at, bytes, rights);

	if (error == 0)
		note(reservation, at, bytes, UINT64_MAX, rights);
	return error;
}

int paging_unmap(void *at, size_t bytes)
{
	unsigned long state = enter();
	int error = change((uintptr_t)at, bytes, 0);

	leave(state);
	return error;
}

int paging_protect(void *at, size_t bytes, unsigned rights)
{
	if (!are_rights(rights))
		return -EINVAL;

	unsigned long state = enter();
	int error = change((uintptr_t)at, bytes, rights);

	leave(state);
	return error;
}

int paging_lookup(const void *at, uint64_t *physical, unsigned *rights)
{
	uintptr_t address = (uintptr_t)at;
	unsigned long state = enter();
	const struct reservation *reservation = reservations_find(address, 1);
	struct page found = { .physical = address & ~(uintptr_t)INSIDE };
	uintptr_t end;

	if (reservation != NULL)
		found = reservation->pages[(address - reservation->base) / PAGING_PAGE];
	else
		found.rights = process_rights(address, &end);
	leave(state);
	if (found.rights == 0)
		return -ENOENT;
	if (physical != NULL)
		*physical = found.physical | (address & INSIDE);
	if (rights != NULL)
		*rights = found.rights;
	return 0;
}

int paging_seal(void)
{
	unsigned long state = enter();
	int error = sealed ? -EPERM : reservations_seal();

	if (error == 0)
		sealed = true;
	leave(state);
	return error;
}
