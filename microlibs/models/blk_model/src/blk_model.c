/* SPDX-License-Identifier: BSD-3-Clause */
/* OASIS virtio 1.2, 5.2. */
#include <ports.h>

#define UNIT 512u
#define HEADER 16u
#define SERIAL_BYTES 20u

#define F_SIZE_MAX 1u
#define F_SEG_MAX 2u
#define F_RO 5u
#define F_BLK_SIZE 6u
#define F_FLUSH 9u

enum { TYPE_IN = 0, TYPE_OUT = 1, TYPE_FLUSH = 4, TYPE_GET_ID = 8 };
enum { STATUS_OK = 0, STATUS_ERROR = 1, STATUS_UNSUPPORTED = 2 };

static uint8_t disk[(size_t)CONFIG_UNITS * UNIT];

unsigned blk_type(void)
{
	return VIRTIO_BLOCK;
}

uint64_t blk_features(void)
{
	return 1u << F_SIZE_MAX | 1u << F_SEG_MAX | 1u << F_BLK_SIZE | (CONFIG_READ_ONLY ? 1u << F_RO : 0) |
	       (CONFIG_FLUSH ? 1u << F_FLUSH : 0);
}

void blk_accept(uint64_t features)
{
	(void)features;
}

unsigned blk_queues(void)
{
	return 1;
}

bool blk_changed(void)
{
	return false;
}

uint8_t blk_config(size_t offset)
{
	static const uint32_t words[] = { CONFIG_UNITS, 0, CONFIG_SIZE_MAX, CONFIG_SEG_MAX, 0, CONFIG_SECTOR };

	if (offset >= sizeof words)
		return UINT8_MAX;
	return (uint8_t)(words[offset / 4] >> (offset % 4 * 8));
}

/* Copies between the disk at `*at` and a piece. */
static void copy(uint8_t *piece, size_t *at, size_t size, bool write)
{
	if (write)
		memcpy(disk + *at, piece, size);
	else
		memcpy(piece, disk + *at, size);
	*at += size;
}

static size_t total(const struct virtdev_piece *pieces, unsigned count)
{
	size_t size = 0;

	for (unsigned i = 0; i < count; i++)
		size += pieces[i].size;
	return size;
}

static uint8_t transfer(uint64_t unit, const struct virtdev_piece *pieces, unsigned count, bool write)
{
	size_t size = total(pieces, count);
	size_t at = (size_t)unit * UNIT;

	if (count > CONFIG_SEG_MAX || size % CONFIG_SECTOR != 0 || unit % (CONFIG_SECTOR / UNIT) != 0 ||
	    unit > CONFIG_UNITS || size > sizeof disk - at || (write && CONFIG_READ_ONLY))
		return STATUS_ERROR;
	if (CONFIG_BAD_UNIT >= 0 && unit <= (uint64_t)CONFIG_BAD_UNIT && (uint64_t)CONFIG_BAD_UNIT < unit + size / UNIT)
		return STATUS_ERROR;
	for (unsigned i = 0; i < count; i++) {
		if (pieces[i].size > CONFIG_SIZE_MAX)
			return STATUS_ERROR;
		copy(pieces[i].at, &at, pieces[i].size, write);
	}
	return STATUS_OK;
}

static uint8_t tell_serial(const struct virtdev_piece *piece)
{
	static const char serial[SERIAL_BYTES + 1] = CONFIG_SERIAL;

	memcpy(piece->at, serial, piece->size < SERIAL_BYTES ? piece->size : SERIAL_BYTES);
	return STATUS_OK;
}

long blk_serve(unsigned queue, const struct virtdev_piece *pieces, unsigned readable, unsigned writable)
{
	uint32_t type;
	uint64_t unit;
	uint8_t status = STATUS_UNSUPPORTED;
	const struct virtdev_piece *last = &pieces[readable + writable - 1];

	(void)queue;
	if (readable == 0 || writable == 0 || pieces[0].size != HEADER || last->size != 1)
		return 0;
	memcpy(&type, pieces[0].at, sizeof type);
	memcpy(&unit, pieces[0].at + 8, sizeof unit);
	if (type == TYPE_IN)
		status = transfer(unit, pieces + 1, readable + writable - 2, false);
	else if (type == TYPE_OUT)
		status = transfer(unit, pieces + 1, readable - 1, true);
	else if (type == TYPE_FLUSH && CONFIG_FLUSH)
		status = STATUS_OK;
	else if (type == TYPE_GET_ID && writable > 1)
		status = tell_serial(&pieces[readable]);
	*last->at = status;
	return (long)total(pieces + readable, writable);
}
