/* SPDX-License-Identifier: BSD-3-Clause */
#include "devfs.h"

/* One for each node, and the root behind them, in each way of opening it; enough for all nodes that there can be. */
#define NODES_MOST 5u
#define ROOT NODES_MOST

struct fs_file {
	uint8_t unused; /* its address says what it is */
};

static struct fs_file files[NODES_MOST + 1][3];

static size_t node_of(const struct fs_file *file)
{
	return (size_t)(file - files[0]) / 3;
}

static unsigned access_of(const struct fs_file *file)
{
	return (unsigned)((size_t)(file - files[0]) % 3);
}

const char *fs_mount_point(void)
{
	return CONFIG_AT;
}

static bool is(const char *name, const char *path, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (name[i] == '\0' || name[i] != path[i])
			return false;
	}
	return name[size] == '\0';
}

/* The node at `path`, ROOT, or an error. A node has nothing below it. */
static long find(const char *path)
{
	long found = ROOT;

	if (path[0] != '/')
		return path[0] == '\0' ? -ENOENT : -EINVAL;
	for (const char *at = path; *at != '\0';) {
		size_t size = 0;

		while (*at == '/')
			at++;
		/* A slash behind a file, or a name. */
		if (found != ROOT)
			return -ENOTDIR;
		while (at[size] != '\0' && at[size] != '/')
			size++;
		if ((size_t)(at - path) + size >= FS_PATH_MAX || size >= FS_NAME_MAX)
			return -ENAMETOOLONG;
		if (size > 0 && !is(".", at, size) && !is("..", at, size)) {
			size_t node = 0;

			while (node < devfs_count && !is(devfs_nodes[node].name, at, size))
				node++;
			if (node == devfs_count)
				return -ENOENT;
			found = (long)node;
		}
		at += size;
	}
	return found;
}

int fs_open(const char *path, unsigned flags, uint32_t mode, struct fs_file **out)
{
	unsigned access = flags & FS_O_ACCMODE;
	long node = find(path);

	(void)mode;
	if (access == FS_O_ACCMODE || (access == FS_O_RDONLY && (flags & FS_O_TRUNC) != 0))
		return -EINVAL;
	if ((flags & FS_O_CREAT) != 0 && (flags & FS_O_DIRECTORY) != 0)
		return -EINVAL;
	if (node == -ENOENT && (flags & FS_O_CREAT))
		return -EROFS;
	if (node < 0)
		return (int)node;
	if ((flags & FS_O_CREAT) && (flags & FS_O_EXCL))
		return -EEXIST;
	if (node == ROOT && (access != FS_O_RDONLY || (flags & FS_O_CREAT)))
		return -EISDIR;
	if (node != ROOT && (flags & FS_O_DIRECTORY))
		return -ENOTDIR;
	*out = &files[node][access];
	return 0;
}

int fs_close(struct fs_file *file)
{
	(void)file;
	return 0;
}

ssize_t fs_read(struct fs_file *file, void *data, size_t size, uint64_t offset)
{
	size_t node = node_of(file);

	(void)offset;
	if (node == ROOT)
		return -EISDIR;
	return access_of(file) != FS_O_WRONLY ? devfs_nodes[node].read(data, size) : -EBADF;
}

ssize_t fs_write(struct fs_file *file, const void *data, size_t size, uint64_t offset)
{
	(void)offset;
	return access_of(file) != FS_O_RDONLY ? devfs_nodes[node_of(file)].write(data, size) : -EBADF;
}

const void *fs_view(struct fs_file *file, uint64_t offset, size_t *size)
{
	(void)file;
	(void)offset;
	*size = 0;
	return NULL;
}

int fs_truncate(struct fs_file *file, uint64_t size)
{
	(void)size;
	return access_of(file) != FS_O_RDONLY ? 0 : -EBADF;
}

int fs_sync(struct fs_file *file)
{
	(void)file;
	return 0;
}

static int tell(size_t node, struct fs_stat *out)
{
	*out = (struct fs_stat){
		.inode = node == ROOT ? 1 : node + 2, .mode = node == ROOT ? 0555 : devfs_nodes[node].mode, .links = 1,
		.type = node == ROOT ? FS_DIRECTORY : FS_DEVICE,
	};
	return 0;
}

int fs_stat(const char *path, struct fs_stat *out)
{
	long node = find(path);

	return node < 0 ? (int)node : tell((size_t)node, out);
}

int fs_file_stat(struct fs_file *file, struct fs_stat *out)
{
	return tell(node_of(file), out);
}

int fs_list(struct fs_file *folder, uint64_t *cursor, struct fs_entry *out)
{
	size_t size = 0;

	if (node_of(folder) != ROOT)
		return -ENOTDIR;
	if (*cursor >= devfs_count)
		return 0;

	const char *name = devfs_nodes[*cursor].name;

	do
		out->name[size] = name[size];
	while (name[size++] != '\0');
	out->inode = *cursor + 2;
	out->type = FS_DEVICE;
	(*cursor)++;
	return 1;
}

int fs_make_folder(const char *path, uint32_t mode)
{
	long node = find(path);

	(void)mode;
	if (node >= 0)
		return -EEXIST;
	return node == -ENOENT ? -EROFS : (int)node;
}

int fs_remove(const char *path)
{
	long node = find(path);

	if (node == ROOT)
		return -EBUSY;
	return node < 0 ? (int)node : -EROFS;
}

int fs_rename(const char *from, const char *to)
{
	long node = find(from);

	(void)to;
	if (node == ROOT)
		return -EBUSY;
	return node < 0 ? (int)node : -EROFS;
}
