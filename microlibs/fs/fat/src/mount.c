/* SPDX-License-Identifier: BSD-3-Clause */
/* What the volume's first sector says, looked at before anything of it is believed. */
#include "fat.h"

#define SIGNATURE 0xaa55u
#define AT_SIGNATURE 510u
#define AT_PARTITIONS 446u
#define PARTITION_BYTES 16u
#define PARTITIONS 4u
#define COPIES_MOST 4u
#define MOST_12 4085u
#define MOST_16 65525u
#define MOST_32 0x0ffffff5u
#define NO_MIRRORS 0x80u

/* Places in the first sector. */
enum { BYTES = 11, PER_CLUSTER = 13, RESERVED = 14, COPIES = 16, ROOT_ENTRIES = 17, SECTORS_16 = 19, TABLE_16 = 22, SECTORS_32 = 32,
       TABLE_32 = 36, FLAGS = 40, VERSION = 42, ROOT_CLUSTER = 44, INFO = 48 };

/* And in that with the counts. */
enum { INFO_LEAD = 0x41615252, INFO_SIGN = 0x61417272, AT_INFO_SIGN = 484, AT_INFO_FREE = 488, AT_INFO_HINT = 492 };

struct volume volume;

static struct sched_sem turn = SCHED_SEM_INIT(1);

void volume_lock(void)
{
	(void)sched_sem_wait(&turn, SCHED_FOREVER);
}

void volume_unlock(void)
{
	sched_sem_post(&turn);
}

static bool is_power(uint32_t value)
{
	return value != 0 && (value & (value - 1)) == 0;
}

/* Sizes that have nothing to do with the kind of table. */
static bool read_sizes(const uint8_t *boot, uint64_t disk_sectors)
{
	uint32_t bytes = read16(boot + BYTES);
	uint32_t sectors = read16(boot + SECTORS_16) != 0 ? read16(boot + SECTORS_16) : read32(boot + SECTORS_32);
	uint32_t table_sectors = read16(boot + TABLE_16) != 0 ? read16(boot + TABLE_16) : read32(boot + TABLE_32);
	uint32_t copies = boot[COPIES];
	uint32_t reserved = read16(boot + RESERVED);
	uint64_t root_bytes = (uint64_t)read16(boot + ROOT_ENTRIES) * ENTRY_BYTES;

	if (read16(boot + AT_SIGNATURE) != SIGNATURE || !is_power(bytes) || bytes < SECTOR_LEAST || bytes > SECTOR_MOST ||
	    bytes % volume.disk.sector_bytes != 0 || !is_power(boot[PER_CLUSTER]) || reserved == 0 || copies == 0 ||
	    copies > COPIES_MOST || table_sectors == 0 || root_bytes % bytes != 0)
		return false;
	volume.sector_bytes = bytes;
	volume.ratio = bytes / volume.disk.sector_bytes;
	volume.sectors = sectors;
	volume.cluster_sectors = boot[PER_CLUSTER];
	volume.cluster_bytes = boot[PER_CLUSTER] * bytes;
	volume.table = reserved;
	volume.table_sectors = table_sectors;
	volume.copies = copies;
	volume.root_sectors = (uint32_t)(root_bytes / bytes);

	uint64_t data = reserved + (uint64_t)copies * table_sectors + volume.root_sectors;

	if (data >= sectors || (uint64_t)sectors * volume.ratio > disk_sectors)
		return false;
	volume.data = (uint32_t)data;
	volume.root = volume.data - volume.root_sectors;
	volume.clusters = (sectors - volume.data) / volume.cluster_sectors;
	return volume.clusters > 0;
}

static bool read_kind(const uint8_t *boot)
{
	uint32_t most = MOST_16;

	if (read16(boot + TABLE_16) == 0) {
		uint32_t flags = read16(boot + FLAGS);

		volume.bits = 32;
		most = MOST_32;
		volume.root = volume.root_sectors = 0;
		volume.root_cluster = read32(boot + ROOT_CLUSTER);
		volume.info = read16(boot + INFO);
		/* One copy alone is used. */
		if ((flags & NO_MIRRORS) != 0) {
			if ((flags & 15) >= volume.copies)
				return false;
			volume.table += (flags & 15) * volume.table_sectors;
			volume.copies = 1;
		}
		if (read16(boot + VERSION) != 0 || read16(boot + ROOT_ENTRIES) != 0 || !cluster_valid(volume.root_cluster))
			return false;
		if (volume.info >= read16(boot + RESERVED))
			volume.info = 0;
	} else {
		volume.bits = volume.clusters < MOST_12 ? 12 : 16;
		if (volume.root_sectors == 0)
			return false;
	}

	uint64_t entries = (uint64_t)volume.table_sectors * volume.sector_bytes * 8 / volume.bits;

	/* A table for less than there is: the rest is not used. */
	if (volume.clusters > entries - FIRST_CLUSTER)
		volume.clusters = (uint32_t)(entries - FIRST_CLUSTER);
	return volume.clusters < most;
}

/* `boot`: a disk's sector at least. 0, or -EINVAL where the volume is none. */
static int read_boot(uint8_t *boot, uint64_t start, uint64_t sectors)
{
	int error = disk_transfer(BLKDEV_READ, start, boot, 1);

	if (error < 0)
		return error;
	volume.start = start;
	return read_sizes(boot, sectors) && read_kind(boot) ? 0 : -EINVAL;
}

static bool is_fat(uint8_t type)
{
	static const uint8_t types[] = { 0x01, 0x04, 0x06, 0x0b, 0x0c, 0x0e };

	for (unsigned i = 0; i < sizeof types; i++) {
		if (types[i] == type)
			return true;
	}
	return false;
}

/* The volume in a partition: `number` from 1 on, or 0 for the first one that has a FAT. */
static int read_partition(uint8_t *boot, unsigned number)
{
	uint8_t table[PARTITIONS * PARTITION_BYTES];
	int error = disk_transfer(BLKDEV_READ, 0, boot, 1);

	if (error < 0)
		return error;
	if (read16(boot + AT_SIGNATURE) != SIGNATURE)
		return -EINVAL;
	memcpy(table, boot + AT_PARTITIONS, sizeof table);
	error = -EINVAL;
	for (unsigned i = 0; i < PARTITIONS && error == -EINVAL; i++) {
		const uint8_t *entry = table + (size_t)i * PARTITION_BYTES;
		uint64_t start = read32(entry + 8);
		uint64_t sectors = read32(entry + 12);

		if (number != 0 ? i + 1 != number : !is_fat(entry[4]))
			continue;
		if (start == 0 || start >= volume.disk.sectors || sectors > volume.disk.sectors - start)
			continue;
		error = read_boot(boot, start, sectors);
	}
	return error;
}

/* The counts that others left; hints only. */
static void read_info(void)
{
	uint8_t *info;

	volume.hint = 0;
	if (volume.info == 0 || cache_get(volume.info, KIND_DATA, false, &info) < 0)
		return;
	if (read32(info) != INFO_LEAD || read32(info + AT_INFO_SIGN) != INFO_SIGN) {
		volume.info = 0;
		return;
	}
	volume.free = read32(info + AT_INFO_FREE);
	volume.free_known = volume.free <= volume.clusters;
	if (cluster_valid(read32(info + AT_INFO_HINT)))
		volume.hint = read32(info + AT_INFO_HINT) - FIRST_CLUSTER;
}

static int find_volume(void)
{
	uint8_t *boot;
	int error = disk_info(&volume.disk);

	if (error < 0)
		return error;
	if (volume.disk.sector_bytes < SECTOR_LEAST || volume.disk.sector_bytes > SECTOR_MOST || volume.disk.sectors == 0 ||
	    !is_power(volume.disk.sector_bytes) || !is_power(volume.disk.alignment))
		return -EINVAL;
	boot = heap_memalign(volume.disk.alignment > 16 ? volume.disk.alignment : 16, volume.disk.sector_bytes);
	if (boot == NULL)
		return -ENOMEM;
	error = CONFIG_PARTITION == 0 ? read_boot(boot, 0, volume.disk.sectors) : -EINVAL;
	if (error == -EINVAL)
		error = read_partition(boot, CONFIG_PARTITION);
	heap_free(boot);
	return error;
}

int init(void)
{
	memset(&volume, 0, sizeof volume);

	int error = find_volume();

	volume.read_only = volume.disk.read_only;
	if (error == 0)
		error = cache_create();
	if (error == -ENOMEM)
		panic_because(COMPONENT_NAME ": no memory for sectors");
	if (error == -EINVAL)
		panic_because(COMPONENT_NAME ": there is no FAT file system on the disk");
	if (error < 0)
		panic_because(COMPONENT_NAME ": the disk cannot be read");
	read_info();
	return 0;
}

/* What is open still is written. */
void fini(void)
{
	if (may_change() < 0)
		return;
	(void)nodes_commit();
	(void)table_flush();
	(void)disk_flush();
}
