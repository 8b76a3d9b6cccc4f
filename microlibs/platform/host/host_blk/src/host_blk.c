/* SPDX-License-Identifier: BSD-3-Clause */
#define _POSIX_C_SOURCE 200809L
#include <ports.h>

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <unistd.h>

#define DEPTH 256u
#define MOST_BYTES (1u << 20)

static int file = -1;
static struct blkdev_info info;
/* What is done and not reported, the newest first. Threads that are preempted, and deferred work, add to it without a lock. */
static _Atomic(struct blkdev_request *) newest;

static void report(void *ctx);

static struct sched_work work = SCHED_WORK_INIT(report, NULL);

/* Where a request that is done says which one was before it. */
static struct blkdev_request **before(struct blkdev_request *request)
{
	return (struct blkdev_request **)(void *)request->device;
}

static void add(struct blkdev_request *request)
{
	struct blkdev_request *last = atomic_load(&newest);

	do
		*before(request) = last;
	while (!atomic_compare_exchange_weak(&newest, &last, request));
	sched_defer(&work);
}

/* All that are done, the oldest first. */
static struct blkdev_request *take_all(void)
{
	struct blkdev_request *oldest = NULL;

	for (struct blkdev_request *at = atomic_exchange(&newest, NULL); at != NULL;) {
		struct blkdev_request *next = *before(at);

		*before(at) = oldest;
		oldest = at;
		at = next;
	}
	return oldest;
}

/* Deferred context. */
static void report(void *ctx)
{
	(void)ctx;
	for (struct blkdev_request *request = take_all(); request != NULL;) {
		/* Its owner's again, and perhaps submitted, once it is told. */
		struct blkdev_request *next = *before(request);

		request->done(request);
		request = next;
	}
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
	uint8_t first;

	/* A folder can be opened, and has a size. */
	if (size < 0 || pread(file, &first, 1, 0) < 0)
		panic_about(COMPONENT_NAME ": the file cannot be opened as a disk: ", CONFIG_PATH);
	if ((CONFIG_SECTOR & (CONFIG_SECTOR - 1)) != 0)
		panic_because(COMPONENT_NAME ": SECTOR is no power of two");
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
	add(request);
	return 0;
}

int blkdev_transfer(unsigned operation, uint64_t sector, void *data, size_t sectors)
{
	int error = check(operation, sector, data, sectors);

	return error < 0 ? error : perform(operation, sector, data, sectors);
}
