/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

static uintptr_t next;
static uintptr_t end;

int init(void)
{
	uint64_t base;
	uint64_t size;

	for (unsigned i = 0; bootinfo_memory(i, &base, &size) == 0; i++) {
		if (size > end - next) {
			next = (uintptr_t)base;
			end = (uintptr_t)(base + size);
		}
	}
	return end > next ? 0 : -ENOMEM;
}

void *region_claim(size_t size, size_t align)
{
	/* Validate: a power of two, and no wrap-around. */
	if (align == 0 || (align & (align - 1)) != 0)
		return NULL;

	unsigned long state = LOCK_WIRED ? lock_enter() : 0;
	uintptr_t padding = (0 - next) & (align - 1);
	void *claimed = NULL;

	if (padding <= end - next && size <= end - next - padding) {
		claimed = (void *)(next + padding);
		next += padding + size;
	}
	if (LOCK_WIRED)
		lock_leave(state);
	return claimed;
}

size_t region_available(void)
{
	uintptr_t padding = (0 - next) & 15u;

	return padding < end - next ? end - next - padding : 0;
}
