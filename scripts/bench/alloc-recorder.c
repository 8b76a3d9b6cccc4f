/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Loaded into a program with LD_PRELOAD: writes what it asks of malloc to the file ALLOC_TRACE.PID, a line each: `+ SLOT SIZE` and
 * `- SLOT`. A realloc is a new block and the end of the old one. The first ALLOC_MOST operations count. To be compiled with
 * -fno-builtin: what calloc does here looks like calloc.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SLOTS 65536u

static void *blocks[SLOTS];
static int out = -1;
static long left = -1;
static void *(*real_malloc)(size_t);
static void *(*real_realloc)(void *, size_t);
static void (*real_free)(void *);
/* What dlsym itself allocates before there is a malloc. */
static _Alignas(16) char early[65536];
static size_t early_used;

static void find(void)
{
	real_malloc = (void *(*)(size_t))dlsym(RTLD_NEXT, "malloc");
	real_realloc = (void *(*)(void *, size_t))dlsym(RTLD_NEXT, "realloc");
	real_free = (void (*)(void *))dlsym(RTLD_NEXT, "free");

	const char *path = getenv("ALLOC_TRACE");
	const char *most = getenv("ALLOC_MOST");
	char own[4096];

	left = most != NULL ? atol(most) : 20000;
	if (path == NULL || snprintf(own, sizeof(own), "%s.%ld", path, (long)getpid()) >= (int)sizeof(own))
		return;
	out = open(own, O_WRONLY | O_CREAT | O_APPEND, 0600);
}

static void line(char what, unsigned slot, size_t size)
{
	char text[64];
	int length = what == '+' ? snprintf(text, sizeof(text), "+ %u %zu\n", slot, size) :
				   snprintf(text, sizeof(text), "- %u\n", slot);

	if (out >= 0 && write(out, text, (size_t)length) != length)
		out = -1;
	left--;
}

static void took(void *block, size_t size)
{
	static unsigned next;

	if (block == NULL || left <= 0)
		return;
	for (unsigned i = 0; i < SLOTS; i++, next++) {
		if (blocks[next % SLOTS] != NULL)
			continue;
		blocks[next % SLOTS] = block;
		line('+', next % SLOTS, size != 0 ? size : 1);
		return;
	}
}

static void gave(const void *block)
{
	if (block == NULL || left <= 0)
		return;
	for (unsigned i = 0; i < SLOTS; i++) {
		if (blocks[i] != block)
			continue;
		blocks[i] = NULL;
		line('-', i, 0);
		return;
	}
}

static void *from_early(size_t size)
{
	void *block = early + early_used;

	early_used += (size + 15) & ~(size_t)15;
	return early_used <= sizeof(early) ? block : NULL;
}

void *malloc(size_t size)
{
	static int finding;

	if (real_malloc == NULL) {
		if (finding)
			return from_early(size);
		finding = 1;
		find();
	}

	void *block = real_malloc(size);

	took(block, size);
	return block;
}

void *calloc(size_t count, size_t size)
{
	void *block = malloc(count * size);

	return block != NULL ? memset(block, 0, count * size) : NULL;
}

void free(void *block)
{
	if ((char *)block >= early && (char *)block < early + sizeof(early))
		return;
	gave(block);
	if (real_free != NULL)
		real_free(block);
}

void *realloc(void *block, size_t size)
{
	if (block == NULL)
		return malloc(size);
	gave(block);

	void *moved = real_realloc(block, size);

	took(moved, size);
	return moved;
}
