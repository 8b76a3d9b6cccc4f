/* SPDX-License-Identifier: BSD-3-Clause */
#include "fat.h"

static bool written; /* since the last flush */

/* Memory that the disk cannot reach as it is goes by one sector of the cache's; see data_read. */
static int move(unsigned operation, uint32_t sector, void *data, uint32_t count)
{
	if (count > volume.sectors || sector > volume.sectors - count)
		return -EIO;
	return disk_transfer(operation, volume.start + (uint64_t)sector * volume.ratio, data, (size_t)count * volume.ratio);
}

int disk_read(uint32_t sector, void *data, uint32_t count)
{
	return move(BLKDEV_READ, sector, data, count);
}

int disk_write(uint32_t sector, const void *data, uint32_t count)
{
	union {
		const void *from;
		void *data;
	} memory = { .from = data };

	written = true;
	return move(BLKDEV_WRITE, sector, memory.data, count);
}

int disk_flush(void)
{
	if (!written || !volume.disk.volatile_cache)
		return 0;

	int error = disk_transfer(BLKDEV_FLUSH, 0, NULL, 0);

	if (error == 0)
		written = false;
	return error;
}

int disk_barrier(void)
{
	return CONFIG_ORDERED ? disk_flush() : 0;
}

static bool reachable(const void *data)
{
	return ((uintptr_t)data & (volume.disk.alignment - 1)) == 0;
}

int data_read(uint32_t sector, void *data, uint32_t count)
{
	if (reachable(data)) {
		int error = cache_settle(sector, count);

		return error < 0 ? error : disk_read(sector, data, count);
	}
	for (uint32_t i = 0; i < count; i++) {
		uint8_t *from;
		int error = cache_get(sector + i, KIND_DATA, false, &from);

		if (error < 0)
			return error;
		memcpy((uint8_t *)data + (size_t)i * volume.sector_bytes, from, volume.sector_bytes);
	}
	return 0;
}

int data_write(uint32_t sector, const void *data, uint32_t count)
{
	if (reachable(data)) {
		cache_forget(sector, count);
		return disk_write(sector, data, count);
	}
	for (uint32_t i = 0; i < count; i++) {
		uint8_t *to;
		int error = cache_get(sector + i, KIND_DATA, true, &to);

		if (error < 0)
			return error;
		memcpy(to, (const uint8_t *)data + (size_t)i * volume.sector_bytes, volume.sector_bytes);
		cache_changed();
	}
	return 0;
}

#define CLEAR_BYTES 32768u

/* Several sectors at once, where there is memory for it now. */
static int clear_many(uint32_t sector, uint32_t count)
{
	uint32_t most = CLEAR_BYTES / volume.sector_bytes;
	uint32_t part = count < most ? count : most;
	uint8_t *zeroes = heap_memalign(volume.disk.alignment > 16 ? volume.disk.alignment : 16, (size_t)part * volume.sector_bytes);
	int error = 0;

	if (zeroes == NULL)
		return -ENOMEM;
	memset(zeroes, 0, (size_t)part * volume.sector_bytes);
	cache_forget(sector, count);
	while (count > 0 && error == 0) {
		part = part < count ? part : count;
		error = disk_write(sector, zeroes, part);
		sector += part;
		count -= part;
	}
	heap_free(zeroes);
	return error;
}

int data_clear(uint32_t sector, uint32_t count)
{
	int error = count > 1 ? clear_many(sector, count) : -ENOMEM;

	if (error != -ENOMEM)
		return error;
	error = 0;
	for (uint32_t i = 0; i < count && error == 0; i++) {
		uint8_t *to;

		error = cache_get(sector + i, KIND_DATA, true, &to);
		if (error == 0)
			cache_changed();
	}
	return error;
}
