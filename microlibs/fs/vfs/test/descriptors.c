/* SPDX-License-Identifier: BSD-3-Clause */
/* config: FILES=4 */
/* Descriptors: numbers, positions, the working folder, and tables that are full. */
#define _GNU_SOURCE
#include "host_mounts.h"

static void positions(void)
{
	char data[16] = "";
	struct fs_stat about;
	int fd = vfs_open("/file", FS_O_RDWR | FS_O_CREAT, 0644);
	int second;

	CHECK_EQ(fd, 0);
	CHECK_EQ(vfs_write(fd, "hello", 5), 5);
	CHECK_EQ(vfs_write(fd, " you", 4), 4);
	CHECK_EQ(vfs_read(fd, data, sizeof data), 0);
	CHECK_EQ(vfs_seek(fd, -4, VFS_SEEK_CUR), 5);
	CHECK_EQ(vfs_read(fd, data, sizeof data), 4);
	CHECK(memcmp(data, " you", 4) == 0);
	CHECK_EQ(vfs_seek(fd, 1, VFS_SEEK_SET), 1);
	second = vfs_dup(fd);
	CHECK_EQ(second, 1);
	CHECK_EQ(vfs_read(second, data, 2), 2);
	CHECK(memcmp(data, "el", 2) == 0);
	/* Both have one position. */
	CHECK_EQ(vfs_read(fd, data, 2), 2);
	CHECK(memcmp(data, "lo", 2) == 0);
	CHECK_EQ(vfs_read_at(fd, data, 2, 7), 2);
	CHECK(memcmp(data, "ou", 2) == 0);
	CHECK_EQ(vfs_write_at(fd, "O", 1, 7), 1);
	CHECK_EQ(vfs_seek(second, 0, VFS_SEEK_CUR), 5);
	CHECK_EQ(vfs_seek(fd, -2, VFS_SEEK_END), 7);
	CHECK_EQ(vfs_close(fd), 0);
	CHECK_EQ(vfs_close(fd), -EBADF);
	CHECK_EQ(open_files, 1);
	CHECK_EQ(vfs_read(second, data, sizeof data), 2);
	CHECK(memcmp(data, "Ou", 2) == 0);
	CHECK_EQ(vfs_seek(second, -1, VFS_SEEK_SET), -EINVAL);
	CHECK_EQ(vfs_seek(second, -100, VFS_SEEK_END), -EINVAL);
	CHECK_EQ(vfs_seek(second, 0, 3), -EINVAL);
	CHECK_EQ(vfs_seek(second, INT64_MAX, VFS_SEEK_END), -EINVAL);
	CHECK_EQ(vfs_seek(second, INT64_MIN, VFS_SEEK_CUR), -EINVAL);
	CHECK_EQ(vfs_truncate(second, 5), 0);
	CHECK_EQ(vfs_sync(second), 0);
	CHECK_EQ(vfs_file_stat(second, &about), 0);
	CHECK_EQ(about.size, 5);
	CHECK_EQ(vfs_close(second), 0);
	CHECK_EQ(open_files, 0);
}

static void appending(void)
{
	char data[16] = "";
	int log = vfs_open("/log", FS_O_WRONLY | FS_O_CREAT | FS_O_APPEND, 0644);
	int other = vfs_open("/log", FS_O_RDWR, 0);

	CHECK_EQ(vfs_write(log, "one", 3), 3);
	CHECK_EQ(vfs_write_at(other, "ONE two", 7, 0), 7);
	CHECK_EQ(vfs_seek(log, 0, VFS_SEEK_SET), 0);
	CHECK_EQ(vfs_write(log, "!", 1), 1);
	CHECK_EQ(vfs_read(other, data, sizeof data), 8);
	CHECK(memcmp(data, "ONE two!", 8) == 0);
	CHECK_EQ(vfs_close(log), 0);
	CHECK_EQ(vfs_close(other), 0);
}

static void folders(void)
{
	char here[FS_PATH_MAX] = "";
	struct fs_entry entry;
	struct fs_stat about;
	int fd;

	CHECK_EQ(vfs_folder(here, sizeof here), 0);
	CHECK_STR(here, "/");
	CHECK_EQ(vfs_make_folder("sub", 0755), 0);
	CHECK_EQ(vfs_change_folder("sub"), 0);
	CHECK_EQ(vfs_make_folder("deep", 0755), 0);
	CHECK_EQ(vfs_change_folder("./deep/"), 0);
	CHECK_EQ(vfs_folder(here, sizeof here), 0);
	CHECK_STR(here, "/sub/deep");
	CHECK_EQ(vfs_folder(here, 9), -ERANGE);
	CHECK_EQ(vfs_folder(here, 10), 0);
	fd = vfs_open("x", FS_O_WRONLY | FS_O_CREAT, 0600);
	CHECK_EQ(vfs_change_folder("x"), -ENOTDIR);
	CHECK_EQ(vfs_change_folder("y"), -ENOENT);
	CHECK_EQ(vfs_close(fd), 0);
	CHECK_EQ(vfs_stat("/sub/deep/x", &about), 0);
	CHECK_EQ(vfs_rename("x", "../z"), 0);
	CHECK_EQ(vfs_change_folder(".."), 0);
	fd = vfs_open(".", FS_O_RDONLY, 0);
	CHECK_EQ(vfs_list(fd, &entry) + vfs_list(fd, &entry), 2);
	CHECK_EQ(vfs_list(fd, &entry), 0);
	CHECK_EQ(vfs_seek(fd, 1, VFS_SEEK_SET), -EINVAL);
	CHECK_EQ(vfs_seek(fd, 0, VFS_SEEK_SET), 0);
	CHECK_EQ(vfs_list(fd, &entry), 1);
	CHECK_EQ(vfs_close(fd), 0);
	CHECK_EQ(vfs_remove("z"), 0);
	CHECK_EQ(vfs_remove("deep"), 0);
	CHECK_EQ(vfs_change_folder("/../.."), 0);
	CHECK_EQ(vfs_folder(here, sizeof here), 0);
	CHECK_STR(here, "/");
	/* A path that is too long only together with the working folder. */
	memset(here, 'n', 200);
	here[200] = '\0';
	for (unsigned i = 0; i < 5; i++) {
		CHECK_EQ(vfs_make_folder(here, 0755), 0);
		CHECK_EQ(vfs_change_folder(here), 0);
	}
	CHECK_EQ(vfs_make_folder(here, 0755), -ENAMETOOLONG);
	CHECK_EQ(vfs_change_folder("/"), 0);
}

static void full(void)
{
	struct fs_file *file;
	char data[1];
	size_t size;
	int fds[4];

	for (unsigned i = 0; i < 4; i++)
		fds[i] = vfs_open("/file", FS_O_RDONLY, 0);
	CHECK_EQ(fds[3], 3);
	CHECK_EQ(vfs_open("/never", FS_O_WRONLY | FS_O_CREAT, 0644), -EMFILE);
	CHECK_EQ(vfs_dup(0), -EMFILE);
	CHECK_EQ(fs_open("/file", FS_O_RDONLY, 0, &file), -ENFILE);
	CHECK_EQ(vfs_close(1), 0);
	/* What cannot be opened takes nothing. */
	CHECK_EQ(vfs_open("/never", FS_O_RDONLY, 0), -ENOENT);
	CHECK_EQ(vfs_open("", FS_O_RDONLY, 0), -ENOENT);
	CHECK_EQ(vfs_dup(0), 1);
	for (int fd = 0; fd < 4; fd++)
		CHECK_EQ(vfs_close(fd), 0);
	for (int fd = -1; fd <= 4; fd++) {
		CHECK_EQ(vfs_read(fd, data, 1), -EBADF);
		CHECK_EQ(vfs_write(fd, data, 1), -EBADF);
		CHECK_EQ(vfs_read_at(fd, data, 1, 0), -EBADF);
		CHECK_EQ(vfs_write_at(fd, data, 1, 0), -EBADF);
		CHECK_EQ(vfs_seek(fd, 0, VFS_SEEK_SET), -EBADF);
		CHECK_EQ(vfs_truncate(fd, 0), -EBADF);
		CHECK_EQ(vfs_sync(fd), -EBADF);
		CHECK_EQ(vfs_dup(fd), -EBADF);
		CHECK_EQ(vfs_close(fd), -EBADF);
		CHECK(vfs_view(fd, 0, &size) == NULL);
	}
}

int main(void)
{
	(void)umask(0);
	mount_at(1, (const char *const[]){ "/" });
	CHECK_EQ(component_init(), 0);
	positions();
	appending();
	folders();
	full();
	unmount_all();
	return test_done();
}
