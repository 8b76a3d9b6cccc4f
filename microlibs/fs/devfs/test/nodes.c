/* SPDX-License-Identifier: BSD-3-Clause */
/* Each device does what it is for, the folder tells them all, and nothing can be changed. */
#include <ports.h>
#include <uniloom/test.h>

static char printed[32];
static size_t printed_size;
static long arrived = 3;
static int seeded;

long console_write(const char *data, size_t size)
{
	REQUIRE(printed_size + size < sizeof printed);
	memcpy(printed + printed_size, data, size);
	printed_size += size;
	return (long)size;
}

long console_read(char *data, size_t size)
{
	if (arrived > 0 && size > 0)
		memset(data, 'k', (size_t)arrived);
	return size == 0 ? 0 : arrived;
}

int random_fill(void *data, size_t size)
{
	if (seeded)
		memset(data, 0xa5, size);
	return seeded ? 0 : -ENODATA;
}

const char *random_seeded_from(void)
{
	return "";
}

static struct fs_file *opened(const char *path, unsigned flags)
{
	struct fs_file *file = NULL;

	CHECK_EQ(fs_open(path, flags, 0, &file), 0);
	REQUIRE(file != NULL);
	return file;
}

static int refused(const char *path, unsigned flags)
{
	struct fs_file *file;

	return fs_open(path, flags, 0, &file);
}

static void devices(void)
{
	char data[8];

	CHECK_EQ(refused("/null", FS_O_ACCMODE), -EINVAL);
	CHECK_EQ(refused("/null", FS_O_RDONLY | FS_O_TRUNC), -EINVAL);
	CHECK_EQ(refused("/none", FS_O_RDWR | FS_O_CREAT | FS_O_DIRECTORY), -EINVAL);

	struct fs_file *file = opened("/null", FS_O_RDWR | FS_O_CREAT | FS_O_TRUNC);

	CHECK_EQ(fs_read(file, data, 8, 0), 0);
	CHECK_EQ(fs_write(file, data, 8, 1000), 8);
	CHECK_EQ(fs_truncate(file, 100), 0);
	CHECK_EQ(fs_sync(file), 0);
	CHECK_EQ(fs_close(file), 0);

	file = opened("/zero", FS_O_RDONLY);
	memset(data, 1, sizeof data);
	CHECK_EQ(fs_read(file, data, 8, 0), 8);
	for (size_t i = 0; i < 8; i++)
		CHECK_EQ(data[i], 0);
	CHECK_EQ(fs_write(file, data, 1, 0), -EBADF);
	CHECK_EQ(fs_truncate(file, 0), -EBADF);

	file = opened("//./../full", FS_O_RDWR);
	CHECK_EQ(fs_read(file, data, 8, 0), 8);
	CHECK_EQ(fs_write(file, data, 1, 0), -ENOSPC);
	CHECK_EQ(fs_write(file, data, 0, 0), 0);

	file = opened("/console", FS_O_RDWR);
	CHECK_EQ(fs_write(file, "hi\n", 3, 99), 3);
	CHECK_EQ(printed_size, 3);
	CHECK_EQ(fs_read(file, data, 8, 0), 3);
	arrived = 0;
	CHECK_EQ(fs_read(file, data, 8, 0), -EAGAIN);
	CHECK_EQ(fs_read(file, data, 0, 0), 0);
	arrived = -EPIPE;
	CHECK_EQ(fs_read(file, data, 8, 0), 0);
	CHECK_EQ(fs_read(opened("/console", FS_O_WRONLY), data, 8, 0), -EBADF);

	file = opened("/random", FS_O_RDWR);
	CHECK_EQ(fs_read(file, data, 8, 0), -ENODATA);
	seeded = 1;
	CHECK_EQ(fs_read(file, data, 8, 0), 8);
	CHECK_EQ(data[7] & 0xff, 0xa5);
	CHECK_EQ(fs_write(file, data, 8, 0), 8);
}

static void folder(void)
{
	static const char *const names[] = { "null", "zero", "full", "console", "random" };
	struct fs_file *file = opened("/", FS_O_RDONLY | FS_O_DIRECTORY);
	struct fs_entry entry;
	struct fs_stat about;
	char data[1];
	uint64_t cursor = 0;
	size_t size = 1;

	for (size_t i = 0; i < 5; i++) {
		char path[16];

		CHECK_EQ(fs_list(file, &cursor, &entry), 1);
		CHECK_STR(entry.name, names[i]);
		CHECK_EQ(entry.type, FS_DEVICE);
		(void)snprintf(path, sizeof path, "/%s", names[i]);
		CHECK_EQ(fs_stat(path, &about), 0);
		CHECK_EQ(about.inode, entry.inode);
		CHECK_EQ(about.type, FS_DEVICE);
	}
	CHECK_EQ(fs_list(file, &cursor, &entry), 0);
	CHECK_EQ(fs_list(opened("/null", FS_O_RDONLY), &cursor, &entry), -ENOTDIR);
	CHECK_EQ(fs_read(file, data, 1, 0), -EISDIR);
	CHECK_EQ(fs_write(file, data, 1, 0), -EBADF);
	CHECK(fs_view(file, 0, &size) == NULL);
	CHECK_EQ(size, 0);
	CHECK_EQ(fs_file_stat(file, &about), 0);
	CHECK_EQ(about.type, FS_DIRECTORY);
}

static void refusals(void)
{
	static char name[FS_PATH_MAX + 2];
	struct fs_stat about;

	CHECK_EQ(refused("/none", FS_O_RDONLY), -ENOENT);
	CHECK_EQ(refused("/none", FS_O_WRONLY | FS_O_CREAT), -EROFS);
	CHECK_EQ(refused("/nul", FS_O_RDONLY), -ENOENT);
	CHECK_EQ(refused("/null0", FS_O_RDONLY), -ENOENT);
	CHECK_EQ(refused("/null/", FS_O_RDONLY), -ENOTDIR);
	CHECK_EQ(refused("/null/x", FS_O_RDONLY), -ENOTDIR);
	CHECK_EQ(refused("/null", FS_O_WRONLY | FS_O_CREAT | FS_O_EXCL), -EEXIST);
	CHECK_EQ(refused("/null", FS_O_RDONLY | FS_O_DIRECTORY), -ENOTDIR);
	CHECK_EQ(refused("/null", FS_O_ACCMODE), -EINVAL);
	CHECK_EQ(refused("/", FS_O_RDWR), -EISDIR);
	CHECK_EQ(refused("", FS_O_RDONLY), -ENOENT);
	CHECK_EQ(refused("null", FS_O_RDONLY), -EINVAL);
	CHECK_EQ(fs_make_folder("/null", 0), -EEXIST);
	CHECK_EQ(fs_make_folder("/new", 0), -EROFS);
	CHECK_EQ(fs_make_folder("/null/new", 0), -ENOTDIR);
	CHECK_EQ(fs_remove("/"), -EBUSY);
	CHECK_EQ(fs_remove("/null"), -EROFS);
	CHECK_EQ(fs_remove("/none"), -ENOENT);
	CHECK_EQ(fs_rename("/null", "/none"), -EROFS);
	CHECK_EQ(fs_rename("/none", "/null"), -ENOENT);
	CHECK_EQ(fs_rename("/", "/null"), -EBUSY);
	memset(name, '/', sizeof name - 1);
	CHECK_EQ(fs_stat(name, &about), -ENAMETOOLONG);
	memset(name + 1, 'n', FS_NAME_MAX);
	CHECK_EQ(fs_stat(name, &about), -ENAMETOOLONG);
}

int main(void)
{
	CHECK_STR(fs_mount_point(), "/dev");
	devices();
	folder();
	refusals();
	return test_done();
}
