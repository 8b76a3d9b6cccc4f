/* SPDX-License-Identifier: BSD-3-Clause */
/* The process's own page tables are Linux's; this is how they are asked and changed. */
#define _GNU_SOURCE /* mremap, MAP_ANONYMOUS */
#include <ports.h>

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "process.h"

#define NOWHERE (MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE)

/* /proc/self/maps, a byte at a time: `from-to rwxp …` a line. */
struct reader {
	int file;
	char text[1024];
	size_t at;
	size_t size;
};

static int next(struct reader *reader)
{
	if (reader->at == reader->size) {
		long got = read(reader->file, reader->text, sizeof(reader->text));

		if (got <= 0)
			return -1;
		reader->size = (size_t)got;
		reader->at = 0;
	}
	return (unsigned char)reader->text[reader->at++];
}

/* A hexadecimal number and the character that ends it. */
static uintptr_t number(struct reader *reader)
{
	uintptr_t value = 0;

	for (int c = next(reader); c > 0 && c != '-' && c != ' '; c = next(reader))
		value = value * 16 + (uintptr_t)(c <= '9' ? c - '0' : c - 'a' + 10);
	return value;
}

unsigned process_rights(uintptr_t at, uintptr_t *end)
{
	struct reader reader = { .file = open("/proc/self/maps", O_RDONLY) };
	unsigned rights = 0;

	*end = at;
	if (reader.file < 0)
		return 0;
	for (;;) {
		uintptr_t from = number(&reader);
		uintptr_t to = number(&reader);

		if (to == 0 || from > at)
			break;
		if (at < to) {
			rights = (next(&reader) == 'r' ? (unsigned)PAGING_READ : 0u) |
				 (next(&reader) == 'w' ? (unsigned)PAGING_WRITE : 0u) |
				 (next(&reader) == 'x' ? (unsigned)PAGING_EXECUTE : 0u);
			*end = to;
			break;
		}
		for (int c = next(&reader); c > 0 && c != '\n'; c = next(&reader))
			;
	}
	(void)close(reader.file);
	return rights;
}

static int protection(unsigned rights)
{
	return ((rights & PAGING_READ) != 0 ? PROT_READ : 0) | ((rights & PAGING_WRITE) != 0 ? PROT_WRITE : 0) |
	       ((rights & PAGING_EXECUTE) != 0 ? PROT_EXEC : 0);
}

void *process_reserve(size_t bytes)
{
	void *at = mmap(NULL, bytes, PROT_NONE, NOWHERE, -1, 0);

	return at != MAP_FAILED ? at : NULL;
}

void process_release(void *at, size_t bytes)
{
	(void)munmap(at, bytes);
}

int process_unmap(void *at, size_t bytes)
{
	return mmap(at, bytes, PROT_NONE, NOWHERE | MAP_FIXED, -1, 0) != MAP_FAILED ? 0 : -ENOMEM;
}

int process_map(void *at, uint64_t physical, size_t bytes, unsigned rights)
{
	/* With an old size of 0 the pages of a shared mapping are mapped once more. Page by page: the old one may be several. */
	for (size_t done = 0; done < bytes; done += PAGING_PAGE) {
		void *from = (void *)(uintptr_t)(physical + done);
		char *to = (char *)at + done;

		if (mremap(from, 0, PAGING_PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, to) == MAP_FAILED) {
			int error = errno == ENOMEM ? -ENOMEM : -EINVAL;

			(void)process_unmap(at, bytes);
			return error;
		}
	}
	if (process_protect(at, bytes, rights) == 0)
		return 0;
	(void)process_unmap(at, bytes);
	return -ENOMEM;
}

int process_protect(void *at, size_t bytes, unsigned rights)
{
	return mprotect(at, bytes, protection(rights)) == 0 ? 0 : -ENOMEM;
}

void *process_table(size_t bytes)
{
	void *table = mmap(NULL, bytes, PROT_READ | PROT_WRITE, NOWHERE, -1, 0);

	return table != MAP_FAILED ? table : NULL;
}
