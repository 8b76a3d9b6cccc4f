/* SPDX-License-Identifier: BSD-3-Clause */
#define _POSIX_C_SOURCE 200809L
/*
 * The power is cut after any write, with or without what the disk still had in its own cache. What was there before, and what was synced,
 * is whole; every folder can be listed, every file read or refused; and there is room to go on: what is written to, made longer and removed
 * afterwards changes nothing else.
 */
/* config: CACHE=6 */
#include "ramdisk.h"

#define KEPT 6u
#define LARGEST 12000u

static const struct format fat12 = { .bits = 12, .sectors = 600, .sector_bytes = 512, .per_cluster = 1, .root_entries = 64 };
static const struct format fat32 = { .bits = 32, .sectors = 900, .sector_bytes = 512, .per_cluster = 2 };

/*
 * So much is taken that the table's next sector is reached while files grow. The entry of FAT12's cluster 341 stands in both sectors, and a cut
 * between them leaves half of it: it is the next free one first when a folder grows, then in the midst of a file that does.
 */
static const struct {
	const struct format *how;
	size_t taken;
} volumes[] = { { &fat12, 290 * 512 }, { &fat12, 240 * 512 }, { &fat32, 80 * 1024 } };

static uint8_t pattern(unsigned file, size_t at)
{
	return (uint8_t)(file * 57 + at * 11 + at / 256);
}

static struct fs_file *opened(const char *path, unsigned flags)
{
	struct fs_file *file;

	REQUIRE(fs_open(path, flags, 0644, &file) == 0);
	return file;
}

static void put(const char *path, unsigned number, size_t size, bool sync)
{
	struct fs_file *file = opened(path, FS_O_RDWR | FS_O_CREAT);
	uint8_t *data = malloc(size);

	for (size_t i = 0; i < size; i++)
		data[i] = pattern(number, i);
	REQUIRE(fs_write(file, data, size, 0) == (ssize_t)size);
	if (sync)
		CHECK_EQ(fs_sync(file), 0);
	CHECK_EQ(fs_close(file), 0);
	free(data);
}

/* 1: all of it is there; 0: it is not, or not all. */
static int whole(const char *path, unsigned number, size_t size)
{
	struct fs_file *file;
	static uint8_t data[LARGEST + 1];
	ssize_t got;

	if (fs_open(path, FS_O_RDONLY, 0, &file) < 0)
		return 0;
	got = fs_read(file, data, sizeof data, 0);
	CHECK_EQ(fs_close(file), 0);
	if (got != (ssize_t)size)
		return 0;
	for (size_t i = 0; i < size; i++) {
		if (data[i] != pattern(number, i))
			return 0;
	}
	return 1;
}

/* Everything can be listed, and each file is read to its end or refused. */
static void look(const char *path, unsigned depth)
{
	struct fs_file *folder = opened(*path != '\0' ? path : "/", FS_O_RDONLY | FS_O_DIRECTORY);
	struct fs_entry entry;
	uint64_t cursor = 0;
	int got;

	while ((got = fs_list(folder, &cursor, &entry)) == 1) {
		char inner[FS_PATH_MAX];
		char data[600];
		struct fs_file *file;
		uint64_t at = 0;
		ssize_t part;

		(void)snprintf(inner, sizeof inner, "%.500s/%s", path, entry.name);
		if (entry.type == FS_DIRECTORY) {
			REQUIRE(depth < 4);
			look(inner, depth + 1);
			continue;
		}
		REQUIRE(fs_open(inner, FS_O_RDONLY, 0, &file) == 0);
		while ((part = fs_read(file, data, sizeof data, at)) > 0)
			at += (uint64_t)part;
		CHECK(part == 0 || part == -EIO);
		CHECK_EQ(fs_close(file), 0);
	}
	CHECK_EQ(got, 0);
	CHECK_EQ(fs_close(folder), 0);
}

static const size_t sizes[KEPT] = { 10, 3000, 511, 512, 0, 2000 };
static unsigned synced_at; /* writes when "/synced" was */

static void prepare(const struct format *how, size_t taken)
{
	begin(how);
	put("/ballast", 24, taken, false);
	CHECK_EQ(fs_make_folder("/folder", 0755), 0);
	for (unsigned i = 0; i < KEPT; i++) {
		char path[32];

		(void)snprintf(path, sizeof path, i % 2 != 0 ? "/folder/kept file %u" : "/kept%u", i);
		put(path, i, sizes[i], false);
	}
	put("/moved", 20, 1500, false);
	put("/replaced", 21, 1500, false);
	put("/gone", 22, 3000, false);
	put("/cut", 23, 3000, false);
	component_fini();
	abandon();
	REQUIRE(component_init() == 0);
}

static void append(struct fs_file *file, size_t size)
{
	static const uint8_t data[LARGEST];
	struct fs_stat stat;

	CHECK_EQ(fs_file_stat(file, &stat), 0);
	CHECK_EQ(fs_write(file, data, size, stat.size), size);
}

/* What is going on when the power is cut. */
static void work(void)
{
	struct fs_file *file;

	put("/synced", 30, 2500, true);
	synced_at = (unsigned)note_count;
	put("/another with a long name", 31, 3000, false);
	CHECK_EQ(fs_make_folder("/folder/new", 0755), 0);
	put("/folder/new/inner", 32, 100, false);
	CHECK_EQ(fs_rename("/moved", "/folder/has been moved"), 0);
	put("/replacement", 33, 700, false);
	CHECK_EQ(fs_rename("/replacement", "/replaced"), 0);
	CHECK_EQ(fs_remove("/gone"), 0);
	put("/in its place", 34, 3000, false);
	file = opened("/cut", FS_O_RDWR);
	CHECK_EQ(fs_truncate(file, 100), 0);
	CHECK_EQ(fs_close(file), 0);
	for (unsigned i = 0; i < 20; i++) {
		char path[64];

		(void)snprintf(path, sizeof path, "/folder/one of many files that make it longer %u", i);
		put(path, i, 30, false);
	}
	CHECK_EQ(fs_rename("/folder/new", "/taken out"), 0);
	file = opened("/log", FS_O_RDWR | FS_O_CREAT);
	for (unsigned i = 0; i < 40; i++) {
		append(file, 700);
		CHECK_EQ(fs_sync(file), 0);
	}
	CHECK_EQ(fs_close(file), 0);
}

/* The disk as it was when `cut` sectors were written, of which those since the last flush got there or not. */
static void rewind_to(size_t cut, struct test_random *random, bool lossy)
{
	unsigned long flushes = cut > 0 ? notes[cut - 1].flushes : 0;

	for (size_t i = note_count; i-- > 0;)
		memcpy(ram + notes[i].sector * ram_info.sector_bytes, notes[i].before, ram_info.sector_bytes);
	for (size_t i = 0; i < cut; i++) {
		if (!lossy || notes[i].flushes != flushes || test_below(random, 2) != 0)
			memcpy(ram + notes[i].sector * ram_info.sector_bytes, notes[i].data, ram_info.sector_bytes);
	}
}

static void check_kept(void)
{
	for (unsigned i = 0; i < KEPT; i++) {
		char path[32];

		(void)snprintf(path, sizeof path, i % 2 != 0 ? "/folder/kept file %u" : "/kept%u", i);
		CHECK(whole(path, i, sizes[i]));
	}
}

/* What others take meanwhile stays theirs, whatever was left behind. */
static void go_on(void)
{
	static const char *const paths[] = { "/log", "/cut", "/synced", "/moved", "/folder/has been moved", "/replaced", "/gone",
					     "/another with a long name" };
	struct fs_file *file;

	/* One file with two names is what cutting a move may leave; only one of them is used. */
	if (whole("/moved", 20, 1500) && whole("/folder/has been moved", 20, 1500))
		CHECK_EQ(fs_rename("/folder/has been moved", "/folder/left alone"), 0);
	put("/afterwards", 40, LARGEST, true);
	for (unsigned i = 0; i < 20; i++) {
		char path[64];

		(void)snprintf(path, sizeof path, "/folder/one more file that makes it longer %u", i);
		put(path, i, 30, false);
	}
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		if (fs_open(paths[i], FS_O_RDWR, 0, &file) < 0)
			continue;
		append(file, 2000);
		CHECK_EQ(fs_close(file), 0);
	}
	CHECK(whole("/afterwards", 40, LARGEST));
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		int error = fs_remove(paths[i]);

		CHECK(error == 0 || error == -ENOENT);
	}
	put("/last", 41, LARGEST, true);
	CHECK(whole("/afterwards", 40, LARGEST));
	check_kept();
	look("", 0);
}

static void check_after(size_t cut)
{
	unsigned old = 0;

	abandon();
	REQUIRE(component_init() == 0);
	check_kept();
	if (cut > synced_at)
		CHECK(whole("/synced", 30, 2500));
	/* At least one of its names. */
	CHECK(whole("/moved", 20, 1500) || whole("/folder/has been moved", 20, 1500));
	old = (unsigned)whole("/replaced", 21, 1500);
	CHECK(old || whole("/replaced", 33, 700));
	look("", 0);
	go_on();
	component_fini();
}

static void run(const struct format *how, size_t taken, bool lossy, uint64_t seed)
{
	struct test_random random = { seed };
	size_t bytes;
	uint8_t *end;
	size_t step = !lossy || scaled(10) >= 100 ? 1 : 3;

	prepare(how, taken);
	bytes = (size_t)(ram_info.sectors * ram_info.sector_bytes);
	notes_clear();
	noting = true;
	work();
	component_fini();
	noting = false;
	abandon();
	end = malloc(bytes);
	memcpy(end, ram, bytes);
	for (size_t cut = test_below(&random, step); cut <= note_count; cut += step) {
		memcpy(ram, end, bytes);
		rewind_to(cut, &random, lossy);
		check_after(cut);
	}
	printf("FAT%u: cut at %lu writes\n", how->bits, (unsigned long)note_count);
	free(end);
	notes_clear();
}

int main(void)
{
	for (size_t i = 0; i < sizeof volumes / sizeof *volumes; i++) {
		run(volumes[i].how, volumes[i].taken, false, 1);
		for (uint64_t seed = 2; seed < 4; seed++)
			run(volumes[i].how, volumes[i].taken, true, seed);
	}
	abandon();
	free(ram);
	free(notes);
	return test_done();
}
