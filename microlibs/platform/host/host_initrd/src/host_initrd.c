/* SPDX-License-Identifier: BSD-3-Clause */
#define _POSIX_C_SOURCE 200809L
#include <ports.h>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const void *archive;
static size_t archive_size;

static _Noreturn void refuse(void)
{
	panic_about(COMPONENT_NAME ": the archive cannot be read: ", CONFIG_PATH);
}

int init(void)
{
	struct stat about;

	if (CONFIG_PATH[0] == '\0')
		return 0;

	int file = open(CONFIG_PATH, O_RDONLY | O_CLOEXEC);

	if (file < 0 || fstat(file, &about) < 0 || !S_ISREG(about.st_mode))
		refuse();
	/* Nothing cannot be mapped. */
	if (about.st_size > 0) {
		void *mapped = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, file, 0);

		if (mapped == MAP_FAILED)
			refuse();
		archive = mapped;
		archive_size = (size_t)about.st_size;
	}
	(void)close(file);
	return 0;
}

const void *initrd_bytes(size_t *size)
{
	*size = archive_size;
	return archive;
}
