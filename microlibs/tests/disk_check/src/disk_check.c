/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#define BUFFER_BYTES 65536u
#define FNV_OFFSET 0xcbf29ce484222325ull
#define FNV_PRIME 0x100000001b3ull

/* Variables: comparing with a constant 0 is a warning. */
static const uint64_t first = CONFIG_FIRST;
static const uint64_t wanted = CONFIG_SECTORS;

static uint8_t buffer[BUFFER_BYTES];
static struct blkdev_info info;
static int status;

static void failed(const char *what, uint64_t sector, int error)
{
	out_print("%s: %s at sector %llu: error %d\n", CONFIG_NAME, what, (unsigned long long)sector, error);
	status = 1;
}

static uint8_t pattern(uint64_t sector, size_t at)
{
	return (uint8_t)(CONFIG_SALT + 3 * sector + 7 * at);
}

/* How many sectors the next piece of `left` has. */
static size_t piece(uint64_t left)
{
	size_t most = BUFFER_BYTES / info.sector_bytes;

	return left < most ? (size_t)left : most;
}

static bool write_pattern(void)
{
	for (uint64_t done = 0; done < wanted;) {
		size_t count = piece(wanted - done);
		uint64_t sector = first + done;

		for (size_t i = 0; i < count * info.sector_bytes; i++)
			buffer[i] = pattern(sector + i / info.sector_bytes, i % info.sector_bytes);

		int error = disk_transfer(BLKDEV_WRITE, sector, buffer, count);

		if (error < 0) {
			failed("write", sector, error);
			return false;
		}
		done += count;
	}
	int error = disk_transfer(BLKDEV_FLUSH, 0, NULL, 0);

	if (error < 0)
		failed("flush", 0, error);
	else
		out_print("%s: wrote %u sectors\n", CONFIG_NAME, (unsigned)wanted);
	return error == 0;
}

/* Sectors of the pattern among those in the buffer that are not as they were written. */
static size_t wrong_sectors(uint64_t begin, size_t count)
{
	size_t wrong = 0;

	for (size_t i = 0; i < count; i++) {
		uint64_t sector = begin + i;

		if (sector < first || sector >= first + wanted)
			continue;
		for (size_t at = 0; at < info.sector_bytes; at++) {
			if (buffer[i * info.sector_bytes + at] != pattern(sector, at)) {
				wrong++;
				break;
			}
		}
	}
	return wrong;
}

static void read_all(bool compare)
{
	uint64_t hash = FNV_OFFSET;
	size_t wrong = 0;

	for (uint64_t done = 0; done < info.sectors;) {
		size_t count = piece(info.sectors - done);
		int error = disk_transfer(BLKDEV_READ, done, buffer, count);

		if (error < 0) {
			failed("read", done, error);
		} else {
			if (compare)
				wrong += wrong_sectors(done, count);
			for (size_t i = 0; i < count * info.sector_bytes; i++)
				hash = (hash ^ buffer[i]) * FNV_PRIME;
		}
		done += count;
	}
	if (wrong != 0) {
		out_print("%s: %zu sectors are not as written\n", CONFIG_NAME, wrong);
		status = 1;
	}
	out_print("%s: checksum %016llx\n", CONFIG_NAME, (unsigned long long)hash);
}

int main(void)
{
	int error = disk_info(&info);

	status = 0;
	if (error < 0) {
		failed("info", 0, error);
		return status;
	}
	out_print("%s: %llu sectors of %u, serial '%s', %s, %s\n", CONFIG_NAME, (unsigned long long)info.sectors,
		  info.sector_bytes, info.serial, info.read_only ? "read-only" : "writable",
		  info.volatile_cache ? "with a cache" : "without a cache");
	read_all(wanted > 0 && write_pattern());
	return status;
}
