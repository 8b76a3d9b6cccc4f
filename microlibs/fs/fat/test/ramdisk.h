/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A disk in memory as the port `disk`, which notes what is written in which order and fails when it is told to; a formatter; and the rest of
 * what the file system requires.
 */
#ifndef FAT_RAMDISK_H
#define FAT_RAMDISK_H


#include <ports.h>
#include <uniloom/panics.h>
#include <uniloom/test.h>
#include <unistd.h>

static uint8_t *ram;
static struct blkdev_info ram_info = { .sector_bytes = 512, .most_sectors = 64, .alignment = 1, .depth = 1, .volatile_cache = true };
static unsigned long ram_reads;
static unsigned long ram_writes;
static unsigned long ram_flushes;
static long ram_fails_after = -1;  /* so many transfers from now on */
static int ram_error = -EIO;
static bool ram_fails_once;

/* What was written, oldest first; `flushes` many flushes came before it. */
static struct note {
	uint64_t sector;
	unsigned long flushes;
	uint8_t *data;
	uint8_t *before; /* what was there */
} *notes;
static size_t note_count;
static size_t note_room;
static bool noting;

static void note_write(uint64_t sector, const uint8_t *data)
{
	if (note_count == note_room) {
		note_room = note_room * 2 + 64;
		notes = realloc(notes, note_room * sizeof *notes);
	}

	struct note *note = &notes[note_count++];

	note->sector = sector;
	note->flushes = ram_flushes;
	note->data = malloc(ram_info.sector_bytes);
	note->before = malloc(ram_info.sector_bytes);
	memcpy(note->data, data, ram_info.sector_bytes);
	memcpy(note->before, ram + sector * ram_info.sector_bytes, ram_info.sector_bytes);
}

static inline void notes_clear(void)
{
	for (size_t i = 0; i < note_count; i++) {
		free(notes[i].data);
		free(notes[i].before);
	}
	note_count = 0;
}

int disk_info(struct blkdev_info *out)
{
	*out = ram_info;
	return 0;
}

int disk_submit(struct blkdev_request *request)
{
	(void)request;
	return -EIO;
}

int disk_transfer(unsigned operation, uint64_t sector, void *data, size_t sectors)
{
	if (ram_fails_after == 0) {
		if (ram_fails_once)
			ram_fails_after = -1;
		return ram_error;
	}
	if (ram_fails_after > 0)
		ram_fails_after--;
	if (operation == BLKDEV_FLUSH) {
		ram_flushes++;
		return 0;
	}
	REQUIRE(sectors > 0 && sector <= ram_info.sectors && sectors <= ram_info.sectors - sector);
	CHECK_EQ((uintptr_t)data % ram_info.alignment, 0);

	size_t bytes = sectors * ram_info.sector_bytes;

	if (operation == BLKDEV_READ) {
		ram_reads++;
		memcpy(data, ram + sector * ram_info.sector_bytes, bytes);
		return 0;
	}
	if (ram_info.read_only)
		return -EROFS;
	ram_writes++;
	for (size_t i = 0; noting && i < sectors; i++)
		note_write(sector + i, (const uint8_t *)data + i * ram_info.sector_bytes);
	memcpy(ram + sector * ram_info.sector_bytes, data, bytes);
	return 0;
}

void sched_sem_post(struct sched_sem *sem)
{
	CHECK_EQ(sem->count, 0);
	sem->count++;
}

int sched_sem_wait(struct sched_sem *sem, uint64_t timeout_ns)
{
	(void)timeout_ns;
	REQUIRE(sem->count == 1);
	sem->count--;
	return 0;
}

static uint64_t wall_ns = 1700000000ull * 1000000000ull;
static int wall_error;

int wall_read(uint64_t *unix_ns)
{
	*unix_ns = wall_ns;
	return wall_error;
}

/* --- A heap that counts, and fails when it is told to --- */

static long heap_blocks;
static long heap_fails_after = -1;
static void *heap_kept[4]; /* of init: given back by the test */
static unsigned heap_kept_count;

void *heap_malloc(size_t size)
{
	if (heap_fails_after == 0)
		return NULL;
	if (heap_fails_after > 0)
		heap_fails_after--;
	heap_blocks++;
	return malloc(size);
}

void *heap_memalign(size_t align, size_t size)
{
	if (heap_fails_after == 0)
		return NULL;
	if (heap_fails_after > 0)
		heap_fails_after--;
	heap_blocks++;

	void *block = aligned_alloc(align, (size + align - 1) / align * align);

	if (heap_kept_count < 4)
		heap_kept[heap_kept_count++] = block;
	return block;
}

void heap_free(void *block)
{
	if (block == NULL)
		return;
	heap_blocks--;
	for (unsigned i = 0; i < heap_kept_count; i++) {
		if (heap_kept[i] == block)
			heap_kept[i] = heap_kept[--heap_kept_count];
	}
	free(block);
}

/* Ends a use of the file system without telling it: what its init allocated goes. Nothing is open. */
static inline void abandon(void)
{
	while (heap_kept_count > 0)
		heap_free(heap_kept[0]);
}

/* --- Formatting --- */

struct format {
	unsigned bits;
	uint32_t sectors;
	uint32_t sector_bytes;
	uint32_t per_cluster;
	uint32_t root_entries;
	uint32_t offset; /* a partition's begin, in sectors; 0: none */
};

static void put16(uint8_t *to, uint32_t value)
{
	to[0] = (uint8_t)value;
	to[1] = (uint8_t)(value >> 8);
}

static void put32(uint8_t *to, uint32_t value)
{
	put16(to, value & 0xffff);
	put16(to + 2, value >> 16);
}

/* Where what is, in the volume's sectors. */
static struct {
	uint32_t table;
	uint32_t table_sectors;
	uint32_t root;
	uint32_t data;
} layout;

static inline void format(const struct format *how)
{
	uint32_t reserved = how->bits == 32 ? 32 : 1;
	uint32_t root_sectors = how->bits == 32 ? 0 : (how->root_entries * 32 + how->sector_bytes - 1) / how->sector_bytes;
	uint32_t clusters = (how->sectors - reserved - root_sectors) / how->per_cluster;
	uint32_t table_sectors = (uint32_t)(((uint64_t)(clusters + 2) * how->bits / 8 + how->sector_bytes) / how->sector_bytes);

	free(ram);
	ram_info.sectors = (uint64_t)(how->offset + how->sectors) * (how->sector_bytes / ram_info.sector_bytes);
	ram = calloc(how->offset + how->sectors, how->sector_bytes);

	uint8_t *boot = ram + (size_t)how->offset * how->sector_bytes;

	layout.table = reserved;
	layout.table_sectors = table_sectors;
	layout.root = reserved + 2 * table_sectors;
	layout.data = layout.root + root_sectors;
	memcpy(boot, "\xeb\x58\x90" "uniloom ", 11);
	put16(boot + 11, how->sector_bytes);
	boot[13] = (uint8_t)how->per_cluster;
	put16(boot + 14, reserved);
	boot[16] = 2;
	put16(boot + 17, how->bits == 32 ? 0 : how->root_entries);
	if (how->sectors < 65536 && how->bits != 32)
		put16(boot + 19, how->sectors);
	else
		put32(boot + 32, how->sectors);
	boot[21] = 0xf8;
	put16(boot + 24, 32);
	put16(boot + 26, 64);
	put16(boot + 510, 0xaa55);
	if (how->bits == 32) {
		uint8_t *info = boot + how->sector_bytes;

		put32(boot + 36, table_sectors);
		put32(boot + 44, 2);
		put16(boot + 48, 1);
		put16(boot + 50, 6);
		boot[66] = 0x29;
		memcpy(boot + 71, "NO NAME    FAT32   ", 19);
		put32(info, 0x41615252);
		put32(info + 484, 0x61417272);
		put32(info + 488, (how->sectors - layout.data) / how->per_cluster - 1);
		put32(info + 492, 3);
		put32(info + 508, 0xaa550000);
	} else {
		put16(boot + 22, table_sectors);
		boot[38] = 0x29;
		memcpy(boot + 43, how->bits == 12 ? "NO NAME    FAT12   " : "NO NAME    FAT16   ", 19);
	}
	for (unsigned i = 0; i < 2; i++) {
		uint8_t *table = boot + (size_t)(reserved + i * table_sectors) * how->sector_bytes;

		if (how->bits == 12) {
			memcpy(table, "\xf8\xff\xff", 3);
		} else if (how->bits == 16) {
			memcpy(table, "\xf8\xff\xff\xff", 4);
		} else {
			memcpy(table, "\xf8\xff\xff\x0f\xff\xff\xff\x0f\xff\xff\xff\x0f", 12);
		}
	}
	if (how->bits == 32)
		memcpy(boot + (size_t)6 * how->sector_bytes, boot, (size_t)2 * how->sector_bytes);
	if (how->offset != 0) {
		uint8_t *entry = ram + 446 + 16;

		ram[446 + 4] = 0x83; /* another system's, first */
		put32(ram + 446 + 8, 1);
		put32(ram + 446 + 12, 1);
		entry[4] = 0x0c;
		put32(entry + 8, how->offset * (how->sector_bytes / ram_info.sector_bytes));
		put32(entry + 12, how->sectors * (how->sector_bytes / ram_info.sector_bytes));
		put16(ram + 510, 0xaa55);
	}
}

static const struct format small12 = { .bits = 12, .sectors = 2880, .sector_bytes = 512, .per_cluster = 1, .root_entries = 224 };
static const struct format small16 = { .bits = 16, .sectors = 20000, .sector_bytes = 512, .per_cluster = 4, .root_entries = 512 };
static const struct format small32 = { .bits = 32, .sectors = 70000, .sector_bytes = 512, .per_cluster = 1 };
static const struct format wide32 = { .bits = 32, .sectors = 9000, .sector_bytes = 2048, .per_cluster = 2, .offset = 63 };

/* What dosfstools say of the volume: 0 where they find no fault. */
static inline int fsck(uint64_t offset_bytes)
{
	char path[] = "/tmp/uniloom-fat-XXXXXX";
	char command[256];
	int file = mkstemp(path);
	size_t size = (size_t)(ram_info.sectors * ram_info.sector_bytes - offset_bytes);

	REQUIRE(file >= 0);
	for (size_t done = 0; done < size;) {
		ssize_t part = write(file, ram + offset_bytes + done, size - done);

		REQUIRE(part > 0);
		done += (size_t)part;
	}
	(void)close(file);
	(void)snprintf(command, sizeof command, "/usr/sbin/fsck.fat -n %s > %s.out 2>&1 || { cat %s.out; exit 1; }", path, path, path);

	int status = system(command);

	(void)unlink(path);
	(void)snprintf(command, sizeof command, "%s.out", path);
	(void)unlink(command);
	return status;
}

static inline void begin(const struct format *how)
{
	abandon();
	ram_fails_after = heap_fails_after = -1;
	ram_fails_once = false;
	ram_error = -EIO;
	format(how);
	REQUIRE(component_init() == 0);
}

#endif
