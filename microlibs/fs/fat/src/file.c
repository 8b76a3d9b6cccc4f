/* SPDX-License-Identifier: BSD-3-Clause */
/* The calls about one file. */
#include "fat.h"

#define MODE_FILE 0644u
#define MODE_FOLDER 0755u
#define MODE_WRITE 0222u

const char *fs_mount_point(void)
{
	return CONFIG_AT;
}

static int check_flags(unsigned flags)
{
	unsigned access = flags & FS_O_ACCMODE;

	if (access == FS_O_ACCMODE || (access == FS_O_RDONLY && (flags & FS_O_TRUNC) != 0))
		return -EINVAL;
	return (flags & FS_O_CREAT) != 0 && (flags & FS_O_DIRECTORY) != 0 ? -EINVAL : 0;
}

static int check_kind(const struct place *found, unsigned flags)
{
	if ((flags & FS_O_CREAT) != 0 && (flags & FS_O_EXCL) != 0)
		return -EEXIST;
	if (found->is_folder)
		return (flags & FS_O_ACCMODE) != FS_O_RDONLY || (flags & FS_O_CREAT) != 0 ? -EISDIR : 0;
	if (found->slash || (flags & FS_O_DIRECTORY) != 0)
		return -ENOTDIR;
	return (flags & FS_O_ACCMODE) != FS_O_RDONLY ? may_change() : 0;
}

/* Finds or makes what is to be opened. */
static int find_or_make(const char *path, unsigned flags)
{
	int error = walk(path, &place);

	if (error == 0)
		return check_kind(&place, flags);
	if (error != -ENOENT || !place.named || (flags & FS_O_CREAT) == 0)
		return error;
	if (place.slash)
		return -EISDIR;
	return file_make(&place);
}

static int open_node(const char *path, unsigned flags, struct node *spare, struct node **out)
{
	int error = find_or_make(path, flags);

	if (error < 0)
		return error;

	struct node *node = node_at(&place);

	if (node == NULL) {
		node = spare;
		node_fill(node, &place);
		node_link(node);
	}
	node->opens++;
	*out = node;
	if ((flags & FS_O_TRUNC) != 0 && node->size > 0)
		error = node_resize(node, 0);
	return error;
}

static int close_node(struct node *node)
{
	node->opens--;
	if (node->opens == 0)
		return node_drop(node);
	return node_commit(node);
}

int fs_open(const char *path, unsigned flags, uint32_t mode, struct fs_file **out)
{
	int error = check_flags(flags);
	struct fs_file *file;
	struct node *spare;
	struct node *node = NULL;

	(void)mode;
	if (error < 0)
		return error;
	/* Before anything changes on the disk. */
	file = heap_malloc(sizeof *file);
	spare = heap_malloc(sizeof *spare);
	error = file == NULL || spare == NULL ? -ENOMEM : 0;
	if (error == 0) {
		volume_lock();
		error = open_node(path, flags, spare, &node);
		if (node == spare)
			spare = NULL;
		if (error < 0 && node != NULL)
			(void)close_node(node);
		volume_unlock();
	}
	heap_free(spare);
	if (error < 0) {
		heap_free(file);
		return error;
	}
	*file = (struct fs_file){ .node = node, .access = flags & FS_O_ACCMODE };
	*out = file;
	return 0;
}

/* What went wrong before and nobody has been told. */
static int told(int error)
{
	if (error == 0)
		error = volume.error;
	volume.error = 0;
	return error;
}

int fs_close(struct fs_file *file)
{
	volume_lock();

	int error = told(close_node(file->node));

	volume_unlock();
	heap_free(file);
	return error;
}

ssize_t fs_read(struct fs_file *file, void *data, size_t size, uint64_t offset)
{
	ssize_t got;

	if (file->node->is_folder)
		return -EISDIR;
	if (file->access == FS_O_WRONLY)
		return -EBADF;
	volume_lock();
	got = node_read(file->node, data, size, offset);
	volume_unlock();
	return got;
}

ssize_t fs_write(struct fs_file *file, const void *data, size_t size, uint64_t offset)
{
	ssize_t took;

	if (file->access == FS_O_RDONLY)
		return -EBADF;
	volume_lock();
	took = may_change();
	if (took == 0)
		took = node_write(file->node, data, size, offset);
	volume_unlock();
	return took;
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
	int error;

	if (file->access == FS_O_RDONLY)
		return -EBADF;
	volume_lock();
	error = may_change();
	if (error == 0)
		error = node_resize(file->node, size);
	volume_unlock();
	return error;
}

int fs_sync(struct fs_file *file)
{
	int error;

	volume_lock();
	error = node_commit(file->node);
	if (error == 0)
		error = disk_flush();
	error = told(error);
	volume_unlock();
	return error;
}

static void stat_node(const struct node *node, struct fs_stat *out)
{
	uint32_t mode = node->is_folder ? MODE_FOLDER : MODE_FILE;

	*out = (struct fs_stat){
		.size = node->size,
		.mtime_ns = time_to_ns(node->stamp >> 16, node->stamp & 0xffff),
		.mode = (node->attr & ATTR_READ_ONLY) != 0 && !node->is_folder ? mode & ~MODE_WRITE : mode,
		.links = node->removed ? 0 : 1,
		.type = node->is_folder ? FS_DIRECTORY : FS_FILE,
	};
}

int fs_stat(const char *path, struct fs_stat *out)
{
	int error;

	volume_lock();
	error = walk(path, &place);
	if (error == 0 && place.slash && !place.is_folder)
		error = -ENOTDIR;
	if (error == 0) {
		const struct node *open = node_at(&place);
		struct node closed;

		node_fill(&closed, &place);
		/* What is open may have changed since its entry was written. */
		stat_node(open != NULL ? open : &closed, out);
	}
	volume_unlock();
	return error;
}

int fs_file_stat(struct fs_file *file, struct fs_stat *out)
{
	volume_lock();
	stat_node(file->node, out);
	volume_unlock();
	return 0;
}

int fs_list(struct fs_file *folder, uint64_t *cursor, struct fs_entry *out)
{
	struct item *item = &spare_item;
	struct spot spot = { .first = folder->node->first };
	uint32_t index;
	int found = 0;

	if (!folder->node->is_folder)
		return -ENOTDIR;
	volume_lock();
	index = *cursor < ENTRIES_MOST ? (uint32_t)*cursor : ENTRIES_MOST;
	if (!folder->node->removed)
		found = item_next(&spot, &index, item);
	if (found == 1) {
		*out = (struct fs_entry){ .type = (item->entry[AT_ATTR] & ATTR_FOLDER) != 0 ? FS_DIRECTORY : FS_FILE };
		/* A name that is too long for here goes by its short one, which finds it as well. */
		if (!name_to(&item->name, out->name, sizeof out->name)) {
			name_from_short(&item->name, item->entry);
			(void)name_to(&item->name, out->name, sizeof out->name);
		}
		*cursor = index;
	}
	volume_unlock();
	return found;
}
