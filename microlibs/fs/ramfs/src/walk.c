/* SPDX-License-Identifier: BSD-3-Clause */
#include "ramfs.h"

/* Of one path; more are a circle, or as good as one. */
#define LINKS_MOST 8u

long ramfs_path_size(const char *path)
{
	size_t size = 0;

	while (size < FS_PATH_MAX && path[size] != '\0')
		size++;
	if (size == 0)
		return -ENOENT;
	if (size == FS_PATH_MAX)
		return -ENAMETOOLONG;
	return path[0] == '/' ? (long)size : -EINVAL;
}

/* The next name at `*at`, before `end`: its length, 0 when there is none. `*at` is moved to it. */
static size_t next_name(const char **at, const char *end)
{
	size_t size = 0;

	while (*at < end && **at == '/')
		(*at)++;
	while (*at + size < end && (*at)[size] != '/')
		size++;
	return size;
}

static bool is(const char *name, size_t size, const char *dots)
{
	return memcmp(name, dots, size) == 0 && dots[size] == '\0';
}

/* The place is a folder that no name led to. */
static void stand_in(struct ramfs_place *place, struct ramfs_node *folder)
{
	place->folder = NULL;
	place->entry = NULL;
	place->node = folder;
}

/* Puts a link's target in front of what is left of the path. The length of both, or an error. */
static long expand(const struct ramfs_node *link, const char *rest, size_t rest_size, struct ramfs_place *place)
{
	if (link->size + rest_size > sizeof place->rest)
		return -ENAMETOOLONG;
	memmove(place->rest + link->size, rest, rest_size);
	memcpy(place->rest, link->target, link->size);
	return (long)(link->size + rest_size);
}

int ramfs_walk(const char *path, size_t size, bool follow, struct ramfs_place *place)
{
	const char *at = path;
	const char *end = path + size;
	unsigned links = 0;

	place->slash = false;
	stand_in(place, &ramfs_root);
	for (size_t name = next_name(&at, end); name > 0; name = next_name(&at, end)) {
		struct ramfs_node *folder = place->node;
		const char *rest = at + name;

		if (folder == NULL)
			return -ENOENT;
		if (folder->type != FS_DIRECTORY)
			return -ENOTDIR;
		if (name >= FS_NAME_MAX)
			return -ENAMETOOLONG;
		place->slash = rest < end;
		if (name <= 2 && (is(at, name, ".") || is(at, name, ".."))) {
			stand_in(place, name == 1 ? folder : folder->parent);
			at = rest;
			continue;
		}
		place->folder = folder;
		place->name = at;
		place->size = name;
		place->entry = ramfs_find(folder, at, name);
		place->node = place->entry == NULL ? NULL : place->entry->node;
		at = rest;
		if (place->node == NULL || place->node->type != FS_SYMLINK || !(follow || rest < end))
			continue;
		if (++links > LINKS_MOST)
			return -ELOOP;

		long left = expand(place->node, rest, (size_t)(end - rest), place);

		if (left < 0)
			return (int)left;
		at = place->rest;
		end = at + left;
		stand_in(place, *at == '/' ? &ramfs_root : folder);
	}
	return place->slash && place->node != NULL && place->node->type != FS_DIRECTORY ? -ENOTDIR : 0;
}
