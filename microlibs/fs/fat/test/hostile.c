/* SPDX-License-Identifier: BSD-3-Clause */
#define _POSIX_C_SOURCE 200809L
/*
 * Volumes that were damaged: sizes that lie, clusters out of range, chains that run into themselves or each other, folders that are in
 * themselves, random bytes. Every call comes to its end, and nothing is touched that is not the file system's. A case that failed is run
 * alone with HOSTILE_CASE=17.
 */
/* config: CACHE=5 */
#include "ramdisk.h"

static const struct format kinds[] = {
	{ .bits = 12, .sectors = 120, .sector_bytes = 512, .per_cluster = 1, .root_entries = 16 },
	{ .bits = 16, .sectors = 4300, .sector_bytes = 512, .per_cluster = 1, .root_entries = 32 },
	{ .bits = 32, .sectors = 200, .sector_bytes = 512, .per_cluster = 1 },
	{ .bits = 12, .sectors = 60, .sector_bytes = 1024, .per_cluster = 2, .root_entries = 64, .offset = 3 },
};
#define KINDS (sizeof kinds / sizeof *kinds)

static uint8_t *good[KINDS];
static unsigned long opened;
static unsigned long worked;
static unsigned long failed;

static void note(long result)
{
	if (result >= 0)
		worked++;
	else
		failed++;
	CHECK(result >= -133);
}

static const char *const paths[] = { "/", "/a", "/folder", "/folder/inner/deep file with a long name", "/folder/inner", "/folder/../a", "/B.TXT",
				     "/new", "/folder/new name that is long" };
#define PATHS (sizeof paths / sizeof *paths)

static void put(const char *path, size_t size)
{
	struct fs_file *file;
	uint8_t *data = calloc(1, size + 1);

	REQUIRE(fs_open(path, FS_O_WRONLY | FS_O_CREAT, 0644, &file) == 0);
	REQUIRE(fs_write(file, data, size, 0) == (ssize_t)size);
	CHECK_EQ(fs_close(file), 0);
	free(data);
}

static void make_good(size_t kind)
{
	char name[64];

	begin(&kinds[kind]);
	put("/a", 5000);
	put("/B.TXT", 100);
	CHECK_EQ(fs_make_folder("/folder", 0755), 0);
	CHECK_EQ(fs_make_folder("/folder/inner", 0755), 0);
	put("/folder/inner/deep file with a long name", 3000);
	for (unsigned i = 0; i < 6; i++) {
		(void)snprintf(name, sizeof name, "/folder/one of several %u", i);
		put(name, i * 300);
	}
	component_fini();
	good[kind] = ram;
	ram = NULL;
}

static uint32_t odd_number(struct test_random *random)
{
	static const uint32_t numbers[] = { 0, 1, 2, 3, 4, 5, 0xff, 0xfff, 0xff7, 0xfff7, 0xffff, 0x0ffffff7, 0x0fffffff, 0x7fffffff, 0xffffffff };

	return test_below(random, 3) != 0 ? numbers[test_below(random, 15)] : (uint32_t)test_next(random) >> test_below(random, 30);
}

/* Damages where it hurts: the first sector, the table, a folder's entries, or anywhere. */
static void damage(struct test_random *random, const struct format *how)
{
	uint8_t *volume_at = ram + (size_t)how->offset * how->sector_bytes;
	uint32_t bytes = how->sector_bytes;
	uint32_t table = how->bits == 32 ? 32 : 1;
	uint32_t data = (uint32_t)layout.data;
	uint8_t *to;

	switch (test_below(random, 8)) {
	case 0: {
		static const uint16_t places[] = { 11, 13, 14, 16, 17, 19, 22, 32, 36, 40, 42, 44, 48, 510 };

		put16(volume_at + places[test_below(random, 14)], odd_number(random));
		break;
	}
	case 1:
	case 2:
	case 3:
		/* An entry of the table that leads elsewhere, both copies or one. */
		to = volume_at + (size_t)table * bytes + test_below(random, 60) * how->bits / 8;
		put32(to, test_below(random, 2) != 0 ? (uint32_t)test_below(random, 60) : odd_number(random));
		break;
	case 4:
	case 5:
	case 6: {
		/* One of the first entries of the root, or of what is behind it. */
		uint32_t root = how->bits == 32 ? data : (uint32_t)layout.root;
		static const uint8_t fields[] = { 0, 11, 13, 20, 26, 28, 30 };

		to = volume_at + (size_t)(root + (test_below(random, 3) == 0 ? test_below(random, 40) : 0)) * bytes +
		     test_below(random, 16) * 32 + fields[test_below(random, 7)];
		if (to + 4 <= ram + ram_info.sectors * ram_info.sector_bytes) {
			if (test_below(random, 2) != 0)
				*to = (uint8_t)odd_number(random);
			else
				put16(to, odd_number(random));
		}
		break;
	}
	default:
		to = ram + test_below(random, ram_info.sectors * ram_info.sector_bytes - 16);
		for (unsigned i = 0; i < 16; i++)
			to[i] = (uint8_t)test_next(random);
		break;
	}
}

static void use(struct test_random *random, const char *path)
{
	struct fs_file *file;
	struct fs_entry entry;
	struct fs_stat stat;
	uint64_t cursor = 0;
	size_t size = (size_t)test_below(random, 6000);
	uint8_t *data;
	unsigned access = (unsigned)test_below(random, 3);
	int error = fs_open(path, access | (test_below(random, 2) != 0 ? FS_O_CREAT : 0) | (access != 0 && test_below(random, 4) == 0 ? FS_O_TRUNC : 0),
			    0644, &file);

	note(error);
	if (error < 0)
		return;
	data = malloc(size + 1);
	memset(data, 1, size + 1);
	for (unsigned i = 0; i < 3; i++) {
		note(fs_read(file, data, size, test_below(random, 8000)));
		if (test_below(random, 2) != 0)
			note(fs_write(file, data, size, test_below(random, 8000)));
		if (test_below(random, 6) == 0)
			note(fs_truncate(file, test_below(random, 12000)));
	}
	for (unsigned i = 0; i < 100 && fs_list(file, &cursor, &entry) == 1; i++)
		CHECK(entry.name[0] != '\0' && strchr(entry.name, '/') == NULL && strlen(entry.name) < FS_NAME_MAX);
	note(fs_file_stat(file, &stat));
	if (test_below(random, 6) == 0)
		note(fs_remove(path));
	if (test_below(random, 4) == 0)
		note(fs_sync(file));
	note(fs_close(file));
	free(data);
}

static void one_case(struct test_random *random)
{
	size_t kind = (size_t)test_below(random, KINDS);
	struct fs_stat stat;

	format(&kinds[kind]);
	memcpy(ram, good[kind], (size_t)(ram_info.sectors * ram_info.sector_bytes));
	for (uint64_t i = 1 + test_below(random, 6); i > 0; i--)
		damage(random, &kinds[kind]);
	test_panic_expected = 1;
	if (setjmp(test_panic_return) != 0 || component_init() != 0) {
		test_panic_expected = 0;
		failed++;
		return;
	}
	test_panic_expected = 0;
	opened++;
	for (unsigned i = 0; i < 8; i++) {
		const char *path = paths[test_below(random, PATHS)];

		switch (test_below(random, 8)) {
		case 0:
			note(fs_stat(path, &stat));
			break;
		case 1:
			note(fs_remove(path));
			break;
		case 2:
			note(fs_make_folder(path, 0755));
			break;
		case 3:
			note(fs_rename(path, paths[test_below(random, PATHS)]));
			break;
		default:
			use(random, path);
			break;
		}
	}
	component_fini();
	abandon();
	CHECK_EQ(heap_blocks, 0);
}

int main(void)
{
	const char *only = getenv("HOSTILE_CASE");
	unsigned long first = only != NULL ? strtoul(only, NULL, 10) : 0;
	unsigned long end = only != NULL ? first + 1 : scaled(10000);

	for (size_t i = 0; i < KINDS; i++)
		make_good(i);
	abandon();
	for (unsigned long seed = first; seed < end; seed++) {
		struct test_random random = { seed * 2 + 1 };

		one_case(&random);
	}
	printf("%lu opened, %lu calls worked, %lu failed\n", opened, worked, failed);
	if (only == NULL)
		CHECK(opened > scaled(10000) / 2 && worked > scaled(10000) && failed > scaled(10000));
	for (size_t i = 0; i < KINDS; i++)
		free(good[i]);
	free(ram);
	return test_done();
}
