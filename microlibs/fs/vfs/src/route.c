/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which file system has a path: the one with the longest mount point in front of it. ".." is taken off the text, so that it
 * means the same whatever file systems lie there.
 */
#include "vfs.h"

/* Of the working folder, without a slash at its end: the root is empty. */
static char here[FS_PATH_MAX];
static size_t here_size;

/* The length of a mount point as the beginning of a path: that of "/" is 0. */
static size_t point_size(const char *point)
{
	size_t size = 0;

	while (point[size] != '\0')
		size++;
	return size == 1 ? 0 : size;
}

static bool begins(const char *path, size_t size, const char *with, size_t with_size)
{
	return size >= with_size && memcmp(path, with, with_size) == 0 &&
	       (size == with_size || path[with_size] == '/');
}

/* Takes the last name off the first `size` bytes. */
static size_t parent(const char *path, size_t size)
{
	while (size > 0 && path[--size] != '/')
		;
	return size;
}

/* Puts the names of `path` behind what the route has. */
static int append(struct mt_route *route, const char *path)
{
	bool slash = false;

	for (const char *at = path; *at != '\0';) {
		size_t size = 0;

		while (*at == '/')
			at++;
		while (at[size] != '\0' && at[size] != '/')
			size++;
		slash = at[size] == '/' || size == 0;
		if (size == 2 && at[0] == '.' && at[1] == '.') {
			route->size = parent(route->path, route->size);
			slash = true;
		} else if (size == 1 && at[0] == '.') {
			slash = true;
		} else if (size > 0) {
			if (route->size + 1 + size >= FS_PATH_MAX)
				return -ENAMETOOLONG;
			route->path[route->size++] = '/';
			memcpy(route->path + route->size, at, size);
			route->size += size;
		}
		at += size;
	}
	route->path[route->size] = slash ? '/' : '\0';
	route->path[route->size + 1] = '\0';
	return 0;
}

static void find_mount(struct mt_route *route)
{
	size_t longest = 0;

	route->mount = MT_NOBODY;
	for (size_t i = 0; i < mounts_count(); i++) {
		const char *point = mounts_mount_point(i);
		size_t size = point_size(point);

		if (begins(route->path, route->size, point, size) && (route->mount == MT_NOBODY || size > longest)) {
			route->mount = i;
			longest = size;
		}
	}
	route->inner = route->size == longest ? "/" : route->path + longest;
}

int mt_find(const char *path, bool from_here, struct mt_route *route)
{
	size_t size = 0;

	while (size < FS_PATH_MAX && path[size] != '\0')
		size++;
	if (size == 0)
		return -ENOENT;
	if (size == FS_PATH_MAX)
		return -ENAMETOOLONG;
	if (path[0] != '/' && !from_here)
		return -EINVAL;
	route->size = 0;
	if (path[0] != '/') {
		unsigned long state = mt_enter();

		memcpy(route->path, here, here_size);
		route->size = here_size;
		mt_leave(state);
	}

	int error = append(route, path);

	if (error == 0)
		find_mount(route);
	return error;
}

size_t mt_below(const struct mt_route *route)
{
	for (size_t i = 0; i < mounts_count(); i++) {
		const char *point = mounts_mount_point(i);
		size_t size = point_size(point);

		if (size > route->size && begins(point, size, route->path, route->size))
			return i;
	}
	return MT_NOBODY;
}

bool mt_is_fixed(const struct mt_route *route)
{
	for (size_t i = 0; i < mounts_count(); i++) {
		const char *point = mounts_mount_point(i);

		if (begins(point, point_size(point), route->path, route->size))
			return true;
	}
	return route->size == 0;
}

void mt_folder_set(const struct mt_route *route)
{
	unsigned long state = mt_enter();

	memcpy(here, route->path, route->size);
	here_size = route->size;
	mt_leave(state);
}

int mt_folder_get(char *path, size_t size)
{
	unsigned long state = mt_enter();
	size_t wanted = here_size > 0 ? here_size : 1;
	int error = wanted < size ? 0 : -ERANGE;

	if (error == 0) {
		memcpy(path, here_size > 0 ? here : "/", wanted);
		path[wanted] = '\0';
	}
	mt_leave(state);
	return error;
}

static _Noreturn void refuse(const char *why, const char *point, size_t first, size_t second)
{
	static char reason[200];
	const size_t numbers[] = { first, second };
	const char *const parts[] = { COMPONENT_NAME, ": the file systems ", " and ", " of mounts ", why, point };
	size_t used = 0;

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		for (const char *from = parts[i]; *from != '\0' && used + 2 < sizeof reason; from++)
			reason[used++] = *from;
		/* In the order of the wires, from 1 on. Nobody has a hundred. */
		if (i == 1 || i == 2) {
			size_t number = numbers[i - 1] + 1;

			if (number >= 10)
				reason[used++] = (char)('0' + number / 10 % 10);
			reason[used++] = (char)('0' + number % 10);
		}
	}
	reason[used] = '\0';
	panic_because(reason);
}

static bool is_good(const char *point)
{
	size_t size = point_size(point);

	if (point[0] != '/' || size >= FS_PATH_MAX)
		return false;
	for (size_t i = 0; i < size; i++) {
		size_t dots = 0;

		if (point[i] != '/')
			continue;
		while (point[i + 1 + dots] == '.')
			dots++;

		char next = point[i + 1 + dots];

		if ((next == '/' || next == '\0') && dots <= 2)
			return false;
	}
	return true;
}

void mt_check_mounts(void)
{
	for (size_t i = 0; i < mounts_count(); i++) {
		const char *point = mounts_mount_point(i);
		size_t size = point_size(point);

		if (!is_good(point))
			refuse("have no good mount point: ", point, i, i);
		for (size_t j = 0; j < i; j++) {
			const char *other = mounts_mount_point(j);

			if (point_size(other) == size && memcmp(point, other, size) == 0)
				refuse("both want to be at ", point, j, i);
		}
	}
}
