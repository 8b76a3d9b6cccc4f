/* SPDX-License-Identifier: BSD-3-Clause */
/* The functions of `paging`: what is asked is checked first, then the tables are changed. */
#include <ports.h>

#include "processor.h"
#include "reservations.h"
#include "seal.h"
#include "tables.h"

#define INSIDE (PAGING_PAGE - 1u) /* of an address: the place inside its page */
#define KNOWN_RIGHTS ((unsigned)(PAGING_READ | PAGING_WRITE | PAGING_EXECUTE | PAGING_DEVICE))

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

int init(void)
{
	tables_adopt(processor_root());
	return 0;
}

/* Whole pages, at least one, of the identity map (not page 0) or of the window. */
static bool is_range(uint64_t at, size_t bytes)
{
	if (bytes == 0 || ((at | bytes) & INSIDE) != 0 || bytes > UINT64_MAX - at)
		return false;
	return (at >= PAGING_PAGE && at + bytes <= IDENTITY_END) || (at >= WINDOW_BASE && at + bytes <= WINDOW_END);
}

static bool are_rights(unsigned rights)
{
	return (rights & ~KNOWN_RIGHTS) == 0 && (rights & PAGING_READ) != 0 &&
	       (rights & (PAGING_WRITE | PAGING_EXECUTE)) != (PAGING_WRITE | PAGING_EXECUTE);
}

void *paging_reserve(size_t bytes, size_t align)
{
	if (bytes == 0 || bytes > SIZE_MAX - INSIDE || align == 0 || (align & (align - 1)) != 0)
		return NULL;

	unsigned long state = enter();
	uint64_t at =
		reservations_add((bytes + INSIDE) & ~(uint64_t)INSIDE, align < PAGING_PAGE ? PAGING_PAGE : align);

	leave(state);
	return (void *)(uintptr_t)at;
}

static int release(uint64_t at, size_t bytes)
{
	if (bytes > SIZE_MAX - INSIDE)
		return -EINVAL;

	uint64_t whole = (bytes + INSIDE) & ~(uint64_t)INSIDE;

	if (sealed)
		return -EPERM;
	if (!reservations_remove(at, whole))
		return -EINVAL;
	tables_unmap(at, at + whole);
	return 0;
}

int paging_release(void *at, size_t bytes)
{
	unsigned long state = enter();
	int result = release((uintptr_t)at, bytes);

	leave(state);
	return result;
}

static int map(uint64_t at, uint64_t physical, size_t bytes, unsigned rights)
{
	if (sealed)
		return -EPERM;
	if (!is_range(at, bytes) || !are_rights(rights) || (physical & ~ENTRY_ADDRESS) != 0 ||
	    bytes > ENTRY_ADDRESS - physical)
		return -EINVAL;

	uint64_t end = at + bytes;

	/* Below the window only what was unmapped there can come back. */
	if (at < WINDOW_BASE ? physical != at : !reservations_hold(at, end))
		return -EINVAL;
	if (tables_any(at, end))
		return -EEXIST;
	return tables_map(at, end, physical, tables_bits(rights));
}

int paging_map(void *at, uint64_t physical, size_t bytes, unsigned rights)
{
	unsigned long state = enter();
	int result = map((uintptr_t)at, physical, bytes, rights);

	leave(state);
	return result;
}

/* Common to what changes a mapping: it is there, and begins and ends at the borders of pages. */
static int prepare(uint64_t at, size_t bytes)
{
	if (sealed)
		return -EPERM;
	if (!is_range(at, bytes))
		return -EINVAL;
	if (!tables_all(at, at + bytes))
		return -ENOENT;

	int error = tables_split(at);

	return error < 0 ? error : tables_split(at + bytes);
}

int paging_unmap(void *at, size_t bytes)
{
	unsigned long state = enter();
	int error = prepare((uintptr_t)at, bytes);

	if (error == 0)
		tables_unmap((uintptr_t)at, (uintptr_t)at + bytes);
	leave(state);
	return error;
}

int paging_protect(void *at, size_t bytes, unsigned rights)
{
	if (!are_rights(rights))
		return -EINVAL;

	unsigned long state = enter();
	int error = prepare((uintptr_t)at, bytes);

	if (error == 0)
		tables_protect((uintptr_t)at, (uintptr_t)at + bytes, tables_bits(rights));
	leave(state);
	return error;
}

int paging_lookup(const void *at, uint64_t *physical, unsigned *rights)
{
	uint64_t address = (uintptr_t)at;
	unsigned shift;

	if (address >= WINDOW_END)
		return -ENOENT;

	unsigned long state = enter();
	uint64_t entry = *tables_find(address, &shift);
	uint64_t inside = (1ull << shift) - 1;

	leave(state);
	if ((entry & ENTRY_PRESENT) == 0)
		return -ENOENT;
	if (physical != NULL)
		*physical = (entry & ENTRY_ADDRESS & ~inside) | (address & inside);
	if (rights != NULL)
		*rights = PAGING_READ | ((entry & ENTRY_WRITABLE) != 0 ? (unsigned)PAGING_WRITE : 0u) |
			  ((entry & ENTRY_NO_EXECUTE) != 0 ? 0u : (unsigned)PAGING_EXECUTE) |
			  ((entry & ENTRY_DEVICE) != 0 ? (unsigned)PAGING_DEVICE : 0u);
	return 0;
}

int paging_seal(void)
{
	unsigned long state = enter();
	int error = sealed ? -EPERM : seal_tables();

	if (error == 0)
		sealed = true;
	leave(state);
	return error;
}
