/* SPDX-License-Identifier: BSD-3-Clause */
/* What ramfs requires: a heap that counts and can fail, an archive, a clock, a lock. */
#ifndef RAMFS_TEST_FAKES_H
#define RAMFS_TEST_FAKES_H

#include <ports.h>
#include <uniloom/locks.h>
#include <uniloom/panics.h>

static unsigned long blocks;
static unsigned long calls;
static unsigned long fail_at; /* which call gets nothing; 0: none */
static size_t largest;
static const void *archive;
static size_t archive_size;

static bool granted(size_t size)
{
	if (size > largest)
		largest = size;
	return ++calls != fail_at;
}

void *heap_malloc(size_t size)
{
	void *block = granted(size) ? malloc(size > 0 ? size : 1) : NULL;

	blocks += block != NULL;
	return block;
}

void heap_free(void *block)
{
	blocks -= block != NULL;
	free(block);
}

void *heap_realloc(void *block, size_t size)
{
	if (block == NULL)
		return heap_malloc(size);
	return granted(size) ? realloc(block, size) : NULL;
}

void *heap_memalign(size_t align, size_t size)
{
	(void)align;
	return heap_malloc(size);
}

const void *archive_bytes(size_t *size)
{
	*size = archive_size;
	return archive;
}

int wall_read(uint64_t *unix_ns)
{
	*unix_ns = 1700000000000000000u;
	return 0;
}

static void remove_below(char *path, size_t size)
{
	struct fs_file *folder;
	struct fs_entry entry;
	uint64_t cursor = 0;

	REQUIRE(fs_open(size == 0 ? "/" : path, FS_O_RDONLY, 0, &folder) == 0);
	while (fs_list(folder, &cursor, &entry) == 1) {
		int more = snprintf(path + size, FS_PATH_MAX - size, "/%s", entry.name);

		if (entry.type == FS_DIRECTORY)
			remove_below(path, size + (size_t)more);
		CHECK_EQ(fs_remove(path), 0);
		path[size] = '\0';
	}
	fs_close(folder);
}

/* Removes everything. Nothing may be left in the heap then. */
static inline void empty(void)
{
	static char path[FS_PATH_MAX];
	unsigned long wanted = fail_at;

	fail_at = 0;
	path[0] = '\0';
	remove_below(path, 0);
	CHECK_EQ(blocks, 0);
	fail_at = wanted;
}

#endif
