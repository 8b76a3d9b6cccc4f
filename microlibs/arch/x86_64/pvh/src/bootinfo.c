/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The start info is the loader's word, and may be anything: every address is checked against the identity map before it
 * is followed, every count is bounded, and all of it is copied, since its memory is free to use afterwards.
 */
#include <ports.h>

#include "pvh.h"

#define MAGIC 0x336ec578u
#define RAM 1u
#define MAP_ENTRIES_MOST 512u

/* Xen's hvm_start_info, version 1; version 0 ends before memmap. */
struct start_info {
	uint32_t magic;
	uint32_t version;
	uint32_t flags;
	uint32_t module_count;
	uint64_t modules;
	uint64_t cmdline;
	uint64_t rsdp;
	uint64_t memmap;
	uint32_t memmap_entries;
	uint32_t reserved;
};

_Static_assert(sizeof(struct start_info) == 56, "the loader's layout");

struct map_entry {
	uint64_t base;
	uint64_t size;
	uint32_t type;
	uint32_t reserved;
};

_Static_assert(sizeof(struct map_entry) == 24, "the loader's layout");

struct module {
	uint64_t base;
	uint64_t size;
	uint64_t cmdline;
	uint64_t reserved;
};

_Static_assert(sizeof(struct module) == 32, "the loader's layout");

static char cmdline[CONFIG_CMDLINE];
static struct pvh_range ranges[CONFIG_RANGES];
static struct pvh_ranges usable = { ranges, 0, CONFIG_RANGES };
static struct pvh_range archive; /* empty when there is none */

/* `size` bytes at physical `address`, or NULL when they are not all mapped. */
static const void *mapped(uint64_t address, uint64_t size)
{
	if (address < PVH_PAGE || size > PVH_MAPPED_BYTES || address > PVH_MAPPED_BYTES - size)
		return NULL;
	return (const void *)(uintptr_t)address;
}

static void copy_cmdline(uint64_t address)
{
	const char *from = mapped(address, 1);

	if (!from)
		return;
	for (size_t i = 0; i < sizeof cmdline; i++) {
		cmdline[i] = mapped(address + i, 1) ? from[i] : '\0';
		if (!cmdline[i])
			return;
	}
	cmdline[0] = '\0';
	panic_because("the command line is longer than this image takes (pvh's option CMDLINE)");
}

/* The map's entries of one kind, clamped to the identity map; page 0 is nobody's. */
static void each(const struct map_entry *map, size_t count, bool ram,
		 void (*apply)(struct pvh_ranges *set, uint64_t base, uint64_t end))
{
	for (size_t i = 0; i < count; i++) {
		uint64_t base = map[i].base;
		uint64_t size = map[i].size;

		if ((map[i].type == RAM) != ram || base >= PVH_MAPPED_BYTES)
			continue;
		if (size > PVH_MAPPED_BYTES - base)
			size = PVH_MAPPED_BYTES - base;
		apply(&usable, base < PVH_PAGE && ram ? PVH_PAGE : base, base + size);
	}
}

static void read_map(const struct start_info *info, const struct pvh_layout *layout)
{
	uint64_t bytes = (uint64_t)info->memmap_entries * sizeof(struct map_entry);
	const struct map_entry *map =
		info->version >= 1 && info->memmap_entries <= MAP_ENTRIES_MOST ? mapped(info->memmap, bytes) : NULL;

	if (map) {
		each(map, info->memmap_entries, true, pvh_ranges_add);
		each(map, info->memmap_entries, false, pvh_ranges_cut);
	}
	if (usable.count == 0)
		pvh_ranges_add(&usable, layout->image_start, (uint64_t)CONFIG_FALLBACK_KB * 1024);
	pvh_ranges_cut(&usable, layout->image_start, layout->image_end);
}

/* The first module, whose memory stays its own. */
static void keep_module(const struct start_info *info, const struct pvh_layout *layout)
{
	const struct module *first = info->module_count > 0 ? mapped(info->modules, sizeof *first) : NULL;

	archive = (struct pvh_range){ 0, 0 };
	if (info->module_count == 0 || (first && first->size == 0))
		return;
	if (!first || !mapped(first->base, first->size))
		panic_because("the loader's initial archive is not in the memory that is mapped");
	archive = (struct pvh_range){ first->base, first->base + first->size };
	if (archive.base < layout->image_end && layout->image_start < archive.end)
		panic_because("the loader's initial archive lies over the image: the machine wants more memory");
	pvh_ranges_cut(&usable, archive.base, archive.end);
}

void pvh_bootinfo_read(uint64_t address, const struct pvh_layout *layout)
{
	const struct start_info *info = mapped(address, sizeof *info);

	if (!info || info->magic != MAGIC)
		panic_because("the loader gave no PVH start info");
	cmdline[0] = '\0';
	usable.count = 0;
	copy_cmdline(info->cmdline);
	read_map(info, layout);
	/* Where nobody asks for it, its memory is free. */
	if (INITRD_USED)
		keep_module(info, layout);
}

const char *bootinfo_cmdline(void)
{
	return cmdline;
}

int bootinfo_memory(unsigned index, uint64_t *base, uint64_t *size)
{
	if (index >= usable.count)
		return -ENOENT;
	*base = ranges[index].base;
	*size = ranges[index].end - ranges[index].base;
	return 0;
}

const void *initrd_bytes(size_t *size)
{
	*size = (size_t)(archive.end - archive.base);
	return *size > 0 ? (const void *)(uintptr_t)archive.base : NULL;
}
