/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef PVH_H
#define PVH_H

#include <stddef.h>
#include <stdint.h>

#define PVH_PAGE 4096u
#define PVH_LARGE_PAGE 0x200000u
#define PVH_MAPPED_BYTES 0x100000000ull /* the identity map's reach */

/* The ELF entry: 32-bit protected mode, paging off, EBX the physical address of struct pvh_start_info. */
void _start(void);

/* First C code: 64-bit mode, boot stack, interrupts off. Does not return. */
void pvh_enter(uint64_t start_info);

/*
 * The low 4 GiB, one to one. The entry code fills pml4, pdpt and directory; pvh_protect adds the tables of 4 KiB
 * pages and takes away what nobody needs.
 */
struct pvh_tables {
	uint64_t pml4[512];
	uint64_t pdpt[512];
	uint64_t directory[4 * 512];
	uint64_t low[512];
};

extern struct pvh_tables pvh_tables;

/* Where the image's segments are; ends are exclusive. From `image_start` to `text_end` nothing is written to. */
struct pvh_layout {
	uintptr_t image_start;
	uintptr_t text_start;
	uintptr_t text_end;
	uintptr_t image_end;
	uintptr_t guard; /* the page below the boot stack */
};

/*
 * Maps the 2 MiB pages that the image lies in, and the first, in 4 KiB pages: page 0 and the guard page unmapped, read-only
 * data and text not writable, only text executable. Call once, right after entry.
 */
void pvh_protect(const struct pvh_layout *layout);

/* A set of disjoint ranges of physical memory, [base, end), in bytes. */
struct pvh_range {
	uint64_t base;
	uint64_t end;
};

struct pvh_ranges {
	struct pvh_range *at;
	size_t count;
	size_t limit;
};

/* Adds [base, end) without what the set has already; what does not fit any more is left out. */
void pvh_ranges_add(struct pvh_ranges *set, uint64_t base, uint64_t end);

/* Takes [base, end) out of every range of the set. */
void pvh_ranges_cut(struct pvh_ranges *set, uint64_t base, uint64_t end);

/*
 * Copies command line and memory map, without the image and the archive that `initrd` has, from the start info at
 * physical `address`. Panics on what cannot be used.
 */
void pvh_bootinfo_read(uint64_t address, const struct pvh_layout *layout);

#endif
