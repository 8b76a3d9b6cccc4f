/* SPDX-License-Identifier: BSD-3-Clause */
/* Start info as a loader gives it, and as nobody should. Its memory lies below 4 GiB, as the machine's does. */
/* sources: src/bootinfo.c src/memmap.c */
/* config: CMDLINE=64 */
/* config: RANGES=4 */
#define _GNU_SOURCE
#include <ports.h>
#include <sys/mman.h>
#include <uniloom/panics.h>

#include "pvh.h"

#define PAGE 4096u

struct info {
	uint32_t magic, version, flags, modules;
	uint64_t modlist, cmdline, rsdp, memmap;
	uint32_t entries, reserved;
};

struct entry {
	uint64_t base, size;
	uint32_t type, reserved;
};

static const struct pvh_layout layout = { .image_start = 0x100000, .image_end = 0x110000 };

static char *low; /* two pages; nothing is mapped behind them */
static struct info *info;
static struct entry *map;
static char *line;

static void reset(void)
{
	memset(low, 0, 2 * PAGE);
	*info = (struct info){ .magic = 0x336ec578, .version = 1, .cmdline = (uintptr_t)line, .memmap = (uintptr_t)map };
	strcpy(line, "a.b=1");
}

static void read_info(void)
{
	pvh_bootinfo_read((uintptr_t)info, &layout);
}

static void check_range(unsigned index, uint64_t wanted_base, uint64_t wanted_size)
{
	uint64_t base = 0;
	uint64_t size = 0;

	CHECK_EQ(bootinfo_memory(index, &base, &size), 0);
	CHECK_EQ(base, wanted_base);
	CHECK_EQ(size, wanted_size);
}

static void ordinary(void)
{
	reset();
	map[0] = (struct entry){ 0, 0x9fc00, 1, 0 };
	map[1] = (struct entry){ 0x9fc00, 0x400, 2, 0 };
	map[2] = (struct entry){ 0x100000, 0x300000, 1, 0 };
	map[3] = (struct entry){ 0x100000000, 0x40000000, 1, 0 };
	info->entries = 4;
	read_info();
	CHECK_STR(bootinfo_cmdline(), "a.b=1");
	check_range(0, PAGE, 0x9fc00 - PAGE);
	check_range(1, 0x110000, 0x2f0000);
	CHECK_EQ(bootinfo_memory(2, &(uint64_t){ 0 }, &(uint64_t){ 0 }), -ENOENT);
	/* A copy: the loader's memory is free to use. */
	memset(low, 0xff, 2 * PAGE);
	CHECK_STR(bootinfo_cmdline(), "a.b=1");
}

static void without_a_map(void)
{
	reset();
	info->version = 0;
	info->entries = 3;
	read_info();
	check_range(0, 0x110000, CONFIG_FALLBACK_KB * 1024ull - 0x110000);
	reset();
	info->memmap = UINT64_MAX - 8;
	info->entries = 1;
	read_info();
	check_range(0, 0x110000, CONFIG_FALLBACK_KB * 1024ull - 0x110000);
	reset();
	info->entries = UINT32_MAX;
	read_info();
	check_range(0, 0x110000, CONFIG_FALLBACK_KB * 1024ull - 0x110000);
}

static void command_lines(void)
{
	reset();
	info->cmdline = 0;
	read_info();
	CHECK_STR(bootinfo_cmdline(), "");
	info->cmdline = 0x123456789abc;
	read_info();
	CHECK_STR(bootinfo_cmdline(), "");
	info->cmdline = (uintptr_t)line;
	memset(line, 'x', CONFIG_CMDLINE - 1);
	line[CONFIG_CMDLINE - 1] = '\0';
	read_info();
	CHECK_EQ(strlen(bootinfo_cmdline()), CONFIG_CMDLINE - 1);
	line[CONFIG_CMDLINE - 1] = 'x';
	CHECK_PANICS(read_info(), "CMDLINE");
}

static void no_start_info(void)
{
	CHECK_PANICS(pvh_bootinfo_read(0, &layout), "start info");
	CHECK_PANICS(pvh_bootinfo_read(0xffffffff, &layout), "start info");
	CHECK_PANICS(pvh_bootinfo_read(UINT64_MAX, &layout), "start info");
	reset();
	info->magic++;
	CHECK_PANICS(read_info(), "start info");
}

/* Any map: the ranges are disjoint, inside the first 4 GiB, and clear of image and page 0. */
static void any_map(struct test_random *random)
{
	static const uint64_t points[] = { 0, 1, PAGE, 0x9fc00, 0xfffff, 0x100000, 0x108000, 0x110000, 0x200000,
					   0xfffff000, 0x100000000, UINT64_MAX - 1, UINT64_MAX };
	uint64_t last_base[CONFIG_RANGES];
	uint64_t last_size[CONFIG_RANGES];
	unsigned count = 0;

	reset();
	info->entries = (uint32_t)test_below(random, 12);
	for (uint32_t i = 0; i < info->entries; i++)
		map[i] = (struct entry){ points[test_below(random, 13)], points[test_below(random, 13)],
					 (uint32_t)test_below(random, 3), 0 };
	read_info();
	for (uint64_t base, size; bootinfo_memory(count, &base, &size) == 0; count++) {
		REQUIRE(count < CONFIG_RANGES);
		REQUIRE(size != 0 && base >= PAGE && base + size <= PVH_MAPPED_BYTES);
		REQUIRE(base + size <= 0x100000 || base >= 0x110000);
		for (unsigned i = 0; i < count; i++)
			REQUIRE(base + size <= last_base[i] || base >= last_base[i] + last_size[i]);
		last_base[count] = base;
		last_size[count] = size;
	}
	CHECK(count <= CONFIG_RANGES);
}

struct module {
	uint64_t base, size, cmdline, reserved;
};

/* The loader's module: where it lies is nobody else's, and where nobody asks for it nothing is different. */
static void modules(void)
{
	struct module *module = (struct module *)(low + 512);
	size_t size = 1;

	reset();
	map[0] = (struct entry){ 0x200000, 0x100000, 1, 0 };
	info->entries = 1;
	read_info();
	CHECK(initrd_bytes(&size) == NULL);
	CHECK_EQ(size, 0);
	info->modules = 1;
	info->modlist = (uintptr_t)module;
	*module = (struct module){ .base = 0x280000, .size = 0x1234 };
	read_info();
	CHECK_EQ((uintptr_t)initrd_bytes(&size), INITRD_USED ? 0x280000 : 0);
	CHECK_EQ(size, INITRD_USED ? 0x1234 : 0);
	check_range(0, 0x200000, INITRD_USED ? 0x80000 : 0x100000);
	if (!INITRD_USED)
		return;
	check_range(1, 0x281234, 0x300000 - 0x281234);
	module->size = 0;
	read_info();
	CHECK(initrd_bytes(&size) == NULL);
	module->size = UINT64_MAX;
	CHECK_PANICS(read_info(), "not in the memory");
	module->base = 0x100000000;
	module->size = 1;
	CHECK_PANICS(read_info(), "not in the memory");
	module->base = 0x10ffff;
	CHECK_PANICS(read_info(), "over the image");
	info->modlist = UINT64_MAX - 4;
	CHECK_PANICS(read_info(), "not in the memory");
}

int main(void)
{
	struct test_random random = { 3 };

	low = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	REQUIRE(low != MAP_FAILED);
	REQUIRE(munmap(low + 2 * PAGE, PAGE) == 0);
	info = (struct info *)low;
	line = low + 64;
	map = (struct entry *)(low + PAGE);
	ordinary();
	without_a_map();
	command_lines();
	no_start_info();
	modules();
	for (unsigned long round = scaled(20000); round > 0; round--)
		any_map(&random);
	return test_done();
}
