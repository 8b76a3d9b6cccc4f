/* SPDX-License-Identifier: BSD-3-Clause */
/* A port `frames` over the host's memory, that counts. */
#ifndef TEST_FRAMES_H
#define TEST_FRAMES_H

#include <ports.h>
#include <uniloom/panics.h>

#define FRAMES 2048u

static char *arena;
static bool taken[FRAMES];
static size_t frames_used;
static size_t frames_most = FRAMES;
static long depth;

unsigned long lock_enter(void)
{
	return (unsigned long)depth++;
}

void lock_leave(unsigned long state)
{
	CHECK_EQ(--depth, state);
}

void *frames_take(size_t pages, size_t align)
{
	if (arena == NULL)
		arena = aligned_alloc((size_t)1 << 20, (size_t)FRAMES * 4096);
	if (pages > frames_most || frames_used > frames_most - pages)
		return NULL;
	for (size_t i = 0; i + pages <= FRAMES; i += align / 4096) {
		size_t run = 0;

		while (run < pages && !taken[i + run])
			run++;
		if (run < pages)
			continue;
		memset(&taken[i], 1, pages);
		frames_used += pages;
		return memset(arena + i * 4096, 0xa5, pages * 4096);
	}
	return NULL;
}

void frames_give(void *at, size_t pages)
{
	size_t i = (size_t)((char *)at - arena) / 4096;

	for (size_t page = i; page < i + pages; page++) {
		REQUIRE(page < FRAMES && taken[page]);
		taken[page] = false;
	}
	frames_used -= pages;
	/* Whoever looks at it now is wrong. */
	memset(at, 0x5a, pages * 4096);
}

size_t frames_available(void)
{
	return frames_most - frames_used;
}

#endif
