/* SPDX-License-Identifier: BSD-3-Clause */
/* The files that are served, as the port `files`. */
#ifndef WEB_SERVER_FILES_H
#define WEB_SERVER_FILES_H

#include <ports.h>
#include <uniloom/test.h>

/* Files. What `view` shows is the test's; `fails_at` is where reading it fails. */
static const struct thing {
	const char *path;
	uint8_t type;
	size_t size;
	bool seen;
	size_t fails_at;
	int error; /* of opening it */
} things[] = {
	{ "/www/index.html", FS_FILE, 300, true, SIZE_MAX, 0 },
	{ "/www/big.txt", FS_FILE, 100000, true, SIZE_MAX, 0 },
	{ "/www/slow.bin", FS_FILE, 50000, false, SIZE_MAX, 0 },
	{ "/www/small.bin", FS_FILE, 100, false, SIZE_MAX, 0 },
	{ "/www/empty", FS_FILE, 0, false, SIZE_MAX, 0 },
	{ "/www/bad", FS_FILE, 100, false, 0, 0 },
	{ "/www/later", FS_FILE, 50000, false, 20000, 0 },
	{ "/www/secret", FS_FILE, 1, true, SIZE_MAX, -EACCES },
	{ "/www/many", FS_FILE, 1, true, SIZE_MAX, -ENFILE },
	{ "/www/broken", FS_FILE, 1, true, SIZE_MAX, -EIO },
	{ "/www/device", FS_DEVICE, 1, true, SIZE_MAX, 0 },
	{ "/www/folder", FS_DIRECTORY, 0, false, SIZE_MAX, 0 },
	{ "/www/folder/", FS_DIRECTORY, 0, false, SIZE_MAX, 0 },
	{ "/www/odd/index.html", FS_DIRECTORY, 0, false, SIZE_MAX, 0 },
	{ "/www/lost/", FS_DIRECTORY, 0, false, 0, 0 },
};

static uint8_t contents[100000];

static void fill_contents(void)
{
	for (size_t i = 0; i < sizeof contents; i++)
		contents[i] = (uint8_t)(i * 7 + i / 251);
}

struct fs_file {
	const struct thing *thing;
};

static size_t files_open_now;
static uint64_t mtime_ns;

int files_open(const char *path, unsigned flags, uint32_t mode, struct fs_file **out)
{
	(void)mode;
	CHECK_EQ(flags & FS_O_ACCMODE, FS_O_RDONLY);
	for (size_t i = 0; i < sizeof things / sizeof *things; i++) {
		if (strcmp(things[i].path, path) != 0)
			continue;
		if (things[i].error < 0)
			return things[i].error;
		*out = malloc(sizeof **out);
		**out = (struct fs_file){ .thing = &things[i] };
		files_open_now++;
		return 0;
	}
	return -ENOENT;
}

int files_close(struct fs_file *file)
{
	files_open_now--;
	free(file);
	return 0;
}

ssize_t files_read(struct fs_file *file, void *data, size_t size, uint64_t offset)
{
	const struct thing *thing = file->thing;

	if (offset >= thing->size)
		return 0;
	if (offset >= thing->fails_at)
		return -EIO;
	if (size > thing->size - offset)
		size = thing->size - (size_t)offset;
	memcpy(data, contents + offset, size);
	return (ssize_t)size;
}

const void *files_view(struct fs_file *file, uint64_t offset, size_t *size)
{
	if (!file->thing->seen || offset >= file->thing->size)
		return NULL;
	/* In pieces. */
	*size = file->thing->size - (size_t)offset;
	if (*size > 30000)
		*size = 30000;
	return contents + offset;
}

int files_file_stat(struct fs_file *file, struct fs_stat *out)
{
	*out = (struct fs_stat){ .type = file->thing->type, .size = file->thing->size, .mtime_ns = mtime_ns };
	return 0;
}

int files_list(struct fs_file *folder, uint64_t *cursor, struct fs_entry *out)
{
	static const char *const names[] = { "a&b <c>\".txt", "sub", "\xc3\xa4:x" };

	if (folder->thing->fails_at == 0)
		return -EIO;
	/* Enough to grow. */
	if (*cursor >= 60)
		return 0;
	memset(out, 0, sizeof *out);
	strcpy(out->name, names[*cursor % 3]);
	out->type = *cursor % 3 == 1 ? FS_DIRECTORY : FS_FILE;
	++*cursor;
	return 1;
}

#endif
