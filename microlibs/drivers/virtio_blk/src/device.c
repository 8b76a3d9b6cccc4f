/* SPDX-License-Identifier: BSD-3-Clause */
/* Finding the disk, and what it can do. */
#include "blk.h"

#define F_SIZE_MAX 1u
#define F_SEG_MAX 2u
#define F_RO 5u
#define F_BLK_SIZE 6u
#define F_FLUSH 9u

#define CONFIG_AT_CAPACITY 0u
#define CONFIG_AT_SIZE_MAX 8u
#define CONFIG_AT_SEG_MAX 12u
#define CONFIG_AT_BLK_SIZE 20u

#define DESCRIPTORS_A_REQUEST 3u
#define SECTOR_BYTES_MOST (1u << 20)

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)
#if CONFIG_MATCH_SERIAL
#define WANTED "virtio disk with the serial number " CONFIG_SERIAL
#else
#define WANTED "virtio disk at index " TEXT(CONFIG_INDEX)
#endif

struct blk blk;
struct sched_work blk_work = SCHED_WORK_INIT(blk_drain, NULL);

static bool has(unsigned feature)
{
	return (blk.features >> feature & 1) != 0;
}

/* A field of 32 bits, or `otherwise` where the device has none. */
static int read_field(unsigned feature, size_t offset, uint32_t otherwise, uint32_t *out)
{
	*out = otherwise;
	return has(feature) ? virtio_config(blk.device, offset, out, sizeof *out) : 0;
}

static uint32_t power_of_two_below(uint32_t value)
{
	uint32_t power = 1;

	while (power <= value / 2)
		power *= 2;
	return power;
}

/* -ENOTSUP: sectors that are no power of two, or limits under which not even one sector fits. */
static int read_limits(void)
{
	uint64_t units;
	uint32_t segments;
	int error = virtio_config(blk.device, CONFIG_AT_CAPACITY, &units, sizeof units);

	if (error == 0)
		error = read_field(F_SIZE_MAX, CONFIG_AT_SIZE_MAX, UINT32_MAX, &blk.size_most);
	if (error == 0)
		error = read_field(F_SEG_MAX, CONFIG_AT_SEG_MAX, CONFIG_SEGMENTS, &segments);
	if (error == 0)
		error = read_field(F_BLK_SIZE, CONFIG_AT_BLK_SIZE, BLK_UNIT, &blk.info.sector_bytes);
	if (error < 0)
		return error;

	uint32_t sector = blk.info.sector_bytes;

	if (sector < BLK_UNIT || sector > SECTOR_BYTES_MOST || (sector & (sector - 1)) != 0 || blk.size_most == 0)
		return -ENOTSUP;
	blk.info.sectors = units / (sector / BLK_UNIT);
	if (segments > CONFIG_SEGMENTS)
		segments = CONFIG_SEGMENTS;
	if (segments > blk.queue_size - 2)
		segments = blk.queue_size - 2;
	/* Data that begins anywhere touches one piece more than it fills. */
	blk.segments = segments;
	blk.unit = power_of_two_below(blk.size_most < BLK_PAGE ? blk.size_most : BLK_PAGE);
	blk.info.alignment = 1;
	blk.info.most_sectors = segments > 1 ? (segments - 1) * blk.unit / sector : 0;
	if (segments == 1 && sector <= blk.unit) {
		blk.info.alignment = sector;
		blk.info.most_sectors = 1;
	}
	return blk.info.most_sectors != 0 ? 0 : -ENOTSUP;
}

static int make_queue(void)
{
	unsigned limit;
	unsigned size = power_of_two_below(CONFIG_DEPTH * DESCRIPTORS_A_REQUEST * 2 - 1);
	int error = virtio_queue_limit(blk.device, BLK_QUEUE, &limit);

	if (error < 0)
		return error;
	if (size < CONFIG_SEGMENTS + 2)
		size = power_of_two_below((CONFIG_SEGMENTS + 2) * 2 - 1);
	if (limit <= DESCRIPTORS_A_REQUEST)
		return -ENOTSUP;
	if (size > limit)
		size = power_of_two_below(limit);
	if (blk.queue != NULL && blk.queue_size == size) {
		virtqueue_restart(blk.queue, has(VIRTIO_F_EVENT_IDX));
		return 0;
	}
	blk.queue_size = size;
	return virtqueue_create(size, has(VIRTIO_F_EVENT_IDX), &blk.queue);
}

static int make_slots(void)
{
	if (blk.slots == NULL)
		blk.slots = dma_alloc(CONFIG_DEPTH * sizeof *blk.slots, 64);
	if (blk.slots == NULL)
		return -ENOMEM;
	blk.slots_address = dma_address(blk.slots);
	blk.free_count = 0;
	for (unsigned i = CONFIG_DEPTH; i > 0; i--)
		blk.free[blk.free_count++] = (uint16_t)(i - 1);
	return 0;
}

static void woken(struct blkdev_request *request)
{
	sched_sem_post(request->ctx);
}

/* The disk says its serial number itself, 20 characters at most; a disk that cannot has none. */
static void read_serial(uint8_t *buffer)
{
	struct sched_sem done = SCHED_SEM_INIT(0);
	struct blkdev_request request = { .data = buffer, .done = woken, .ctx = &done };
	struct blk_own *own = blk_own(&request);

	own->type = BLK_GET_ID;
	own->expected = 0;
	memset(blk.info.serial, 0, sizeof blk.info.serial);
	memset(buffer, 0, BLK_SERIAL_BYTES);
	if (blk_run(&request) != 0)
		return;
	for (size_t i = 0; i < BLK_SERIAL_BYTES && buffer[i] != '\0'; i++)
		blk.info.serial[i] = (char)buffer[i];
}

/* Sets `blk.device`, which is claimed, to work. */
static int open_device(void)
{
	const uint64_t wanted = 1u << F_SIZE_MAX | 1u << F_SEG_MAX | 1u << F_RO | 1u << F_BLK_SIZE | 1u << F_FLUSH |
				1u << VIRTIO_F_EVENT_IDX;
	struct virtio_rings rings;
	int error = virtio_negotiate(blk.device, wanted, &blk.features);

	if (error == 0)
		error = make_queue();
	if (error == 0)
		error = read_limits();
	if (error == 0)
		error = make_slots();
	if (error < 0)
		return error;
	blk.info.depth = CONFIG_DEPTH < blk.queue_size / DESCRIPTORS_A_REQUEST ? CONFIG_DEPTH :
										  blk.queue_size / DESCRIPTORS_A_REQUEST;
	blk.info.read_only = has(F_RO);
	blk.info.volatile_cache = has(F_FLUSH);
	blk.gone = false;
	blk.give_up = false;
	virtqueue_rings(blk.queue, &rings);
	error = virtio_queue_start(blk.device, BLK_QUEUE, &rings, blk_interrupt, NULL);
	if (error == 0)
		error = virtio_on_change(blk.device, blk_config_changed, NULL);
	if (error == 0)
		virtio_ready(blk.device);
	return error;
}

static bool is_wanted(unsigned index)
{
#if CONFIG_MATCH_SERIAL
	(void)index;
	for (size_t i = 0; i < sizeof blk.info.serial; i++) {
		if (blk.info.serial[i] != CONFIG_SERIAL[i])
			return false;
		if (CONFIG_SERIAL[i] == '\0')
			return true;
	}
	return false;
#else
	return index == CONFIG_INDEX;
#endif
}

/* Opens the disk at `index`. 1 when it is the wanted one, 0 when it is another; it is given back then, and on an error. */
static int try_disk(unsigned index, uint8_t *buffer)
{
	int error = virtio_find(VIRTIO_BLOCK, index, &blk.device);

	if (error == 0)
		error = virtio_claim(blk.device);
	if (error < 0)
		return error;
	error = open_device();
	if (error == 0) {
		read_serial(buffer);
		error = blk.gone ? -EIO : 0;
		if (error == 0 && is_wanted(index))
			return 1;
	}
	/* Work that is still deferred finds no device. */
	blk.gone = true;
	virtio_release(blk.device);
	return error;
}

/* 1 when there it is. By serial number, a disk that cannot be asked is another. */
static int look_for_disk(uint8_t *buffer)
{
	if (!CONFIG_MATCH_SERIAL)
		return try_disk(CONFIG_INDEX, buffer);

	int found = 0;

	for (unsigned i = 0; found != 1 && found != -ENOENT && found != -ENOMEM; i++)
		found = try_disk(i, buffer);
	return found;
}

int init(void)
{
	uint8_t *buffer = dma_alloc(BLK_SERIAL_BYTES, 32);

	blk = (struct blk){ .gone = true };
	if (buffer == NULL)
		return -ENOMEM;

	int found = look_for_disk(buffer);

	if (found == -EPROTO)
		panic_because(COMPONENT_NAME ": the disk speaks no virtio 1 (in QEMU, force-legacy=false)");
	if (found == -ENOTSUP)
		panic_because(COMPONENT_NAME ": no request fits into the limits of the " WANTED);
	if (found < 0)
		panic_about(virtio_refusal(found), WANTED);
	return 0;
}

int blkdev_info(struct blkdev_info *out)
{
	if (blk.gone)
		return -ENODEV;
	*out = blk.info;
	return 0;
}
