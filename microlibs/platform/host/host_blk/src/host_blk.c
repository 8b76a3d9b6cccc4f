/* SPDX-License-Identifier: BSD-3-Clause */
#define _POSIX_C_SOURCE 200809L
#include <ports.h>

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define DEPTH 256u
#define MOST_BYTES (1u << 20)

static int file = -1;
static struct blkdev_info info;
static struct blkdev_request *first_done;
static struct blkdev_request **last_done = &first_done;

static void report(void *ctx);

static struct sched_work work = SCHED_WORK_INIT(report, NULL);

/* Where a request that is done says what the next one is. */
static struct blkdev_request **next_of(struct blkdev_request *request)
{
	return (struct blkdev_request **)(void *)request->device;
}

/* Deferred context. */
static void report(void *ctx)
{
	(void)ctx;
	while (first_done != NULL) {
		struct blkdev_request *request = first_done;

		first_done = *next_of(request);
		if (first_done == NULL)
			last_done = &first_done;
		request->done(request);
	}
}

static _Noreturn void refuse(void)
{
	static char reason[256];
	static const char *const parts[] = { COMPONENT_NAME, ": the file cannot be opened as a disk: " };
	size_t used = 0;

	for (size_t i = 0; i < 3; i++) {
		for (const char *from = i < 2 ? parts[i] : CONFIG_PATH; *from != '\0' && used + 1 < sizeof reason; from++)
			reason[used++] = *from;
	}
	reason[used] = '\0';
	panic_because(reason);
}

int init(void)
{
	info = (struct blkdev_info){
		.sector_bytes = CONFIG_SECTOR, .most_sectors = MOST_BYTES / CONFIG_SECTOR, .alignment = 1, .depth = DEPTH,
		.volatile_cache = true,
	};
	if (!CONFIG_READ_ONLY)
		file = open(CONFIG_PATH, O_RDWR | O_CLOEXEC);
	if (file < 0) {
		file = open(CONFIG_PATH, O_RDONLY | O_CLOEXEC);
		info.read_only = true;
	}
	off_t size = file < 0 ? -1 : lseek(file, 0, SEEK_END);

	if (size < 0 || (CONFIG_SECTOR & (CONFIG_SECTOR - 1)) != 0)
		refuse();
	info.sectors = (uint64_t)size / CONFIG_SECTOR;
	return 0;
}

int blkdev_info(struct blkdev_info *out)
{
	*out = info;
	return 0;
}

/* All of it, however many calls that takes. A file that is shorter now than it was is -EIO. */
static int move(bool write, uint8_t *data, size_t size, off_t at)
{
	while (size > 0) {
		ssize_t part = write ? pwrite(file, data, size, at) : pread(file, data, size, at);

		if (part < 0 && errno == EINTR)
			continue;
		if (part <= 0)
			return part < 0 && errno == ENOSPC ? -ENOSPC : -EIO;
		data += part;
		at += part;
		size -= (size_t)part;
	}
	return 0;
}

static int check(unsigned operation, uint64_t sector, const void *data, size_t sectors)
{
	if (operation > BLKDEV_FLUSH)
		return -EINVAL;
	if (operation == BLKDEV_FLUSH)
		return sectors == 0 && sector == 0 ? 0 : -EINVAL;
	if (sectors == 0 || data == NULL || sector > info.sectors || sectors > info.sectors - sector)
		return -EINVAL;
	return operation == BLKDEV_WRITE && info.read_only ? -EROFS : 0;
}

static int perform(unsigned operation, uint64_t sector, void *data, size_t sectors)
{
	if (operation == BLKDEV_FLUSH)
		return info.read_only || fdatasync(file) == 0 ? 0 : -EIO;
	return move(operation == BLKDEV_WRITE, data, sectors * CONFIG_SECTOR, (off_t)(sector * CONFIG_SECTOR));
}

int blkdev_submit(struct blkdev_request *request)
{
	int error = check(request->operation, request->sector, request->data, request->sectors);

	if (error == 0 && request->sectors > info.most_sectors)
		error = -EINVAL;
	if (error < 0)
		return error;
	request->status = perform(request->operation, request->sector, request->data, request->sectors);
	*next_of(request) = NULL;
	*last_done = request;
	last_done = next_of(request);
	sched_defer(&work);
	return 0;
}

int blkdev_transfer(unsigned operation, uint64_t sector, void *data, size_t sectors)
{
	int error = check(operation, sector, data, sectors);

	return error < 0 ? error : perform(operation, sector, data, sectors);
}
