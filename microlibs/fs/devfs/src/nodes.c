/* SPDX-License-Identifier: BSD-3-Clause */
#include "devfs.h"

static ssize_t nothing(void *data, size_t size)
{
	(void)data;
	(void)size;
	return 0;
}

static ssize_t zeroes(void *data, size_t size)
{
	memset(data, 0, size);
	return (ssize_t)size;
}

static ssize_t swallow(const void *data, size_t size)
{
	(void)data;
	return (ssize_t)size;
}

static ssize_t no_room(const void *data, size_t size)
{
	(void)data;
	return size == 0 ? 0 : -ENOSPC;
}

#if CONSOLE_WIRED
static ssize_t read_console(void *data, size_t size)
{
	long got = console_read(data, size);

	if (got == -EPIPE)
		return 0;
	return got == 0 && size > 0 ? -EAGAIN : got;
}

static ssize_t write_console(const void *data, size_t size)
{
	return console_write(data, size);
}
#endif

#if RANDOM_WIRED
static ssize_t read_random(void *data, size_t size)
{
	int error = random_fill(data, size);

	return error < 0 ? error : (ssize_t)size;
}
#endif

const struct devfs_node devfs_nodes[] = {
	{ "null", nothing, swallow, 0666 },
	{ "zero", zeroes, swallow, 0666 },
	{ "full", zeroes, no_room, 0666 },
#if CONSOLE_WIRED
	{ "console", read_console, write_console, 0600 },
#endif
#if RANDOM_WIRED
	{ "random", read_random, swallow, 0666 },
#endif
};

const size_t devfs_count = sizeof devfs_nodes / sizeof *devfs_nodes;
