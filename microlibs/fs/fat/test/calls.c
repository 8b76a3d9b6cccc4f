/* SPDX-License-Identifier: BSD-3-Clause */
#define _POSIX_C_SOURCE 200809L
/* Names, times, sizes, disks that are full, fail or may only be read, and memory that is not there. */
/* config: CACHE=8 */
/* config: AT=/disk */
#include "ramdisk.h"

static struct fs_file *opened(const char *path, unsigned flags)
{
	struct fs_file *file = NULL;

	CHECK_EQ(fs_open(path, flags, 0644, &file), 0);
	REQUIRE(file != NULL);
	return file;
}

static int made(const char *path)
{
	struct fs_file *file;
	int error = fs_open(path, FS_O_RDWR | FS_O_CREAT, 0644, &file);

	return error < 0 ? error : fs_close(file);
}

static bool there(const char *path)
{
	struct fs_stat stat;

	return fs_stat(path, &stat) == 0;
}

static bool listed(const char *folder, const char *name)
{
	struct fs_file *file = opened(folder, FS_O_RDONLY);
	struct fs_entry entry;
	uint64_t cursor = 0;
	bool found = false;

	while (fs_list(file, &cursor, &entry) == 1)
		found = found || strcmp(entry.name, name) == 0;
	CHECK_EQ(fs_close(file), 0);
	return found;
}

/* The root's short entry of that name; NULL where it has none. */
static uint8_t *raw(const char *name)
{
	uint8_t *root = ram + (size_t)layout.root * 512;

	for (unsigned i = 0; i < 512; i++) {
		if (root[i * 32] != 0xe5 && memcmp(root + (size_t)i * 32, name, 11) == 0)
			return root + (size_t)i * 32;
	}
	return NULL;
}

static void names(void)
{
	begin(&small16);
	CHECK_STR(fs_mount_point(), "/disk");
	CHECK_EQ(made("/PLAIN.TXT"), 0);
	REQUIRE(raw("PLAIN   TXT") != NULL);
	/* No long name where the short one says it all. */
	CHECK_EQ(raw("PLAIN   TXT") - (ram + (size_t)layout.root * 512), 0);
	CHECK_EQ(made("/Mixed.Txt"), 0);
	CHECK(raw("MIXED   TXT") != NULL);
	CHECK(listed("/", "Mixed.Txt"));
	CHECK(there("/mIXED.tXT"));
	CHECK_EQ(made("/a rather long name.html"), 0);
	CHECK(raw("ARATHE~1HTM") != NULL);
	CHECK(there("/ARATHE~1.HTM"));
	CHECK(there("/arathe~1.htm"));
	CHECK(listed("/", "a rather long name.html"));
	for (unsigned i = 0; i < 12; i++) {
		char name[64];

		(void)snprintf(name, sizeof name, "/a rather long name %u.html", i);
		CHECK_EQ(made(name), 0);
	}
	CHECK(raw("ARATHE~4HTM") != NULL && raw("ARATHE~5HTM") == NULL);
	CHECK_EQ(made("/.profile"), 0);
	CHECK(raw("PROFIL~1   ") != NULL);
	CHECK_EQ(made("/one.two.three"), 0);
	CHECK(raw("ONETWO~1THR") != NULL);
	CHECK_EQ(made("/a+b=[c]"), 0);
	CHECK(raw("A_B__C_~1  ") != NULL || raw("A_B__C~1   ") != NULL);
	/* Beyond what UTF-16 has in one unit; and letters of which capitals are known. */
	CHECK_EQ(made("/\xf0\x9f\xa7\xb6"), 0);
	CHECK(listed("/", "\xf0\x9f\xa7\xb6"));
	CHECK_EQ(made("/\xc3\xa4\xce\xb2\xd0\xb6\xd1\x91\xc5\x82\xc5\xbe\xc3\xbf"), 0);
	CHECK(there("/\xc3\x84\xce\x92\xd0\x96\xd0\x81\xc5\x81\xc5\xbd\xc5\xb8"));
	CHECK(!there("/\xc3\x84\xce\x92\xd0\x96\xd0\x81\xc5\x81\xc5\xbd\xc3\xb7"));

	CHECK_EQ(made("/\xc4\x81\xc8\x99"), 0);
	CHECK(there("/\xc4\x80\xc8\x99"));
	CHECK_EQ(made("/...a"), 0);
	CHECK(raw("_~1     A  ") != NULL);

	static const char *const refused[] = { "/a:b", "/a*", "/a?", "/\"", "/a<", "/a>", "/a|", "/a\\b", "/dot.", "/space ", "/\x01", "/\xff", "/\xc0\xaf",
					       "/\xed\xa0\x80", "/\xf4\x90\x80\x80", "/\xe4\xb8" };

	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		CHECK_EQ(made(refused[i]), -EINVAL);
	CHECK_EQ(fs_make_folder("/a*b", 0755), -EINVAL);
	CHECK_EQ(fs_rename("/PLAIN.TXT", "/a*b"), -EINVAL);
	CHECK_EQ(made("relative"), -EINVAL);
	/* Another spelling. */
	CHECK_EQ(fs_rename("/PLAIN.TXT", "/plain.txt"), 0);
	CHECK(listed("/", "plain.txt") && !listed("/", "PLAIN.TXT"));
	CHECK_EQ(fs_rename("/plain.txt", "/Plain.txt/"), -ENOTDIR);
	CHECK_EQ(fs_rename("/plain.txt", "/plain.txt"), 0);

	/* Names as other systems leave them: in small letters by two bits, of a code page, or with what no name can have. */
	uint8_t *entry = raw("MIXED   TXT");

	REQUIRE(entry != NULL);
	component_fini();
	abandon();
	entry[-32] = 0xe5; /* its long name */
	entry[12] = 0x08;
	REQUIRE(component_init() == 0);
	CHECK(listed("/", "mixed.TXT"));
	abandon();
	entry[12] = 0x18;
	memcpy(entry, "\x05\x81\x84     \xe1  ", 11);
	REQUIRE(component_init() == 0);
	CHECK(listed("/", "\xcf\x83\xc3\xbc\xc3\xa4.\xc3\x9f"));
	abandon();
	memcpy(entry, "a/b\x01    ", 8);
	REQUIRE(component_init() == 0);
	CHECK(listed("/", "a_b_.\xc3\x9f"));
	CHECK(there("/a_b_.\xc3\x9f"));
	abandon();
	entry[11] = 0x08; /* the volume's name */
	REQUIRE(component_init() == 0);
	CHECK(!listed("/", "a_b_.\xc3\x9f"));

	/* A name of 200 characters that UTF-8 has 600 bytes for goes by its short one. */
	uint8_t *at = ram + (size_t)layout.root * 512 + 200 * 32;
	uint8_t sum = 0;

	abandon();
	memcpy(at + 16 * 32, "SHORT~1    ", 11);
	for (unsigned i = 0; i < 11; i++)
		sum = (uint8_t)(((sum & 1) << 7) + (sum >> 1) + at[16 * 32 + i]);
	for (unsigned i = 0; i < 16; i++) {
		memset(at + (size_t)i * 32, 0x4e, 32);
		at[i * 32] = (uint8_t)((16 - i) | (i == 0 ? 0x40 : 0));
		at[i * 32 + 11] = 0x0f;
		at[i * 32 + 12] = 0;
		at[i * 32 + 13] = sum;
	}
	for (uint8_t *free_entry = ram + (size_t)layout.root * 512; free_entry < at; free_entry += 32)
		free_entry[0] = free_entry[0] == 0 ? 0xe5 : free_entry[0];
	REQUIRE(component_init() == 0);
	CHECK(listed("/", "SHORT~1"));
	CHECK(there("/short~1"));
	CHECK_EQ(fs_remove("/short~1"), 0);
	CHECK_EQ(at[0], 0xe5);
	CHECK_EQ(at[15 * 32], 0xe5);
}

static void times(void)
{
	static const struct {
		uint64_t unix_s;
		uint64_t told;
	} cases[] = {
		{ 0, 315532800 },                   /* before 1980 */
		{ 315532801, 315532800 },           /* two seconds at a time */
		{ 951827696, 951827696 },           /* 2000-02-29 */
		{ 1709251199, 1709251198 },         /* 2024-02-29 23:59:59 */
		{ 4107542399u, 4107542398u },       /* 2100-02-28 */
		{ 4107542400u, 4107542400u },       /* and the day after, which is no 29th */
		{ 9000000000u, 4354819198u },       /* after 2107 */
	};
	struct fs_stat stat;

	begin(&small16);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		wall_ns = cases[i].unix_s * 1000000000u;
		CHECK_EQ(fs_remove("/file") == 0 || i == 0, 1);
		CHECK_EQ(made("/file"), 0);
		CHECK_EQ(fs_stat("/file", &stat), 0);
		CHECK_EQ(stat.mtime_ns, cases[i].told * 1000000000u);
	}
	wall_error = -ENODATA;
	CHECK_EQ(fs_make_folder("/folder", 0755), 0);
	CHECK_EQ(fs_stat("/folder", &stat), 0);
	CHECK_EQ(stat.mtime_ns, 315532800000000000u);
	CHECK_EQ(stat.mode, 0755);
	wall_error = 0;
	wall_ns = 1700000000ull * 1000000000ull;
	REQUIRE(raw("FILE       ") != NULL);
	component_fini();
	abandon();
	raw("FILE       ")[11] |= 1;
	memset(raw("FILE       ") + 22, 0, 4);
	REQUIRE(component_init() == 0);
	CHECK_EQ(fs_stat("/file", &stat), 0);
	CHECK_EQ(stat.mode, 0444);
	CHECK_EQ(stat.mtime_ns, 0);
	CHECK_EQ(fs_stat("/", &stat), 0);
	CHECK_EQ(stat.type, FS_DIRECTORY);
}

static void sizes(void)
{
	static uint8_t data[3000000];
	struct fs_file *file;
	struct fs_stat stat;
	size_t wrote = 0;
	ssize_t took;

	/* Full: what had room, then why not more; room again once something is removed. */
	begin(&small12);
	file = opened("/large", FS_O_RDWR | FS_O_CREAT);
	ram_writes = 0;
	took = fs_write(file, data, sizeof data, 0);
	CHECK_EQ(took, (2880 - (long)layout.data) * 512);
	/* Clusters beside each other go in one request; the rest is the table's. */
	CHECK(ram_writes < 40);
	wrote = (size_t)took;
	CHECK_EQ(fs_write(file, data, 1, wrote), -ENOSPC);
	CHECK_EQ(fs_truncate(file, wrote + 1), -ENOSPC);
	CHECK_EQ(fs_make_folder("/no room", 0755), -ENOSPC);
	CHECK_EQ(made("/empty"), 0);
	CHECK_EQ(fs_write(file, data, 1, 0xffffffffu), -EFBIG);
	CHECK_EQ(fs_write(file, data, 1, UINT64_MAX), -EFBIG);
	CHECK_EQ(fs_write(file, data, 10, 0xfffffff0u), -ENOSPC);
	CHECK_EQ(fs_truncate(file, (uint64_t)1 << 32), -EFBIG);
	CHECK_EQ(fs_file_stat(file, &stat), 0);
	CHECK_EQ(stat.size, wrote);
	ram_reads = 0;
	CHECK_EQ(fs_read(file, data, sizeof data, 0), wrote);
	CHECK(ram_reads < 20);
	/* Removed while it is open: its room comes back once it is closed. */
	CHECK_EQ(fs_remove("/large"), 0);
	CHECK_EQ(fs_file_stat(file, &stat), 0);
	CHECK_EQ(stat.links, 0);
	CHECK_EQ(fs_make_folder("/no room", 0755), -ENOSPC);
	CHECK_EQ(fs_close(file), 0);
	CHECK_EQ(fs_make_folder("/room", 0755), 0);
	component_fini();
	CHECK_EQ(fsck(0), 0);

	/* A root that is full has an end, another folder grows. */
	begin(&small12);
	unsigned count = 0;
	char name[32];
	int error = 0;

	for (; error == 0 && count < 300; count++) {
		(void)snprintf(name, sizeof name, "/F%u", count);
		error = made(name);
	}
	CHECK_EQ(error, -ENOSPC);
	CHECK_EQ(count, 225);
	CHECK_EQ(fs_remove("/F7"), 0);
	CHECK_EQ(made("/a long name"), -ENOSPC);
	CHECK_EQ(fs_remove("/F8"), 0);
	CHECK_EQ(made("/a long name"), 0);
	component_fini();
	CHECK_EQ(fsck(0), 0);

	/* A folder that somebody has open goes as well. */
	begin(&small32);
	CHECK_EQ(fs_make_folder("/open", 0755), 0);
	file = opened("/open/../open", FS_O_RDONLY);
	CHECK_EQ(fs_remove("/open"), 0);
	CHECK_EQ(fs_list(file, &(uint64_t){ 0 }, &(struct fs_entry){ .type = 0 }), 0);
	CHECK_EQ(fs_close(file), 0);
	component_fini();
	CHECK_EQ(fsck(0), 0);
}

static int mount_panics(const char *part)
{
	abandon();
	CHECK_PANICS(component_init(), part);
	abandon();
	return 0;
}

static void mounting(void)
{
	struct fs_file *file;

	begin(&wide32);
	CHECK_EQ(made("/in the partition"), 0);
	abandon();
	/* A copy of the table that is used alone. */
	uint8_t *boot = ram + (size_t)wide32.offset * 2048;

	boot[40] = 0x81;
	REQUIRE(component_init() == 0);
	CHECK(there("/in the partition"));
	abandon();
	boot[40] = 0x82;
	mount_panics("no FAT file system");
	boot[40] = 0;
	memset(boot + 2048, 0, 4); /* counts that are none */
	REQUIRE(component_init() == 0);
	CHECK(there("/in the partition"));
	abandon();
	ram[446 + 16 + 4] = 0x83; /* no partition that has a FAT */
	mount_panics("no FAT file system");
	ram[446 + 16 + 4] = 0x0b;
	put32(ram + 446 + 16 + 12, 0xffffffff);
	mount_panics("no FAT file system");
	ram[510] = 0;
	mount_panics("no FAT file system");

	format(&small16);
	ram_fails_after = 0;
	mount_panics("cannot be read");
	ram_fails_after = -1;
	for (long i = 0; i < 2; i++) {
		heap_fails_after = i;
		mount_panics("no memory");
	}
	heap_fails_after = -1;
	ram_info.sector_bytes = 4096; /* more than the volume's */
	ram_info.sectors /= 8;
	mount_panics("no FAT file system");
	ram_info.sector_bytes = 512;

	/* May only be read. */
	begin(&small16);
	CHECK_EQ(made("/file"), 0);
	component_fini();
	abandon();
	ram_info.read_only = true;
	REQUIRE(component_init() == 0);
	ram_writes = 0;
	CHECK_EQ(made("/other"), -EROFS);
	CHECK_EQ(fs_open("/file", FS_O_WRONLY, 0, &file), -EROFS);
	CHECK_EQ(fs_remove("/file"), -EROFS);
	CHECK_EQ(fs_rename("/file", "/x"), -EROFS);
	CHECK_EQ(fs_make_folder("/x", 0755), -EROFS);
	file = opened("/file", FS_O_RDONLY);
	CHECK_EQ(fs_sync(file), 0);
	CHECK_EQ(fs_write(file, "x", 1, 0), -EBADF);
	CHECK_EQ(fs_truncate(file, 0), -EBADF);
	CHECK_EQ(fs_close(file), 0);
	component_fini();
	CHECK_EQ(ram_writes, 0);
	ram_info.read_only = false;
}

/* Each transfer fails in turn, once or from then on; each allocation fails in turn. */
static int some_work(void)
{
	struct fs_file *file;
	static uint8_t data[9000];
	int first = 0;
	int error = fs_open("/one file with a name", FS_O_RDWR | FS_O_CREAT, 0644, &file);

	if (error < 0)
		return error;
	ssize_t took = fs_write(file, data, sizeof data, 100);

	first = took < 0 ? (int)took : took < (ssize_t)sizeof data ? -EIO : 0;
	error = fs_sync(file);
	first = first != 0 ? first : error;
	took = fs_read(file, data, sizeof data, 0);
	first = first != 0 ? first : took < 0 ? (int)took : 0;
	error = fs_truncate(file, 700);
	first = first != 0 ? first : error;
	error = fs_close(file);
	first = first != 0 ? first : error;
	error = fs_make_folder("/folder", 0755);
	first = first != 0 ? first : error;
	error = fs_rename("/one file with a name", "/folder/moved");
	first = first != 0 ? first : error;
	error = fs_remove("/folder/moved");
	first = first != 0 ? first : error;
	error = fs_remove("/folder");
	return first != 0 ? first : error;
}

static void failures(void)
{
	for (unsigned once = 0; once < 2; once++) {
		bool failed = true;

		for (long after = 0; failed; after++) {
			int error;

			REQUIRE(after < 500);
			begin(&small32);
			ram_fails_once = once != 0;
			ram_fails_after = after;
			ram_error = once != 0 ? -EIO : -ENOSPC;
			error = some_work();
			failed = ram_fails_after == 0 || (once != 0 && ram_fails_after < 0);
			CHECK(!failed || error == ram_error || error == -EROFS || error == -EIO);
			CHECK(failed || error == 0);
			ram_fails_after = -1;
			component_fini();
			CHECK_EQ(heap_blocks, 1);
			/* What the disk has can be mounted and listed. */
			abandon();
			REQUIRE(component_init() == 0);
			CHECK(!listed("/", "none"));
		}
	}
	int error = -ENOMEM;

	for (long after = 0; error == -ENOMEM; after++) {
		begin(&small32);
		heap_fails_after = after;
		error = some_work();
		CHECK(error == 0 || error == -ENOMEM);
		CHECK_EQ(heap_blocks, 1);
		heap_fails_after = -1;
		component_fini();
		CHECK_EQ(fsck(0), 0);
	}
	CHECK_EQ(error, 0);
}

/* What waits to be written and fails while somebody reads is told to whoever wrote it. */
static void told_later(void)
{
	static uint8_t data[4096];
	struct fs_file *file;
	struct fs_file *reader;

	begin(&small16);
	file = opened("/file", FS_O_RDWR | FS_O_CREAT);
	CHECK_EQ(fs_write(file, data, sizeof data, 0), sizeof data);
	CHECK_EQ(fs_sync(file), 0);
	CHECK_EQ(fs_write(file, "x", 1, 10), 1);
	reader = opened("/file", FS_O_RDONLY);
	ram_fails_once = true;
	ram_fails_after = 0;
	CHECK_EQ(fs_read(reader, data, 1024, 0), -EIO);
	CHECK_EQ(fs_sync(file), -EIO);
	CHECK_EQ(fs_sync(file), 0);
	CHECK_EQ(fs_close(reader), 0);
	CHECK_EQ(fs_close(file), 0);

	/* Or while somebody makes a folder: it is on the disk, or told. */
	unsigned lost = 0;

	for (long after = 0; after < 12; after++) {
		begin(&small16);
		file = opened("/file", FS_O_RDWR | FS_O_CREAT);
		CHECK_EQ(fs_write(file, data, sizeof data, 0), sizeof data);
		CHECK_EQ(fs_sync(file), 0);
		CHECK_EQ(fs_write(file, "x", 1, 10), 1);
		ram_fails_once = true;
		ram_fails_after = after;
		(void)fs_make_folder("/folder", 0755);
		ram_fails_after = -1;

		int told = fs_sync(file);

		(void)fs_close(file);
		abandon();
		REQUIRE(component_init() == 0);
		file = opened("/file", FS_O_RDONLY);
		CHECK_EQ(fs_read(file, data, 11, 0), 11);
		CHECK_EQ(fs_close(file), 0);
		CHECK(data[10] == 'x' || told == -EIO);
		lost += data[10] != 'x';
		data[10] = 0;
	}
	CHECK(lost > 0);
}

/* A file has two names while it is moved. When the disk fails there, nothing is written any more, so that neither can take from the other. */
static void half_moved(void)
{
	char path[64];
	unsigned halves = 0;
	int error = -EIO;

	for (long after = 0; error < 0; after++) {
		REQUIRE(after < 300);
		begin(&small32);
		CHECK_EQ(fs_make_folder("/from", 0755), 0);
		CHECK_EQ(fs_make_folder("/to", 0755), 0);
		/* Larger than what is kept. */
		for (unsigned i = 0; i < 80; i++) {
			(void)snprintf(path, sizeof path, "/%s/a name of several entries %u", i % 2 != 0 ? "from" : "to", i);
			CHECK_EQ(made(path), 0);
		}
		CHECK_EQ(made("/from/moved"), 0);
		ram_fails_once = true;
		ram_fails_after = after;
		error = fs_rename("/from/moved", "/to/moved");
		ram_fails_after = -1;
		CHECK(there("/from/moved") || there("/to/moved"));
		if (there("/from/moved") && there("/to/moved")) {
			halves++;
			CHECK_EQ(made("/other"), -EROFS);
		}
		component_fini();
	}
	CHECK(halves > 0);
}

/* A long name with a hole in it is none. */
static void holes(void)
{
	begin(&small16);
	CHECK_EQ(made("/a name that has two parts"), 0);
	CHECK(listed("/", "a name that has two parts"));

	uint8_t *entry = raw("ANAMET~1   ");

	REQUIRE(entry != NULL);
	component_fini();
	abandon();
	memset(entry - 32 + 3, 0, 2);
	REQUIRE(component_init() == 0);
	CHECK(listed("/", "ANAMET~1"));
	CHECK(there("/anamet~1"));
}

/* What is open still when the programs end is written. */
static void ending(void)
{
	struct fs_file *file;
	struct fs_stat stat;

	begin(&small32);
	file = opened("/left open", FS_O_WRONLY | FS_O_CREAT);
	CHECK_EQ(fs_write(file, "some text", 9, 0), 9);
	component_fini();
	CHECK_EQ(fsck(0), 0);
	CHECK_EQ(fs_close(file), 0);
	abandon();
	REQUIRE(component_init() == 0);
	CHECK_EQ(fs_stat("/left open", &stat), 0);
	CHECK_EQ(stat.size, 9);
}

/* A cluster's entry in the first table of FAT12. */
static uint32_t entry12(uint32_t cluster)
{
	const uint8_t *from = ram + (size_t)layout.table * 512 + cluster + cluster / 2;
	uint32_t both = from[0] | (uint32_t)from[1] << 8;

	return cluster % 2 != 0 ? both >> 4 : both & 0xfff;
}

/* A file of so many clusters, or as many as there is room for. */
static void filled(const char *path, size_t clusters)
{
	static const uint8_t data[512];
	struct fs_file *file = opened(path, FS_O_RDWR | FS_O_CREAT);
	ssize_t took = 512;

	for (size_t i = 0; i < clusters && took == 512; i++)
		took = fs_write(file, data, 512, i * 512);
	CHECK(took == 512 || took == -ENOSPC);
	CHECK_EQ(fs_close(file), 0);
}

/* The entry of cluster 341 stands in two sectors: a file may have it, a folder may not. */
static void in_two_sectors(void)
{
	begin(&small12);
	filled("/before", 339);
	filled("/there", 1);
	filled("/behind", SIZE_MAX);
	CHECK_EQ(entry12(341), 0xfff);
	CHECK_EQ(fs_remove("/there"), 0);
	CHECK_EQ(entry12(341), 0);
	CHECK_EQ(fs_make_folder("/folder", 0755), -ENOSPC);
	filled("/there", 1);
	CHECK_EQ(entry12(341), 0xfff);
	component_fini();
	CHECK_EQ(fsck(0), 0);

	begin(&small12);
	filled("/before", 338);
	CHECK_EQ(fs_make_folder("/folder", 0755), 0);
	CHECK_EQ(entry12(340), 0xfff);
	for (unsigned i = 0; i < 20; i++) {
		char path[32];

		(void)snprintf(path, sizeof path, "/folder/F%u", i);
		CHECK_EQ(made(path), 0);
	}
	CHECK_EQ(entry12(340), 342);
	CHECK_EQ(entry12(341), 0);
	component_fini();
	CHECK_EQ(fsck(0), 0);
}

int main(void)
{
	names();
	times();
	sizes();
	mounting();
	failures();
	told_later();
	half_moved();
	holes();
	ending();
	in_two_sectors();
	abandon();
	free(ram);
	return test_done();
}
