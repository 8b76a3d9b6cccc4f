/* SPDX-License-Identifier: BSD-3-Clause */
/* What changes folders: making, removing and moving names. */
#include "ramfs.h"

/* The path ends in a folder without a name of its own: the root, "." or "..". */
static int nameless(const struct ramfs_place *place)
{
	return place->node == &ramfs_root ? -EBUSY : -EINVAL;
}

int fs_make_folder(const char *path, uint32_t mode)
{
	struct ramfs_place place;
	long size = ramfs_path_size(path);

	if (size < 0)
		return (int)size;

	unsigned long state = ramfs_enter();
	int error = ramfs_walk(path, (size_t)size, false, &place);

	if (error == 0 && place.node != NULL)
		error = -EEXIST;
	if (error == 0) {
		struct ramfs_node *node = ramfs_make(FS_DIRECTORY, mode);

		error = node == NULL ? -ENOMEM : ramfs_add(place.folder, place.name, place.size, false, node);
		if (error == 0) {
			node->parent = place.folder;
			place.folder->mtime_ns = node->mtime_ns;
		} else {
			heap_free(node);
		}
	}
	ramfs_leave(state);
	return error;
}

/* With the lock held. */
static int remove_at(const struct ramfs_place *place, struct ramfs_data *garbage)
{
	struct ramfs_node *node = place->node;

	if (place->folder == NULL)
		return nameless(place);
	if (node == NULL)
		return -ENOENT;
	if (node->type == FS_DIRECTORY && node->children != NULL)
		return -ENOTEMPTY;
	ramfs_take(place->folder, place->entry);
	place->folder->mtime_ns = ramfs_now();
	ramfs_drop(node, garbage);
	return 0;
}

int fs_remove(const char *path)
{
	struct ramfs_place place;
	struct ramfs_data garbage = { 0 };
	long size = ramfs_path_size(path);

	if (size < 0)
		return (int)size;

	unsigned long state = ramfs_enter();
	int error = ramfs_walk(path, (size_t)size, false, &place);

	if (error == 0)
		error = remove_at(&place, &garbage);
	ramfs_leave(state);
	ramfs_data_free(&garbage);
	return error;
}

/* Whether `folder` is `node`, or somewhere below it. */
static bool is_below(const struct ramfs_node *folder, const struct ramfs_node *node)
{
	while (folder != node && folder != &ramfs_root)
		folder = folder->parent;
	return folder == node;
}

/* Whether `from` may go to `to`. 1: it is there already. */
static int check_move(const struct ramfs_place *from, const struct ramfs_place *to)
{
	if (from->node == NULL)
		return -ENOENT;
	if (from->folder == NULL)
		return nameless(from);
	if (to->folder == NULL)
		return nameless(to);
	if (from->node == to->node)
		return 1;

	bool is_folder = from->node->type == FS_DIRECTORY;

	if (is_folder && is_below(to->folder, from->node))
		return -EINVAL;
	if (!is_folder && to->slash)
		return -ENOTDIR;
	if (to->node == NULL)
		return 0;
	if (is_folder && to->node->type != FS_DIRECTORY)
		return -ENOTDIR;
	if (!is_folder && to->node->type == FS_DIRECTORY)
		return -EISDIR;
	return is_folder && to->node->children != NULL ? -ENOTEMPTY : 0;
}

/* With the lock held. */
static int move(struct ramfs_place *from, struct ramfs_place *to, struct ramfs_data *garbage)
{
	int error = check_move(from, to);

	if (error != 0)
		return error < 0 ? error : 0;

	struct ramfs_node *node = from->node;

	if (to->entry != NULL) {
		to->entry->node = node;
		node->links++;
		to->node->links--;
		ramfs_drop(to->node, garbage);
	} else {
		error = ramfs_add(to->folder, to->name, to->size, false, node);
		if (error < 0)
			return error;
	}
	ramfs_take(from->folder, from->entry);
	if (node->type == FS_DIRECTORY)
		node->parent = to->folder;
	from->folder->mtime_ns = ramfs_now();
	to->folder->mtime_ns = from->folder->mtime_ns;
	return 0;
}

int fs_rename(const char *from, const char *to)
{
	struct ramfs_place old;
	struct ramfs_place new;
	struct ramfs_data garbage = { 0 };
	long old_size = ramfs_path_size(from);
	long new_size = ramfs_path_size(to);

	if (old_size < 0 || new_size < 0)
		return (int)(old_size < 0 ? old_size : new_size);

	unsigned long state = ramfs_enter();
	int error = ramfs_walk(from, (size_t)old_size, false, &old);

	if (error == 0)
		error = ramfs_walk(to, (size_t)new_size, false, &new);
	if (error == 0)
		error = move(&old, &new, &garbage);
	ramfs_leave(state);
	ramfs_data_free(&garbage);
	return error;
}
