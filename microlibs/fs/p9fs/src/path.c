/* SPDX-License-Identifier: BSD-3-Clause */
#include "p9fs.h"

static size_t length(const char *text, size_t most)
{
	size_t size = 0;

	while (size < most && text[size] != '\0')
		size++;
	return size;
}

size_t path_name_end(const char *path, size_t at)
{
	while (path[at] != '\0' && path[at] != '/')
		at++;
	return at;
}

void path_clean(char *path)
{
	size_t used = 0;

	for (size_t at = 0; path[at] != '\0';) {
		size_t end = path_name_end(path, at);
		size_t size = end - at;
		size_t next = path[end] == '/' ? end + 1 : end;

		if (size > 0 && !(size == 1 && path[at] == '.')) {
			if (used > 0)
				path[used++] = '/';
			memmove(path + used, path + at, size);
			used += size;
		}
		at = next;
	}
	path[used] = '\0';
}

int path_copy(char *to, const char *path, bool *folder)
{
	size_t size = length(path, FS_PATH_MAX);

	if (size == 0)
		return -ENOENT;
	if (path[0] != '/')
		return -EINVAL;
	if (size == FS_PATH_MAX)
		return -ENAMETOOLONG;

	size_t last = size;

	while (last > 0 && path[last - 1] != '/')
		last--;
	if (folder != NULL)
		*folder = last == size || (path[last] == '.' && last + 1 == size);
	memcpy(to, path, size + 1);
	path_clean(to);
	for (size_t at = 0; to[at] != '\0';) {
		size_t end = path_name_end(to, at);

		if (end - at >= FS_NAME_MAX)
			return -ENAMETOOLONG;
		at = to[end] == '/' ? end + 1 : end;
	}
	return 0;
}

size_t path_up(const char *path)
{
	size_t at = 0;

	while (path[at] != '\0') {
		size_t end = path_name_end(path, at);

		if (end - at == 2 && path[at] == '.' && path[at + 1] == '.')
			return at;
		at = path[end] == '/' ? end + 1 : end;
	}
	return at;
}

void path_cut(char *path, size_t up)
{
	size_t from = up;
	size_t next = path[up + 2] == '/' ? up + 3 : up + 2;

	if (from > 0)
		from--;
	while (from > 0 && path[from - 1] != '/')
		from--;
	/* What follows, with its end. */
	memmove(path + from, path + next, length(path + next, FS_PATH_MAX) + 1);
	path_clean(path);
}

size_t path_last(const char *path)
{
	size_t at = length(path, FS_PATH_MAX);

	while (at > 0 && path[at - 1] != '/')
		at--;
	return at;
}
