/* SPDX-License-Identifier: BSD-3-Clause */
/* The port `mounts`: folders of the host in a scratch folder, one for each mount point that the test names. */
#ifndef VFS_TEST_HOST_MOUNTS_H
#define VFS_TEST_HOST_MOUNTS_H

#include <ports.h>
#include <uniloom/locks.h>
#include <uniloom/panics.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

struct fs_file {
	int fd;
	DIR *folder;
	size_t mount;
};

static const char *points[8];
static size_t point_count;
static char scratch[] = "/tmp/uniloom-vfs-XXXXXX";
static unsigned open_files;
static size_t last_mount; /* that was asked */
static uint64_t cursors_from; /* behind the first entry of a listing */

size_t mounts_count(void)
{
	return point_count;
}

const char *mounts_mount_point(size_t at)
{
	return points[at];
}

static const char *on_host(size_t at, const char *path)
{
	static char names[4][FS_PATH_MAX + 64];
	static unsigned turn;
	char *name = names[turn++ % 4];

	CHECK_EQ(lock_depth, 0);
	last_mount = at;
	(void)snprintf(name, sizeof names[0], "%s/%zu%s", scratch, at, path);
	return name;
}

static int result(int value)
{
	return value < 0 ? -errno : value;
}

int mounts_open(size_t at, const char *path, unsigned flags, uint32_t mode, struct fs_file **out)
{
	int fd = open(on_host(at, path), (int)flags & ~O_APPEND, mode);

	if (fd < 0)
		return -errno;

	struct fs_file *file = malloc(sizeof *file);
	struct stat about;

	REQUIRE(file != NULL && fstat(fd, &about) == 0);
	*file = (struct fs_file){ .fd = fd, .mount = at };
	if (S_ISDIR(about.st_mode))
		file->folder = fdopendir(fd);
	open_files++;
	*out = file;
	return 0;
}

int mounts_close(size_t at, struct fs_file *file)
{
	CHECK_EQ(file->mount, at);
	CHECK_EQ(lock_depth, 0);
	if (file->folder != NULL)
		(void)closedir(file->folder);
	else
		(void)close(file->fd);
	free(file);
	open_files--;
	return 0;
}

ssize_t mounts_read(size_t at, struct fs_file *file, void *data, size_t size, uint64_t offset)
{
	ssize_t got = pread(file->fd, data, size, (off_t)offset);

	CHECK_EQ(file->mount, at);
	return got < 0 ? -errno : got;
}

ssize_t mounts_write(size_t at, struct fs_file *file, const void *data, size_t size, uint64_t offset)
{
	ssize_t put = pwrite(file->fd, data, size, (off_t)offset);

	CHECK_EQ(file->mount, at);
	return put < 0 ? -errno : put;
}

const void *mounts_view(size_t at, struct fs_file *file, uint64_t offset, size_t *size)
{
	(void)offset;
	CHECK_EQ(file->mount, at);
	*size = 0;
	return NULL;
}

int mounts_truncate(size_t at, struct fs_file *file, uint64_t size)
{
	CHECK_EQ(file->mount, at);
	return result(ftruncate(file->fd, (off_t)size));
}

int mounts_sync(size_t at, struct fs_file *file)
{
	CHECK_EQ(file->mount, at);
	return 0;
}

static int tell(const struct stat *about, struct fs_stat *out)
{
	*out = (struct fs_stat){
		.inode = about->st_ino, .size = (uint64_t)about->st_size,
		.mtime_ns = (uint64_t)about->st_mtim.tv_sec * 1000000000u, .mode = about->st_mode & 07777,
		.links = (uint32_t)about->st_nlink,
		.type = S_ISDIR(about->st_mode) ? FS_DIRECTORY : S_ISCHR(about->st_mode) ? FS_DEVICE : FS_FILE,
	};
	return 0;
}

int mounts_stat(size_t at, const char *path, struct fs_stat *out)
{
	struct stat about;

	return stat(on_host(at, path), &about) < 0 ? -errno : tell(&about, out);
}

int mounts_file_stat(size_t at, struct fs_file *file, struct fs_stat *out)
{
	struct stat about;

	CHECK_EQ(file->mount, at);
	return fstat(file->fd, &about) < 0 ? -errno : tell(&about, out);
}

/* Goes on where it was; only the beginning is a place. */
int mounts_list(size_t at, struct fs_file *folder, uint64_t *cursor, struct fs_entry *out)
{
	struct dirent *entry;

	CHECK_EQ(folder->mount, at);
	if (folder->folder == NULL)
		return -ENOTDIR;
	if (*cursor == 0) {
		rewinddir(folder->folder);
		*cursor = cursors_from;
	}
	(*cursor)++;
	do
		entry = readdir(folder->folder);
	while (entry != NULL && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0));
	if (entry == NULL)
		return 0;
	out->inode = entry->d_ino;
	out->type = entry->d_type == DT_DIR ? FS_DIRECTORY : FS_FILE;
	(void)snprintf(out->name, sizeof out->name, "%s", entry->d_name);
	return 1;
}

int mounts_make_folder(size_t at, const char *path, uint32_t mode)
{
	return result(mkdir(on_host(at, path), mode));
}

int mounts_remove(size_t at, const char *path)
{
	const char *name = on_host(at, path);
	int error = result(unlink(name));

	return error == -EISDIR || error == -EPERM ? result(rmdir(name)) : error;
}

int mounts_rename(size_t at, const char *from, const char *to)
{
	return result(rename(on_host(at, from), on_host(at, to)));
}

/* Empty file systems at these mount points. */
static inline void mount_at(size_t count, const char *const *at)
{
	static bool made;

	if (!made)
		REQUIRE(mkdtemp(scratch) != NULL);
	made = true;
	point_count = count;
	for (size_t i = 0; i < count; i++) {
		points[i] = at[i];
		(void)mkdir(on_host(i, ""), 0755);
	}
}

static int remove_one(const char *path, const struct stat *about, int type, struct FTW *where)
{
	(void)about;
	(void)type;
	(void)where;
	return remove(path);
}

/* Takes the scratch folder away. Nothing may be open. */
static inline void unmount_all(void)
{
	CHECK_EQ(open_files, 0);
	CHECK_EQ(lock_depth, 0);
	(void)nftw(scratch, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

#endif
