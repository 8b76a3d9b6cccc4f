/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What every provider of `fs` has to do, for the C tests of all of them: the test defines what its microlib requires, brings
 * up the file system with an empty folder (or the root) to work in, and calls conformance_run. Port: `fs`. What a file system
 * cannot do is said in the description, and is then not asked of it. `conformance_random` compares random calls with a model.
 */
#ifndef RAMFS_TEST_CONFORMANCE_H
#define RAMFS_TEST_CONFORMANCE_H

#include <uniloom/test.h>

struct conformance {
	const char *at;    /* the empty folder that is worked in, without a slash at its end; "" for the root */
	bool keeps_modes;  /* permissions are told as they were given */
	bool keeps_times;  /* mtime_ns is not 0 */
	bool one_case;     /* "a" and "A" are the same name */
	bool busy;         /* what is open cannot be removed, replaced or renamed: -EBUSY */
	bool no_inodes;    /* stat's inode is 0, or says nothing */
	uint64_t large;    /* a file may be this long, and a gap in it costs nothing; 0: gaps are small */
	size_t name_most;  /* longest name, 0: FS_NAME_MAX - 1 */
};

static char conformance_buffers[4][FS_PATH_MAX + 64];
static unsigned conformance_turn;

/* `name` in the folder that is worked in. Good for four calls. */
static const char *conformance_path(const struct conformance *about, const char *name)
{
	char *buffer = conformance_buffers[conformance_turn++ % 4];

	(void)snprintf(buffer, sizeof conformance_buffers[0], "%s%s", about->at, name);
	return buffer;
}

#define CONFORMANCE_PATH(name) conformance_path(about, name)

static struct fs_file *conformance_open(const struct conformance *about, const char *name, unsigned flags)
{
	struct fs_file *file = NULL;

	CHECK_EQ(fs_open(CONFORMANCE_PATH(name), flags, 0644, &file), 0);
	REQUIRE(file != NULL);
	return file;
}

static int conformance_fails(const struct conformance *about, const char *name, unsigned flags)
{
	struct fs_file *file = NULL;
	int error = fs_open(CONFORMANCE_PATH(name), flags, 0644, &file);

	if (error == 0)
		(void)fs_close(file);
	return error;
}

static void conformance_put(const struct conformance *about, const char *name, const char *text)
{
	struct fs_file *file = conformance_open(about, name, FS_O_WRONLY | FS_O_CREAT | FS_O_TRUNC);

	CHECK_EQ(fs_write(file, text, strlen(text), 0), strlen(text));
	CHECK_EQ(fs_close(file), 0);
}

static void conformance_has(const struct conformance *about, const char *name, const char *text)
{
	char data[256] = "";
	struct fs_file *file = conformance_open(about, name, FS_O_RDONLY);

	CHECK_EQ(fs_read(file, data, sizeof data - 1, 0), strlen(text));
	CHECK_STR(data, text);
	CHECK_EQ(fs_close(file), 0);
}

/* How many entries of a folder have this name; all are counted in `*all`. */
static unsigned conformance_count(const struct conformance *about, const char *folder, const char *name, unsigned *all)
{
	struct fs_file *file = conformance_open(about, folder, FS_O_RDONLY | FS_O_DIRECTORY);
	struct fs_entry entry;
	uint64_t cursor = 0;
	unsigned found = 0;
	int more;

	*all = 0;
	while ((more = fs_list(file, &cursor, &entry)) == 1) {
		CHECK(entry.type >= FS_FILE && entry.type <= FS_DEVICE);
		CHECK(strcmp(entry.name, ".") != 0 && strcmp(entry.name, "..") != 0 && entry.name[0] != '\0');
		found += strcmp(entry.name, name) == 0;
		REQUIRE(++*all < 100000);
	}
	CHECK_EQ(more, 0);
	CHECK_EQ(fs_list(file, &cursor, &entry), 0);
	CHECK_EQ(fs_close(file), 0);
	return found;
}

static void conformance_bytes(const struct conformance *about)
{
	char data[64];
	struct fs_file *file = conformance_open(about, "/bytes", FS_O_RDWR | FS_O_CREAT | FS_O_EXCL);
	struct fs_stat stat;

	CHECK_EQ(fs_read(file, data, sizeof data, 0), 0);
	CHECK_EQ(fs_write(file, "hello", 5, 0), 5);
	CHECK_EQ(fs_write(file, "", 0, 3), 0);
	CHECK_EQ(fs_read(file, data, sizeof data, 0), 5);
	CHECK(memcmp(data, "hello", 5) == 0);
	CHECK_EQ(fs_read(file, data, 2, 3), 2);
	CHECK(memcmp(data, "lo", 2) == 0);
	CHECK_EQ(fs_read(file, data, 2, 5), 0);
	CHECK_EQ(fs_read(file, data, 2, 500), 0);
	CHECK_EQ(fs_write(file, "J", 1, 0), 1);
	/* A gap reads as zeroes, also where something was before it was cut off. */
	CHECK_EQ(fs_truncate(file, 3), 0);
	CHECK_EQ(fs_write(file, "!", 1, 8), 1);
	CHECK_EQ(fs_read(file, data, sizeof data, 0), 9);
	CHECK(memcmp(data, "Jel\0\0\0\0\0!", 9) == 0);
	CHECK_EQ(fs_truncate(file, 20), 0);
	CHECK_EQ(fs_file_stat(file, &stat), 0);
	CHECK_EQ(stat.size, 20);
	CHECK_EQ(stat.type, FS_FILE);
	memset(data, 1, sizeof data);
	CHECK_EQ(fs_read(file, data, sizeof data, 9), 11);
	for (size_t i = 0; i < 11; i++)
		CHECK_EQ(data[i], 0);
	CHECK_EQ(fs_sync(file), 0);
	CHECK_EQ(fs_close(file), 0);
	CHECK_EQ(fs_stat(CONFORMANCE_PATH("/bytes"), &stat), 0);
	CHECK_EQ(stat.size, 20);
	if (about->keeps_modes)
		CHECK_EQ(stat.mode & 0777, 0644);
	if (about->keeps_times)
		CHECK(stat.mtime_ns != 0);
	CHECK_EQ(fs_remove(CONFORMANCE_PATH("/bytes")), 0);
}

static uint8_t conformance_byte(uint64_t at)
{
	return (uint8_t)(at * 31 + at / 251);
}

/* Larger than any piece, written across its edges, and looked at without a copy where that is possible. */
static void conformance_long(const struct conformance *about)
{
	static uint8_t data[50000];
	static uint8_t back[50000];
	struct fs_file *file = conformance_open(about, "/long", FS_O_RDWR | FS_O_CREAT);
	struct fs_stat stat;
	uint64_t at = 0;

	for (size_t i = 0; i < sizeof data; i++)
		data[i] = conformance_byte(i);
	while (at < sizeof data) {
		size_t part = at + 7777 > sizeof data ? sizeof data - at : 7777;

		REQUIRE(fs_write(file, data + at, part, at) == (ssize_t)part);
		at += part;
	}
	CHECK_EQ(fs_read(file, back, sizeof back, 0), sizeof back);
	CHECK(memcmp(data, back, sizeof back) == 0);
	for (at = 0; at < sizeof data;) {
		size_t size = 0;
		const uint8_t *view = fs_view(file, at, &size);

		if (view == NULL)
			break;
		REQUIRE(size > 0 && size <= sizeof data - at);
		CHECK(memcmp(view, data + at, size) == 0);
		at += size;
	}
	if (about->large > 0) {
		CHECK_EQ(fs_write(file, "end", 3, about->large - 3), 3);
		CHECK_EQ(fs_file_stat(file, &stat), 0);
		CHECK_EQ(stat.size, about->large);
		CHECK_EQ(fs_read(file, back, 10, about->large - 5), 5);
		CHECK(memcmp(back, "\0\0end", 5) == 0);
		CHECK_EQ(fs_read(file, back, 8, about->large / 2), 8);
		CHECK(memcmp(back, "\0\0\0\0\0\0\0\0", 8) == 0);
	}
	CHECK_EQ(fs_truncate(file, 12345), 0);
	CHECK_EQ(fs_read(file, back, sizeof back, 0), 12345);
	CHECK(memcmp(data, back, 12345) == 0);
	CHECK_EQ(fs_close(file), 0);
	file = conformance_open(about, "/long", FS_O_WRONLY | FS_O_TRUNC);
	CHECK_EQ(fs_file_stat(file, &stat), 0);
	CHECK_EQ(stat.size, 0);
	CHECK_EQ(fs_close(file), 0);
	CHECK_EQ(fs_remove(CONFORMANCE_PATH("/long")), 0);
}

static void conformance_opening(const struct conformance *about)
{
	char data[8];
	struct fs_file *file;
	struct fs_file *folder;
	struct fs_entry entry;
	struct fs_stat stat;
	uint64_t cursor = 0;

	CHECK_EQ(conformance_fails(about, "/none", FS_O_RDONLY), -ENOENT);
	CHECK_EQ(conformance_fails(about, "/none/deeper", FS_O_RDWR | FS_O_CREAT), -ENOENT);
	CHECK_EQ(fs_stat(CONFORMANCE_PATH("/none"), &stat), -ENOENT);
	conformance_put(about, "/one", "1");
	CHECK_EQ(conformance_fails(about, "/one", FS_O_RDWR | FS_O_CREAT | FS_O_EXCL), -EEXIST);
	CHECK_EQ(conformance_fails(about, "/one", FS_O_RDONLY | FS_O_TRUNC), -EINVAL);
	CHECK_EQ(conformance_fails(about, "/one", FS_O_ACCMODE), -EINVAL);
	CHECK_EQ(conformance_fails(about, "/neither", FS_O_RDWR | FS_O_CREAT | FS_O_DIRECTORY), -EINVAL);
	CHECK_EQ(conformance_fails(about, "/neither", FS_O_RDONLY), -ENOENT);
	CHECK_EQ(conformance_fails(about, "/one/deeper", FS_O_RDONLY), -ENOTDIR);
	CHECK_EQ(conformance_fails(about, "/one", FS_O_RDONLY | FS_O_DIRECTORY), -ENOTDIR);
	CHECK_EQ(fs_stat(CONFORMANCE_PATH("/one/deeper"), &stat), -ENOTDIR);
	conformance_has(about, "/one", "1");

	file = conformance_open(about, "/one", FS_O_RDONLY);
	CHECK_EQ(fs_write(file, "x", 1, 0), -EBADF);
	CHECK_EQ(fs_list(file, &cursor, &entry), -ENOTDIR);
	CHECK_EQ(fs_close(file), 0);
	file = conformance_open(about, "/one", FS_O_WRONLY);
	CHECK_EQ(fs_read(file, data, 1, 0), -EBADF);
	CHECK_EQ(fs_close(file), 0);

	CHECK_EQ(fs_make_folder(CONFORMANCE_PATH("/folder"), 0755), 0);
	CHECK_EQ(conformance_fails(about, "/folder", FS_O_WRONLY), -EISDIR);
	CHECK_EQ(conformance_fails(about, "/folder", FS_O_RDWR), -EISDIR);
	folder = conformance_open(about, "/folder", FS_O_RDONLY);
	CHECK_EQ(fs_read(folder, data, 1, 0), -EISDIR);
	CHECK_EQ(fs_file_stat(folder, &stat), 0);
	CHECK_EQ(stat.type, FS_DIRECTORY);
	CHECK_EQ(fs_list(folder, &cursor, &entry), 0);
	CHECK_EQ(fs_close(folder), 0);
	CHECK_EQ(fs_remove(CONFORMANCE_PATH("/folder")), 0);
	CHECK_EQ(fs_remove(CONFORMANCE_PATH("/one")), 0);
	CHECK_EQ(fs_remove(CONFORMANCE_PATH("/one")), -ENOENT);
}

static void conformance_paths(const struct conformance *about)
{
	static char name[FS_PATH_MAX + 8];
	size_t most = about->name_most > 0 ? about->name_most : FS_NAME_MAX - 1;
	struct fs_stat stat;

	CHECK_EQ(fs_make_folder(CONFORMANCE_PATH("/d"), 0755), 0);
	CHECK_EQ(fs_make_folder(CONFORMANCE_PATH("/d/e"), 0755), 0);
	conformance_put(about, "/d/e/f", "deep");
	conformance_has(about, "//d//.//e/./f", "deep");
	conformance_has(about, "/d/../d/e/../e/f", "deep");
	CHECK_EQ(fs_stat(CONFORMANCE_PATH("/d/"), &stat), 0);
	CHECK_EQ(fs_stat(CONFORMANCE_PATH("/d/e/.."), &stat), 0);
	CHECK_EQ(fs_stat(CONFORMANCE_PATH("/d/e/f/"), &stat), -ENOTDIR);
	CHECK_EQ(fs_stat("/../../..", &stat), 0);
	CHECK_EQ(stat.type, FS_DIRECTORY);
	CHECK_EQ(fs_stat("", &stat), -ENOENT);
	CHECK_EQ(fs_remove("/"), -EBUSY);

	name[0] = '/';
	memset(name + 1, 'n', most);
	name[most + 1] = '\0';
	conformance_put(about, name, "long name");
	conformance_has(about, name, "long name");
	CHECK_EQ(fs_remove(CONFORMANCE_PATH(name)), 0);
	memset(name + 1, 'n', FS_NAME_MAX);
	name[FS_NAME_MAX + 1] = '\0';
	CHECK_EQ(conformance_fails(about, name, FS_O_RDWR | FS_O_CREAT), -ENAMETOOLONG);
	for (size_t i = 0; i < FS_PATH_MAX; i++)
		name[i] = i % 2 ? '.' : '/';
	name[FS_PATH_MAX] = '\0';
	CHECK_EQ(fs_stat(name, &stat), -ENAMETOOLONG);

	CHECK_EQ(fs_remove(CONFORMANCE_PATH("/d/e")), -ENOTEMPTY);
	CHECK_EQ(fs_remove(CONFORMANCE_PATH("/d/e/f")), 0);
	CHECK_EQ(fs_remove(CONFORMANCE_PATH("/d/e")), 0);
	CHECK_EQ(fs_make_folder(CONFORMANCE_PATH("/d"), 0755), -EEXIST);
	CHECK_EQ(fs_remove(CONFORMANCE_PATH("/d")), 0);
}

static void conformance_moving(const struct conformance *about)
{
	unsigned all;

	CHECK_EQ(fs_rename(CONFORMANCE_PATH("/none"), CONFORMANCE_PATH("/other")), -ENOENT);
	conformance_put(about, "/a", "A");
	conformance_put(about, "/b", "B");
	CHECK_EQ(fs_rename(CONFORMANCE_PATH("/a"), CONFORMANCE_PATH("/a")), 0);
	/* A slash behind a name says that it is a folder's. */
	CHECK_EQ(fs_rename(CONFORMANCE_PATH("/a/"), CONFORMANCE_PATH("/b")), -ENOTDIR);
	CHECK_EQ(fs_rename(CONFORMANCE_PATH("/a"), CONFORMANCE_PATH("/b/")), -ENOTDIR);
	CHECK_EQ(fs_rename(CONFORMANCE_PATH("/a"), CONFORMANCE_PATH("/b/.")), -ENOTDIR);
	CHECK_EQ(fs_rename(CONFORMANCE_PATH("/a"), CONFORMANCE_PATH("/b")), 0);
	conformance_has(about, "/b", "A");
	CHECK_EQ(conformance_fails(about, "/a", FS_O_RDONLY), -ENOENT);

	CHECK_EQ(fs_make_folder(CONFORMANCE_PATH("/d"), 0755), 0);
	CHECK_EQ(fs_make_folder(CONFORMANCE_PATH("/d/e"), 0755), 0);
	CHECK_EQ(fs_rename(CONFORMANCE_PATH("/b"), CONFORMANCE_PATH("/d/e/b")), 0);
	conformance_has(about, "/d/e/b", "A");
	CHECK_EQ(fs_rename(CONFORMANCE_PATH("/d"), CONFORMANCE_PATH("/d/e/d")), -EINVAL);
	conformance_put(about, "/y", "Y");
	CHECK_EQ(fs_rename(CONFORMANCE_PATH("/d"), CONFORMANCE_PATH("/y")), -ENOTDIR);
	CHECK_EQ(fs_remove(CONFORMANCE_PATH("/y")), 0);
	/* What is on the way to a file is no place for it; which error comes first is not the same everywhere. */
	CHECK(fs_rename(CONFORMANCE_PATH("/d/e/b"), CONFORMANCE_PATH("/d")) < 0);
	/* A folder with what is in it; onto an empty one, and not onto a full one. */
	CHECK_EQ(fs_make_folder(CONFORMANCE_PATH("/x"), 0755), 0);
	CHECK_EQ(fs_rename(CONFORMANCE_PATH("/d/e/b"), CONFORMANCE_PATH("/x")), -EISDIR);
	CHECK_EQ(fs_rename(CONFORMANCE_PATH("/d/e"), CONFORMANCE_PATH("/x")), 0);
	conformance_has(about, "/x/b", "A");
	conformance_has(about, "/x/../x/b", "A");
	CHECK_EQ(fs_rename(CONFORMANCE_PATH("/d"), CONFORMANCE_PATH("/x")), -ENOTEMPTY);
	CHECK_EQ(conformance_count(about, "/x", "b", &all), 1);
	CHECK_EQ(all, 1);
	CHECK_EQ(conformance_count(about, "/d", "e", &all), 0);
	CHECK_EQ(fs_remove(CONFORMANCE_PATH("/x/b")), 0);
	CHECK_EQ(fs_remove(CONFORMANCE_PATH("/x")), 0);
	CHECK_EQ(fs_remove(CONFORMANCE_PATH("/d")), 0);
}

static void conformance_open_files(const struct conformance *about)
{
	char data[16];
	struct fs_file *file;

	conformance_put(about, "/gone", "still");
	file = conformance_open(about, "/gone", FS_O_RDWR);
	if (about->busy) {
		CHECK_EQ(fs_remove(CONFORMANCE_PATH("/gone")), -EBUSY);
		CHECK_EQ(fs_close(file), 0);
		CHECK_EQ(fs_remove(CONFORMANCE_PATH("/gone")), 0);
		return;
	}
	CHECK_EQ(fs_remove(CONFORMANCE_PATH("/gone")), 0);
	CHECK_EQ(conformance_fails(about, "/gone", FS_O_RDONLY), -ENOENT);
	conformance_put(about, "/gone", "new");
	CHECK_EQ(fs_read(file, data, sizeof data, 0), 5);
	CHECK(memcmp(data, "still", 5) == 0);
	CHECK_EQ(fs_write(file, "there", 5, 5), 5);
	CHECK_EQ(fs_read(file, data, sizeof data, 0), 10);
	CHECK_EQ(fs_close(file), 0);
	conformance_has(about, "/gone", "new");

	/* A name changes, the open file does not. */
	file = conformance_open(about, "/gone", FS_O_RDWR);
	conformance_put(about, "/other", "OTHER");
	CHECK_EQ(fs_rename(CONFORMANCE_PATH("/other"), CONFORMANCE_PATH("/gone")), 0);
	CHECK_EQ(fs_read(file, data, sizeof data, 0), 3);
	CHECK(memcmp(data, "new", 3) == 0);
	CHECK_EQ(fs_close(file), 0);
	conformance_has(about, "/gone", "OTHER");
	CHECK_EQ(fs_remove(CONFORMANCE_PATH("/gone")), 0);
}

/* Many entries: each is told once, also while every second one is removed. */
static void conformance_listing(const struct conformance *about)
{
	enum { COUNT = 300 };
	static uint8_t told[COUNT];
	char name[32];
	struct fs_entry entry;
	struct fs_file *folder;
	uint64_t cursor = 0;
	unsigned all;

	CHECK_EQ(fs_make_folder(CONFORMANCE_PATH("/many"), 0755), 0);
	for (unsigned i = 0; i < COUNT; i++) {
		(void)snprintf(name, sizeof name, "/many/entry-%u", i);
		conformance_put(about, name, "x");
	}
	CHECK_EQ(conformance_count(about, "/many", "entry-7", &all), 1);
	CHECK_EQ(all, COUNT);
	memset(told, 0, sizeof told);
	folder = conformance_open(about, "/many", FS_O_RDONLY);
	while (fs_list(folder, &cursor, &entry) == 1) {
		unsigned number = COUNT;

		REQUIRE(sscanf(entry.name, "entry-%u", &number) == 1 && number < COUNT);
		CHECK_EQ(entry.type, FS_FILE);
		told[number]++;
		if (number % 2 == 0) {
			(void)snprintf(name, sizeof name, "/many/entry-%u", number);
			CHECK_EQ(fs_remove(CONFORMANCE_PATH(name)), 0);
		}
	}
	for (unsigned i = 0; i < COUNT; i++)
		CHECK_EQ(told[i], 1);
	/* From the beginning once more, on the same open folder. */
	cursor = 0;
	for (all = 0; fs_list(folder, &cursor, &entry) == 1; all++)
		;
	CHECK_EQ(all, COUNT / 2);
	CHECK_EQ(fs_close(folder), 0);
	for (unsigned i = 1; i < COUNT; i += 2) {
		(void)snprintf(name, sizeof name, "/many/entry-%u", i);
		CHECK_EQ(fs_remove(CONFORMANCE_PATH(name)), 0);
	}
	CHECK_EQ(fs_remove(CONFORMANCE_PATH("/many")), 0);
}

static void conformance_names(const struct conformance *about)
{
	struct fs_stat first;
	struct fs_stat second;
	unsigned all;

	conformance_put(about, "/With some spaces.text", "1");
	CHECK_EQ(conformance_count(about, about->at[0] == '\0' ? "/" : "", "With some spaces.text", &all), 1);
	conformance_put(about, "/\xe4\xb8\xad\xe6\x96\x87", "2");
	conformance_has(about, "/\xe4\xb8\xad\xe6\x96\x87", "2");
	conformance_put(about, "/x", "small");
	if (about->one_case) {
		conformance_has(about, "/X", "small");
	} else {
		conformance_put(about, "/X", "large");
		conformance_has(about, "/x", "small");
		CHECK_EQ(fs_remove(CONFORMANCE_PATH("/X")), 0);
	}
	CHECK_EQ(fs_stat(CONFORMANCE_PATH("/x"), &first), 0);
	CHECK_EQ(fs_stat(CONFORMANCE_PATH("/With some spaces.text"), &second), 0);
	if (!about->no_inodes)
		CHECK(first.inode != second.inode && first.inode != 0);
	CHECK_EQ(fs_remove(CONFORMANCE_PATH("/x")), 0);
	CHECK_EQ(fs_remove(CONFORMANCE_PATH("/With some spaces.text")), 0);
	CHECK_EQ(fs_remove(CONFORMANCE_PATH("/\xe4\xb8\xad\xe6\x96\x87")), 0);
}

/* All of it; the folder is empty again afterwards. */
static inline void conformance_run(const struct conformance *about)
{
	unsigned all;

	conformance_bytes(about);
	conformance_long(about);
	conformance_opening(about);
	conformance_paths(about);
	conformance_moving(about);
	conformance_open_files(about);
	conformance_listing(about);
	conformance_names(about);
	(void)conformance_count(about, about->at[0] == '\0' ? "/" : "", "", &all);
	CHECK_EQ(all, 0);
}

#endif
