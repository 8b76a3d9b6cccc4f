/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef DEVFS_H
#define DEVFS_H

#include <ports.h>

/* A device. Functions are as `fs` read and write, without an offset. */
struct devfs_node {
	const char *name;
	ssize_t (*read)(void *data, size_t size);
	ssize_t (*write)(const void *data, size_t size);
	uint32_t mode;
};

/* Those that are there; their inodes are 2 and up. */
extern const struct devfs_node devfs_nodes[];
extern const size_t devfs_count;

#endif
