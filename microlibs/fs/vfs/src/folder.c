/* SPDX-License-Identifier: BSD-3-Clause */
/* What is done along a route, and the folders that mount points lie in. */
#include "vfs.h"

/* Such a folder need not be in any file system. */
static void made_up(struct fs_stat *out)
{
	*out = (struct fs_stat){ .mode = 0555, .links = 1, .type = FS_DIRECTORY };
}

static bool is_missing(int error)
{
	return error == -ENOENT || error == -ENOTDIR;
}

/* A folder above mount points. What a file system has there is shown with them. */
static int open_above(struct mt_slot *slot, const struct mt_route *route, unsigned flags)
{
	int error = -ENOENT;

	if ((flags & FS_O_CREAT) && (flags & FS_O_EXCL))
		return -EEXIST;
	if ((flags & FS_O_ACCMODE) != FS_O_RDONLY || (flags & FS_O_CREAT))
		return -EISDIR;
	if (route->mount != MT_NOBODY)
		error = mounts_open(route->mount, route->inner, FS_O_RDONLY | FS_O_DIRECTORY, 0, &slot->inner);
	return is_missing(error) ? 0 : error;
}

int mt_open_slot(struct mt_slot *slot, const struct mt_route *route, unsigned flags, uint32_t mode)
{
	unsigned access = flags & FS_O_ACCMODE;

	if (access == FS_O_ACCMODE || (access == FS_O_RDONLY && (flags & FS_O_TRUNC) != 0))
		return -EINVAL;
	if ((flags & FS_O_CREAT) != 0 && (flags & FS_O_DIRECTORY) != 0)
		return -EINVAL;
	slot->mount = route->mount;
	slot->flags = flags;
	slot->below = mt_below(route);
	slot->prefix = route->size;
	if (slot->below != MT_NOBODY)
		return open_above(slot, route, flags);
	if (route->mount == MT_NOBODY)
		return flags & FS_O_CREAT ? -EROFS : -ENOENT;
	return mounts_open(route->mount, route->inner, flags, mode, &slot->inner);
}

int mt_stat_route(const struct mt_route *route, struct fs_stat *out)
{
	int error = route->mount != MT_NOBODY ? mounts_stat(route->mount, route->inner, out) : -ENOENT;

	if (mt_below(route) == MT_NOBODY || (error == 0 && out->type == FS_DIRECTORY))
		return error;
	if (error < 0 && !is_missing(error))
		return error;
	made_up(out);
	return 0;
}

int mt_slot_stat(const struct mt_slot *slot, struct fs_stat *out)
{
	if (slot->inner != NULL)
		return mounts_file_stat(slot->mount, slot->inner, out);
	made_up(out);
	return 0;
}

/* The length of the name that the mount point `i` has in the folder, and in `*name` where it is; 0: it does not lie there. */
static size_t name_in(const struct mt_slot *folder, size_t i, const char **name)
{
	const char *path = mounts_mount_point(folder->below);
	const char *point = mounts_mount_point(i);
	size_t size = 0;

	for (size_t at = 0; at < folder->prefix; at++) {
		if (point[at] == '\0' || point[at] != path[at])
			return 0;
	}
	if (point[folder->prefix] != '/')
		return 0;
	*name = point + folder->prefix + 1;
	while ((*name)[size] != '\0' && (*name)[size] != '/')
		size++;
	return size;
}

/* The first mount point from `i` on that has this name in the folder, `count` when there is none. */
static size_t named(const struct mt_slot *folder, const char *wanted, size_t wanted_size)
{
	const char *name;
	size_t i = 0;

	while (i < mounts_count() &&
	       (name_in(folder, i, &name) != wanted_size || memcmp(name, wanted, wanted_size) != 0))
		i++;
	return i;
}

static size_t length(const char *text)
{
	size_t size = 0;

	while (text[size] != '\0')
		size++;
	return size;
}

/* The next name that mount points make, from the one that the cursor says. */
static int list_mounts(const struct mt_slot *folder, uint64_t *cursor, struct fs_entry *out)
{
	for (size_t i = (size_t)(*cursor - MT_CURSOR_MOUNTS); i < mounts_count(); i++) {
		const char *name;
		size_t size = name_in(folder, i, &name);
		struct fs_stat about = { 0 };

		/* Several may lie in the same folder below. */
		if (size == 0 || size >= FS_NAME_MAX || named(folder, name, size) != i)
			continue;
		if (name[size] == '\0' && mounts_stat(i, "/", &about) < 0)
			about.inode = 0;
		out->inode = about.inode;
		out->type = FS_DIRECTORY;
		memcpy(out->name, name, size);
		out->name[size] = '\0';
		*cursor = MT_CURSOR_MOUNTS + i + 1;
		return 1;
	}
	return 0;
}

int mt_slot_list(const struct mt_slot *slot, uint64_t *cursor, struct fs_entry *out)
{
	/* Without mount points in it, the cursors are the file system's, all of them: it may be such a one itself. */
	if (slot->below == MT_NOBODY)
		return slot->inner != NULL ? mounts_list(slot->mount, slot->inner, cursor, out) : -ENOTDIR;
	while (slot->inner != NULL && *cursor < MT_CURSOR_MOUNTS) {
		int more = mounts_list(slot->mount, slot->inner, cursor, out);

		if (more < 0)
			return more;
		if (more == 0)
			break;
		/* A mount point hides what is below it; it is told with the others. */
		if (named(slot, out->name, length(out->name)) == mounts_count())
			return 1;
	}
	if (*cursor < MT_CURSOR_MOUNTS)
		*cursor = MT_CURSOR_MOUNTS;
	return list_mounts(slot, cursor, out);
}

int mt_make_folder(const struct mt_route *route, uint32_t mode)
{
	if (mt_is_fixed(route))
		return -EEXIST;
	return route->mount == MT_NOBODY ? -EROFS : mounts_make_folder(route->mount, route->inner, mode);
}

int mt_remove_route(const struct mt_route *route)
{
	if (mt_is_fixed(route))
		return -EBUSY;
	return route->mount == MT_NOBODY ? -ENOENT : mounts_remove(route->mount, route->inner);
}

int mt_rename_route(const struct mt_route *from, const struct mt_route *to)
{
	if (mt_is_fixed(from) || mt_is_fixed(to))
		return -EBUSY;
	if (from->mount == MT_NOBODY)
		return -ENOENT;
	return from->mount != to->mount ? -EXDEV : mounts_rename(from->mount, from->inner, to->inner);
}
