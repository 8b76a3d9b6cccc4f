/* SPDX-License-Identifier: BSD-3-Clause */
/* Builds cpio archives, right ones and others. Include after fakes.h. */
#ifndef RAMFS_TEST_ARCHIVE_H
#define RAMFS_TEST_ARCHIVE_H

#include "fakes.h"

static uint8_t built[1 << 16];
static size_t built_size;

struct item {
	const char *name;
	uint32_t mode; /* with the kind */
	const char *data;
	uint32_t ino, links, mtime;
	size_t size; /* of the data; 0: as long as the text */
};

static void align_built(void)
{
	while (built_size % 4 != 0)
		built[built_size++] = 0;
}

static void add_item(struct item item)
{
	size_t size = item.data == NULL ? 0 : item.size > 0 ? item.size : strlen(item.data);
	size_t name = strlen(item.name) + 1;

	REQUIRE(built_size + 110 + name + size + 8 < sizeof built);
	built_size += (size_t)sprintf((char *)built + built_size, "070701%08x%08x%08x%08x%08x%08x%08zx%08x%08x%08x%08x%08zx%08x",
				      item.ino, item.mode, 0, 0, item.links > 0 ? item.links : 1, item.mtime, size, 0, 0, 0,
				      0, name, 0);
	memcpy(built + built_size, item.name, name);
	built_size += name;
	align_built();
	if (size > 0)
		memcpy(built + built_size, item.data, size);
	built_size += size;
	align_built();
}

static inline void add_trailer(void)
{
	add_item((struct item){ .name = "TRAILER!!!" });
}

#define FOLDER(path) add_item((struct item){ .name = (path), .mode = 0040755 })
#define REGULAR(path, text) add_item((struct item){ .name = (path), .mode = 0100644, .data = (text) })
#define LINK(path, to) add_item((struct item){ .name = (path), .mode = 0120777, .data = (to) })

/* Unpacks what was built, from memory of exactly that size that ends as nothing else does. */
static inline void unpack(void)
{
	static uint8_t *copy;

	free(copy);
	copy = malloc(built_size > 0 ? built_size : 1);
	REQUIRE(copy != NULL);
	memcpy(copy, built, built_size);
	archive = copy;
	archive_size = built_size;
	CHECK_EQ(component_init(), 0);
}

#endif
