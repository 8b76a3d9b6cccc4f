/* SPDX-License-Identifier: BSD-3-Clause */
/* Files and folders in memory. All of it is behind one short lock, which is given back between the pieces of a file. */
#include "ramfs.h"

#define SIZE_MOST ((uint64_t)INT64_MAX)
/* As much as is copied without giving the lock back. */
#define COPY_MOST 4096u
#define SSIZE_MOST (SIZE_MAX / 2)

struct fs_file {
	struct ramfs_node *node;
	bool reads;
	bool writes;
};

struct ramfs_node ramfs_root = {
	.inode = 1, .mode = 0755, .links = 1, .type = FS_DIRECTORY, .parent = &ramfs_root,
};

static uint64_t last_inode = 1;

uint64_t ramfs_now(void)
{
	uint64_t now;

	return WALL_WIRED && wall_read(&now) == 0 ? now : 0;
}

struct ramfs_node *ramfs_make(uint8_t type, uint32_t mode)
{
	struct ramfs_node *node = heap_malloc(sizeof *node);

	if (node != NULL)
		*node = (struct ramfs_node){
			.inode = ++last_inode, .mtime_ns = ramfs_now(), .mode = mode & 07777, .type = type,
		};
	return node;
}

void ramfs_drop(struct ramfs_node *node, struct ramfs_data *garbage)
{
	if (node->links > 0 || node->opens > 0)
		return;
	if (node->type == FS_FILE)
		ramfs_data_detach(&node->data, garbage);
	heap_free(node);
}

/* "NAME: the archive cannot be unpacked at byte 4711: why" */
static _Noreturn void refuse(size_t where, const char *why)
{
	static char reason[200];
	char digits[20];
	size_t used = 0;
	size_t count = 0;
	const char *const parts[] = { COMPONENT_NAME, ": the archive cannot be unpacked at byte ", NULL, ": ", why };

	do
		digits[count++] = (char)('0' + where % 10);
	while ((where /= 10) > 0);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		while (parts[i] == NULL && count > 0 && used + 1 < sizeof reason)
			reason[used++] = digits[--count];
		for (const char *from = parts[i]; from != NULL && *from != '\0' && used + 1 < sizeof reason; from++)
			reason[used++] = *from;
	}
	reason[used] = '\0';
	panic_because(reason);
}

int init(void)
{
	size_t size = 0;
	const void *bytes = ARCHIVE_WIRED ? archive_bytes(&size) : NULL;
	size_t where = 0;
	const char *why = bytes != NULL ? ramfs_unpack(bytes, size, &where) : NULL;

	if (why != NULL)
		refuse(where, why);
	return 0;
}

const char *fs_mount_point(void)
{
	return CONFIG_AT;
}

/* Makes an empty file where the place has none. */
static int create(struct ramfs_place *place, uint32_t mode)
{
	if (place->slash)
		return -EISDIR;

	struct ramfs_node *node = ramfs_make(FS_FILE, mode);
	int error = node == NULL ? -ENOMEM : ramfs_add(place->folder, place->name, place->size, false, node);

	if (error < 0) {
		heap_free(node);
		return error;
	}
	place->folder->mtime_ns = node->mtime_ns;
	place->node = node;
	return 0;
}

static int check_open(const struct ramfs_place *place, unsigned flags)
{
	const struct ramfs_node *node = place->node;

	if (node == NULL)
		return flags & FS_O_CREAT ? 0 : -ENOENT;
	if ((flags & FS_O_CREAT) && (flags & FS_O_EXCL))
		return -EEXIST;
	if (node->type == FS_DIRECTORY && ((flags & FS_O_ACCMODE) != FS_O_RDONLY || (flags & FS_O_CREAT)))
		return -EISDIR;
	return node->type != FS_DIRECTORY && (flags & FS_O_DIRECTORY) ? -ENOTDIR : 0;
}

/* With the lock held. */
static int open_at(const char *path, size_t size, unsigned flags, uint32_t mode, struct ramfs_data *garbage,
		   struct ramfs_node **out)
{
	struct ramfs_place place;
	bool follow = !((flags & FS_O_CREAT) && (flags & FS_O_EXCL));
	int error = ramfs_walk(path, size, follow, &place);

	if (error == 0)
		error = check_open(&place, flags);
	if (error == 0 && place.node == NULL)
		error = create(&place, mode);
	if (error < 0)
		return error;
	if (flags & FS_O_TRUNC) {
		ramfs_data_detach(&place.node->data, garbage);
		place.node->size = 0;
		place.node->mtime_ns = ramfs_now();
	}
	place.node->opens++;
	*out = place.node;
	return 0;
}

static int check_flags(unsigned flags)
{
	unsigned access = flags & FS_O_ACCMODE;

	if (access == FS_O_ACCMODE || (access == FS_O_RDONLY && (flags & FS_O_TRUNC)))
		return -EINVAL;
	return (flags & FS_O_CREAT) && (flags & FS_O_DIRECTORY) ? -EINVAL : 0;
}

int fs_open(const char *path, unsigned flags, uint32_t mode, struct fs_file **out)
{
	long size = ramfs_path_size(path);
	int error = size < 0 ? (int)size : check_flags(flags);

	if (error < 0)
		return error;

	struct fs_file *file = heap_malloc(sizeof *file);

	if (file == NULL)
		return -ENOMEM;
	file->reads = (flags & FS_O_ACCMODE) != FS_O_WRONLY;
	file->writes = (flags & FS_O_ACCMODE) != FS_O_RDONLY;

	struct ramfs_data garbage = { 0 };
	unsigned long state = ramfs_enter();

	error = open_at(path, (size_t)size, flags, mode, &garbage, &file->node);
	ramfs_leave(state);
	ramfs_data_free(&garbage);
	if (error < 0) {
		heap_free(file);
		return error;
	}
	*out = file;
	return 0;
}

int fs_close(struct fs_file *file)
{
	struct ramfs_data garbage = { 0 };
	unsigned long state = ramfs_enter();

	file->node->opens--;
	ramfs_drop(file->node, &garbage);
	ramfs_leave(state);
	ramfs_data_free(&garbage);
	heap_free(file);
	return 0;
}

static int readable(const struct fs_file *file)
{
	if (file->node->type == FS_DIRECTORY)
		return -EISDIR;
	return file->reads ? 0 : -EBADF;
}

ssize_t fs_read(struct fs_file *file, void *data, size_t size, uint64_t offset)
{
	int error = readable(file);
	uint8_t *to = data;
	size_t done = 0;

	if (error < 0)
		return error;
	if (size > SSIZE_MOST)
		size = SSIZE_MOST;
	while (done < size) {
		size_t part = size - done < COPY_MOST ? size - done : COPY_MOST;
		unsigned long state = ramfs_enter();

		if (offset >= file->node->size) {
			ramfs_leave(state);
			break;
		}

		const uint8_t *from = ramfs_run(file->node, offset, &part);

		if (from != NULL)
			memcpy(to + done, from, part);
		else
			memset(to + done, 0, part);
		ramfs_leave(state);
		done += part;
		offset += part;
	}
	return (ssize_t)done;
}

const void *fs_view(struct fs_file *file, uint64_t offset, size_t *size)
{
	const void *at = NULL;
	unsigned long state = ramfs_enter();

	*size = SIZE_MAX;
	if (readable(file) == 0 && offset < file->node->size)
		at = ramfs_run(file->node, offset, size);
	if (at == NULL)
		*size = 0;
	ramfs_leave(state);
	return at;
}

/* Writes what one piece takes, with the lock held: how much, or an error. */
static ssize_t write_part(struct ramfs_node *node, const uint8_t *from, size_t size, uint64_t offset)
{
	int error;
	size_t part = size < COPY_MOST ? size : COPY_MOST;
	uint8_t *to = ramfs_room(&node->data, offset, &part, &error);

	if (to == NULL)
		return error;
	memcpy(to, from, part);
	if (node->size < offset + part)
		node->size = offset + part;
	return (ssize_t)part;
}

ssize_t fs_write(struct fs_file *file, const void *data, size_t size, uint64_t offset)
{
	size_t done = 0;

	if (!file->writes)
		return -EBADF;
	if (size == 0)
		return 0;
	if (offset >= SIZE_MOST)
		return -EFBIG;
	if (size > SSIZE_MOST)
		size = SSIZE_MOST;
	if (size > SIZE_MOST - offset)
		size = (size_t)(SIZE_MOST - offset);
	while (done < size) {
		unsigned long state = ramfs_enter();
		ssize_t part = write_part(file->node, (const uint8_t *)data + done, size - done, offset + done);

		if (part > 0 && done == 0)
			file->node->mtime_ns = ramfs_now();
		ramfs_leave(state);
		if (part < 0)
			return done > 0 ? (ssize_t)done : part;
		done += (size_t)part;
	}
	return (ssize_t)done;
}

int fs_truncate(struct fs_file *file, uint64_t size)
{
	if (!file->writes)
		return -EBADF;
	if (size > SIZE_MOST)
		return -EFBIG;

	unsigned long state = ramfs_enter();
	struct ramfs_node *node = file->node;

	if (size < node->size)
		ramfs_cut(&node->data, size);
	node->size = size;
	node->mtime_ns = ramfs_now();
	ramfs_leave(state);
	return 0;
}

int fs_sync(struct fs_file *file)
{
	(void)file;
	return 0;
}

static void tell(const struct ramfs_node *node, struct fs_stat *out)
{
	*out = (struct fs_stat){
		.inode = node->inode, .size = node->size, .mtime_ns = node->mtime_ns, .mode = node->mode,
		.links = node->links, .type = node->type,
	};
}

int fs_file_stat(struct fs_file *file, struct fs_stat *out)
{
	unsigned long state = ramfs_enter();

	tell(file->node, out);
	ramfs_leave(state);
	return 0;
}

int fs_stat(const char *path, struct fs_stat *out)
{
	struct ramfs_place place;
	long size = ramfs_path_size(path);

	if (size < 0)
		return (int)size;

	unsigned long state = ramfs_enter();
	int error = ramfs_walk(path, (size_t)size, true, &place);

	if (error == 0 && place.node == NULL)
		error = -ENOENT;
	if (error == 0)
		tell(place.node, out);
	ramfs_leave(state);
	return error;
}

int fs_list(struct fs_file *folder, uint64_t *cursor, struct fs_entry *out)
{
	if (folder->node->type != FS_DIRECTORY)
		return -ENOTDIR;

	unsigned long state = ramfs_enter();
	const struct ramfs_entry *entry = ramfs_after(folder->node, *cursor);

	if (entry != NULL) {
		*cursor = entry->key;
		out->inode = entry->node->inode;
		out->type = entry->node->type;
		memcpy(out->name, entry->name, entry->size);
		out->name[entry->size] = '\0';
	}
	ramfs_leave(state);
	return entry != NULL;
}
