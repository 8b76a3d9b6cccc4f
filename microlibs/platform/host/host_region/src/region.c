/* SPDX-License-Identifier: BSD-3-Clause */
/* Claims are cut from one mapping, so that a limit holds and a run off the end of it faults. */
#define _GNU_SOURCE /* MAP_ANONYMOUS, MAP_NORESERVE */
#include <ports.h>

#include <stdlib.h>
#include <sys/mman.h>

#define MB ((size_t)1 << 20)
#define CLAIM_ALIGN 16u

static uintptr_t next;
static uintptr_t end;

/* `64M`, `512K`, `1G`, or bytes. 0 when it is none of these. */
static size_t parse_size(const char *text)
{
	char *rest;
	unsigned long long number = strtoull(text, &rest, 10);
	unsigned shift = 0;

	if (rest == text || *text == '-')
		return 0;
	switch (*rest) {
	case 'G':
		shift = 30;
		rest++;
		break;
	case 'M':
		shift = 20;
		rest++;
		break;
	case 'K':
		shift = 10;
		rest++;
		break;
	default:
		break;
	}
	/* What is too large for strtoull is the most that it can say. */
	if (*rest != '\0' || number >= (SIZE_MAX >> shift))
		return 0;
	return (size_t)number << shift;
}

/* -EINVAL: UNILOOM_MEMORY is no size. -ENOMEM: the operating system does not give as much. */
int init(void)
{
	const char *given = getenv("UNILOOM_MEMORY");
	size_t limit = given != NULL ? parse_size(given) : (size_t)CONFIG_LIMIT_MB * MB;

	if (limit == 0)
		return -EINVAL;

	/* Shared, so that host_paging can map pages of it a second time. */
	void *memory = mmap(NULL, limit, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory == MAP_FAILED)
		return -ENOMEM;
	next = (uintptr_t)memory;
	end = next + limit;
	return 0;
}

/* region.claim. */
void *region_claim(size_t size, size_t align)
{
	if (align == 0 || (align & (align - 1)) != 0)
		return NULL;

	unsigned long state = LOCK_WIRED ? lock_enter() : 0;
	uintptr_t start = (next + align - 1) & ~(uintptr_t)(align - 1);
	bool fits = start >= next && start <= end && size <= end - start;

	if (fits)
		next = start + size;
	if (LOCK_WIRED)
		lock_leave(state);
	return fits ? (void *)start : NULL;
}

/* region.available. */
size_t region_available(void)
{
	uintptr_t start = (next + CLAIM_ALIGN - 1) & ~(uintptr_t)(CLAIM_ALIGN - 1);

	return start < end ? end - start : 0;
}
