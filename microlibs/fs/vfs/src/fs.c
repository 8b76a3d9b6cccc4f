/* SPDX-License-Identifier: BSD-3-Clause */
/* All file systems as one. Its `struct fs_file` is a slot; those of the file systems are only handed on. */
#include "vfs.h"

static struct mt_slot *slot_of(struct fs_file *file)
{
	return (struct mt_slot *)file;
}

int init(void)
{
	mt_check_mounts();
	return 0;
}

const char *fs_mount_point(void)
{
	return "/";
}

int fs_open(const char *path, unsigned flags, uint32_t mode, struct fs_file **out)
{
	struct mt_route route;
	int error = mt_find(path, false, &route);
	struct mt_slot *slot = error == 0 ? mt_reserve() : NULL;

	if (slot == NULL)
		return error < 0 ? error : -ENFILE;
	error = mt_open_slot(slot, &route, flags, mode);
	if (error < 0)
		(void)mt_drop(slot);
	else
		*out = (struct fs_file *)slot;
	return error;
}

int fs_close(struct fs_file *file)
{
	return mt_drop(slot_of(file));
}

ssize_t fs_read(struct fs_file *file, void *data, size_t size, uint64_t offset)
{
	return mt_slot_read(slot_of(file), data, size, offset);
}

ssize_t fs_write(struct fs_file *file, const void *data, size_t size, uint64_t offset)
{
	return mt_slot_write(slot_of(file), data, size, offset);
}

const void *fs_view(struct fs_file *file, uint64_t offset, size_t *size)
{
	return mt_slot_view(slot_of(file), offset, size);
}

int fs_truncate(struct fs_file *file, uint64_t size)
{
	return mt_slot_truncate(slot_of(file), size);
}

int fs_sync(struct fs_file *file)
{
	return mt_slot_sync(slot_of(file));
}

int fs_file_stat(struct fs_file *file, struct fs_stat *out)
{
	return mt_slot_stat(slot_of(file), out);
}

int fs_list(struct fs_file *folder, uint64_t *cursor, struct fs_entry *out)
{
	return mt_slot_list(slot_of(folder), cursor, out);
}

int fs_stat(const char *path, struct fs_stat *out)
{
	struct mt_route route;
	int error = mt_find(path, false, &route);

	return error < 0 ? error : mt_stat_route(&route, out);
}

int fs_make_folder(const char *path, uint32_t mode)
{
	struct mt_route route;
	int error = mt_find(path, false, &route);

	return error < 0 ? error : mt_make_folder(&route, mode);
}

int fs_remove(const char *path)
{
	struct mt_route route;
	int error = mt_find(path, false, &route);

	return error < 0 ? error : mt_remove_route(&route);
}

int fs_rename(const char *from, const char *to)
{
	struct mt_route old;
	struct mt_route new;
	int error = mt_find(from, false, &old);

	if (error == 0)
		error = mt_find(to, false, &new);
	return error < 0 ? error : mt_rename_route(&old, &new);
}
