/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A machine for the walker: memory below 4 GiB of which the first tables are made as the boot code makes them, frames that
 * may run out, and a processor that only counts. Included once a test.
 */
#ifndef TEST_BOOT_H
#define TEST_BOOT_H

#define _GNU_SOURCE /* MAP_32BIT */
#include <ports.h>
#include <sys/mman.h>
#include <uniloom/test.h>

#include "tables.h"

#define PAGE 4096u
#define FRAMES 1024u
#define RIGHTS_RW (PAGING_READ | PAGING_WRITE)
#define RIGHTS_RX (PAGING_READ | PAGING_EXECUTE)

/* Where the linker would put the image. */
__asm__(".pushsection .rodata\n"
	".balign 4096\n"
	".globl __image_start\n"
	"__image_start: .skip 4096\n"
	".globl __text_start\n"
	"__text_start: .skip 4096\n"
	".globl __text_end\n"
	"__text_end: .byte 0\n"
	".popsection");

static char *arena;
static bool frame_taken[FRAMES];
static size_t frames_left = FRAMES;
static size_t tables_taken;
static int overrides;
static unsigned long forgotten;
static long depth;

void *frames_take(size_t pages, size_t align)
{
	REQUIRE(pages == 1 && align == PAGE);
	for (size_t i = 0; i < FRAMES && tables_taken < frames_left; i++) {
		if (frame_taken[i])
			continue;
		frame_taken[i] = true;
		tables_taken++;
		/* Whatever was there before. */
		return memset(arena + i * PAGE, 0x5a, PAGE);
	}
	return NULL;
}

void frames_give(void *at, size_t pages)
{
	size_t i = (size_t)((char *)at - arena) / PAGE;

	REQUIRE(pages == 1 && i < FRAMES && frame_taken[i]);
	frame_taken[i] = false;
	tables_taken--;
}

size_t frames_available(void)
{
	return frames_left - tables_taken;
}

unsigned long lock_enter(void)
{
	return (unsigned long)depth++;
}

void lock_leave(unsigned long state)
{
	CHECK_EQ(--depth, state);
}

static uint64_t boot_root;

uint64_t processor_root(void)
{
	return boot_root;
}

void processor_forget(uint64_t at, uint64_t pages)
{
	(void)at;
	forgotten += pages;
}

void processor_overrides(bool on)
{
	overrides += on ? 1 : -1;
	CHECK(overrides == (on ? 1 : 0));
}

/* 4 GiB in large pages, executable in the first GiB only, as arch/x86_64/pvh has it. */
static void boot(void)
{
	size_t bytes = (FRAMES + 6) * PAGE + PAGING_LARGE_PAGE;
	char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);

	REQUIRE(memory != MAP_FAILED);
	/* One of the tables lies at the very beginning of a large page. */
	memory = (char *)(((uintptr_t)memory + PAGING_LARGE_PAGE - 1) & ~(uintptr_t)(PAGING_LARGE_PAGE - 1));

	uint64_t *pml4 = (uint64_t *)memory;
	uint64_t *pdpt = pml4 + 512;
	uint64_t *directory = pdpt + 512;

	pml4[0] = (uintptr_t)pdpt | 3;
	for (uint64_t i = 0; i < 4; i++)
		pdpt[i] = ((uintptr_t)directory + i * PAGE) | 3 | (i > 0 ? ENTRY_NO_EXECUTE : 0);
	for (uint64_t i = 0; i < 2048; i++)
		directory[i] = i * PAGING_LARGE_PAGE | 0x83;
	boot_root = (uintptr_t)pml4;
	arena = memory + 6 * (size_t)PAGE;
	REQUIRE(component_init() == 0);
}

static inline int no_write_and_execute(uint64_t *table, unsigned shift)
{
	for (size_t i = 0; i < 512; i++) {
		bool leaf = shift == PAGE_SHIFT || (table[i] & ENTRY_LARGE) != 0;

		if ((table[i] & ENTRY_PRESENT) != 0 && leaf && (table[i] & ENTRY_WRITABLE) != 0 &&
		    (table[i] & ENTRY_NO_EXECUTE) == 0)
			return 1;
	}
	return 0;
}

#endif
