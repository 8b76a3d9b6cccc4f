/* SPDX-License-Identifier: BSD-3-Clause */
/* What is around the server except files and the network: a console, clocks, a heap that counts and can fail, boot options. */
#ifndef WEB_SERVER_WORLD_H
#define WEB_SERVER_WORLD_H

#include <ports.h>
#include <uniloom/test.h>

#define MS 1000000ull

long port = 8080;
const char *root_folder = "/www/";
long requests;

static char printed[4096];
static uint64_t now;

int out_print_v(const char *format, va_list arguments)
{
	size_t used = strlen(printed);

	if (used > sizeof printed / 2)
		used = 0;
	return vsnprintf(printed + used, sizeof printed - used, format, arguments);
}

uint64_t clock_now_ns(void)
{
	return now += 1000;
}

void clock_spin_ns(uint64_t ns)
{
	now += ns;
}

static int wall_error;

int wall_read(uint64_t *unix_ns)
{
	*unix_ns = 784111777000000000u;
	return wall_error;
}

/* The heap: fails the call of number `heap_fails`. */
static size_t blocks;
static long heap_fails = -1;

static bool heap_refuses(void)
{
	return heap_fails >= 0 && heap_fails-- == 0;
}

void *heap_malloc(size_t size)
{
	if (heap_refuses())
		return NULL;
	blocks++;
	return malloc(size);
}

void heap_free(void *block)
{
	if (block != NULL)
		blocks--;
	free(block);
}

void *heap_realloc(void *block, size_t size)
{
	if (heap_refuses())
		return NULL;
	if (block == NULL)
		blocks++;
	return realloc(block, size);
}

void *heap_memalign(size_t align, size_t size)
{
	(void)align;
	return heap_malloc(size);
}

#endif
