/* SPDX-License-Identifier: BSD-3-Clause */
#include "fs_check.h"

#define FNV_OFFSET 0xcbf29ce484222325u
#define FNV_PRIME 0x100000001b3u

char first_file[FS_PATH_MAX];

static char path[FS_PATH_MAX];

static uint64_t hash(uint64_t value, const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < size; i++)
		value = (value ^ data[i]) * FNV_PRIME;
	return value;
}

/* By what is in memory already, else piece by piece. */
static uint64_t hash_file(struct fs_file *file)
{
	uint64_t value = FNV_OFFSET;
	uint64_t offset = 0;

	for (;;) {
		size_t size;
		const uint8_t *at = files_view(file, offset, &size);

		if (at == NULL) {
			ssize_t got = files_read(file, buffer, sizeof buffer, offset);

			if (got < 0)
				failed("read", path, got);
			if (got <= 0)
				return value;
			at = buffer;
			size = (size_t)got;
		}
		value = hash(value, at, size);
		offset += size;
	}
}

static size_t length(const char *text)
{
	size_t size = 0;

	while (text[size] != '\0')
		size++;
	return size;
}

static void tell_file(void)
{
	struct fs_file *file;
	struct fs_stat about;
	int error = files_open(path, FS_O_RDONLY, 0, &file);

	if (error < 0) {
		failed("open", path, error);
		return;
	}
	error = files_file_stat(file, &about);
	if (error < 0)
		failed("stat", path, error);
	else
		out_print("file %04o %llu %016llx %s\n", about.mode, (unsigned long long)about.size,
			  (unsigned long long)hash_file(file), path);
	if (first_file[0] == '\0')
		memcpy(first_file, path, length(path) + 1);
	good("close", path, files_close(file));
}

/* Everything in the folder at `path`, of which `size` bytes are used. */
static void tell_below(size_t size)
{
	struct fs_file *folder;
	struct fs_entry entry;
	uint64_t cursor = 0;
	int more;
	int error = files_open(size == 0 ? "/" : path, FS_O_RDONLY | FS_O_DIRECTORY, 0, &folder);

	if (error < 0) {
		failed("open", path, error);
		return;
	}
	while ((more = files_list(folder, &cursor, &entry)) == 1) {
		size_t name = length(entry.name);

		if (size + 1 + name >= sizeof path) {
			failed("list", path, -ENAMETOOLONG);
			continue;
		}
		path[size] = '/';
		memcpy(path + size + 1, entry.name, name + 1);
		if (entry.type == FS_DIRECTORY) {
			out_print("folder %s\n", path);
			tell_below(size + 1 + name);
		} else if (entry.type == FS_FILE) {
			tell_file();
		} else {
			out_print("%s %s\n", entry.type == FS_SYMLINK ? "link" : "device", path);
		}
		path[size] = '\0';
	}
	good("list", path, more);
	good("close", path, files_close(folder));
}

void tell(const char *folder)
{
	size_t size = length(folder);

	while (size > 0 && folder[size - 1] == '/')
		size--;
	if (size >= sizeof path) {
		failed("list", folder, -ENAMETOOLONG);
		return;
	}
	memcpy(path, folder, size);
	path[size] = '\0';
	tell_below(size);
}
