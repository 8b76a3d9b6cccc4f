/* SPDX-License-Identifier: BSD-3-Clause */
/* Frames and an address space for the tests: addresses of a mapping of their own, of which pages are opened and closed. */
#ifndef TEST_WINDOW_H
#define TEST_WINDOW_H

#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include <ports.h>
#include <sys/mman.h>
#include <uniloom/panics.h>

#define PAGE 4096u
#define PAGES (CONFIG_WINDOW_MB * 256u)

static char *base;
static uint64_t frame_of[PAGES]; /* 0: not mapped */
static size_t frames_left = 4096;
static bool sealed;
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
	REQUIRE(align == PAGE);
	if (pages > frames_left)
		return NULL;
	frames_left -= pages;
	return aligned_alloc(PAGE, pages * PAGE);
}

void frames_give(void *at, size_t pages)
{
	CHECK_EQ(pages, 1);
	free(at);
	frames_left++;
}

size_t frames_available(void)
{
	return frames_left;
}

void *paging_reserve(size_t bytes, size_t align)
{
	REQUIRE(bytes == PAGES * PAGE && align == PAGE);
	base = mmap(NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	REQUIRE(base != MAP_FAILED);
	return base;
}

int paging_release(void *at, size_t bytes)
{
	(void)at;
	(void)bytes;
	return -EINVAL;
}

static size_t index_of(const void *at)
{
	size_t index = (size_t)((const char *)at - base) / PAGE;

	REQUIRE(index < PAGES);
	return index;
}

int paging_map(void *at, uint64_t physical, size_t bytes, unsigned rights)
{
	if (sealed)
		return -EPERM;
	REQUIRE(bytes == PAGE && rights == (PAGING_READ | PAGING_WRITE) && (uintptr_t)at % PAGE == 0);
	REQUIRE(frame_of[index_of(at)] == 0);
	frame_of[index_of(at)] = physical;
	REQUIRE(mprotect(at, bytes, PROT_READ | PROT_WRITE) == 0);
	return 0;
}

int paging_unmap(void *at, size_t bytes)
{
	if (sealed)
		return -EPERM;
	REQUIRE(bytes == PAGE && frame_of[index_of(at)] != 0);
	frame_of[index_of(at)] = 0;
	REQUIRE(mprotect(at, bytes, PROT_NONE) == 0);
	return 0;
}

int paging_protect(void *at, size_t bytes, unsigned rights)
{
	(void)at;
	(void)bytes;
	(void)rights;
	return -EINVAL;
}

int paging_lookup(const void *at, uint64_t *physical, unsigned *rights)
{
	(void)rights;
	if (frame_of[index_of(at)] == 0)
		return -ENOENT;
	*physical = frame_of[index_of(at)];
	return 0;
}

int paging_seal(void)
{
	sealed = true;
	return 0;
}

static inline bool is_mapped(const void *at)
{
	return (const char *)at >= base && (const char *)at < base + PAGES * PAGE && frame_of[index_of(at)] != 0;
}

#endif
