/* SPDX-License-Identifier: BSD-3-Clause */
#include "fat.h"

#define DEPTH_MOST (FS_PATH_MAX / 2)

struct place place;
struct place target;
struct item spare_item;
struct name spare_name;

static size_t name_end(const char *path, size_t at)
{
	while (path[at] != '\0' && path[at] != '/')
		at++;
	return at;
}

static bool is_dot(const char *name, size_t size)
{
	return size == 1 && name[0] == '.';
}

static bool is_up(const char *name, size_t size)
{
	return size == 2 && name[0] == '.' && name[1] == '.';
}

/* The folder that has `folder`, which says so in its second entry. */
static int up_from(uint32_t folder, uint32_t *out)
{
	struct spot spot = { .first = folder };
	uint8_t *entry;
	int found;

	*out = NO_CLUSTER;
	if (folder == NO_CLUSTER)
		return 0;
	found = entry_at(&spot, 1, &entry);
	if (found <= 0 || entry[0] != '.' || entry[1] != '.')
		return found < 0 ? found : -EIO;
	*out = entry_first(entry);
	/* Some write the root's own number there. */
	if (*out == volume.root_cluster && volume.bits == 32)
		*out = NO_CLUSTER;
	return *out == NO_CLUSTER || cluster_valid(*out) ? 0 : -EIO;
}

static void at_folder(struct place *way, uint32_t folder)
{
	way->named = false;
	way->is_folder = true;
	way->first = folder;
}

/* What was found becomes where the way goes on. */
static int take(struct place *way)
{
	way->is_folder = (way->item.entry[AT_ATTR] & ATTR_FOLDER) != 0;
	way->first = entry_first(way->item.entry);
	if (way->is_folder && !cluster_valid(way->first))
		return -EIO;
	if (!way->is_folder && way->first != NO_CLUSTER && !cluster_valid(way->first))
		return -EIO;
	return 0;
}

/* One name further. `last`: nothing follows that is a name. */
static int step(struct place *way, const char *name, size_t size, bool last)
{
	int error;

	if (!way->is_folder)
		return -ENOTDIR;
	way->folder = way->first;
	if (is_up(name, size)) {
		uint32_t up;

		error = up_from(way->folder, &up);
		if (error == 0)
			at_folder(way, up);
		return error;
	}
	error = name_from(&way->name, name, size);
	if (error == 0)
		error = item_find(way->folder, &way->name, &way->item);
	way->named = error == 0 || (error == -ENOENT && last);
	return error == 0 ? take(way) : error;
}

/* Where the next name is that means something. */
static size_t skip(const char *path, size_t at)
{
	while (true) {
		size_t end = name_end(path, at);

		if (path[at] == '/')
			at++;
		else if (is_dot(path + at, end - at))
			at = end;
		else
			return at;
	}
}

static int check(const char *path)
{
	size_t size = 0;

	while (size < FS_PATH_MAX && path[size] != '\0')
		size++;
	if (size == FS_PATH_MAX)
		return -ENAMETOOLONG;
	if (size == 0)
		return -ENOENT;
	return path[0] == '/' ? 0 : -EINVAL;
}

int walk(const char *path, struct place *out)
{
	int error = check(path);
	size_t at = 0;

	if (error < 0)
		return error;
	out->slash = true;
	out->folder = NO_CLUSTER;
	at_folder(out, NO_CLUSTER);
	at = skip(path, at);
	while (path[at] != '\0') {
		size_t end = name_end(path, at);
		size_t next = skip(path, end);

		out->slash = path[end] != '\0';
		error = step(out, path + at, end - at, path[next] == '\0');
		if (error < 0)
			return error;
		at = next;
	}
	return 0;
}

int folder_within(uint32_t folder, uint32_t other)
{
	for (unsigned i = 0; i < DEPTH_MOST; i++) {
		int error;

		if (folder == other)
			return 1;
		if (folder == NO_CLUSTER)
			return 0;
		error = up_from(folder, &folder);
		if (error < 0)
			return error;
	}
	/* Folders that are in themselves. */
	return -EIO;
}
