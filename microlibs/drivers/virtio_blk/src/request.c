/* SPDX-License-Identifier: BSD-3-Clause */
/* The way of a request to the device. */
#include "blk.h"

#define NS_PER_S 1000000000ull

/*
 * The pieces of `size` bytes at `data`, cut where memory need not go on for the device, and joined where it does. Their number is
 * within `blk.segments` for what `most_sectors` allows.
 */
static unsigned cut(struct virtqueue_piece *pieces, const uint8_t *data, size_t size)
{
	unsigned count = 0;

	while (size > 0) {
		uint64_t address = dma_address(data);
		size_t part = blk.unit - ((uintptr_t)data & (blk.unit - 1));
		struct virtqueue_piece *last = &pieces[count > 0 ? count - 1 : 0];

		if (part > size)
			part = size;
		if (count > 0 && last->address + last->size == address && part <= blk.size_most - last->size)
			last->size += (uint32_t)part;
		else
			pieces[count++] = (struct virtqueue_piece){ address, (uint32_t)part };
		data += part;
		size -= part;
	}
	return count;
}

int blk_start(struct blkdev_request *request)
{
	struct blk_own *own = blk_own(request);
	struct virtqueue_piece *pieces = blk.pieces;

	if (blk.gone || blk.give_up)
		return -EIO;
	if (blk.free_count == 0)
		return -EAGAIN;

	uint16_t slot = blk.free[blk.free_count - 1];
	struct blk_slot *own_slot = &blk.slots[slot];
	uint64_t address = blk.slots_address + slot * sizeof *own_slot;
	size_t bytes = own->type == BLK_GET_ID ? BLK_SERIAL_BYTES : request->sectors * blk.info.sector_bytes;
	unsigned data = cut(pieces + 1, request->data, bytes);
	unsigned readable = own->type == BLK_OUT ? 1 + data : 1;

	own_slot->type = own->type;
	own_slot->reserved = 0;
	own_slot->sector = request->sector * (blk.info.sector_bytes / BLK_UNIT);
	own_slot->status = UINT8_MAX;
	pieces[0] = (struct virtqueue_piece){ address, offsetof(struct blk_slot, status) };
	pieces[1 + data] = (struct virtqueue_piece){ address + offsetof(struct blk_slot, status), 1 };

	int error = virtqueue_add(blk.queue, pieces, readable, 2 + data - readable, request);

	if (error == 0) {
		own->slot = slot;
		blk.free_count--;
	}
	return error;
}

void blk_tell(void)
{
	if (!blk.gone && virtqueue_should_notify(blk.queue))
		virtio_notify(blk.device, BLK_QUEUE);
}

/* Whether the device can do it; sets what the driver notes of it. */
static int prepare(struct blkdev_request *request)
{
	static const uint16_t types[] = { [BLKDEV_READ] = BLK_IN, [BLKDEV_WRITE] = BLK_OUT, [BLKDEV_FLUSH] = BLK_FLUSH };
	struct blk_own *own = blk_own(request);

	if (request->operation > BLKDEV_FLUSH)
		return -EINVAL;
	own->type = types[request->operation];
	own->expected = 0;
	if (own->type == BLK_FLUSH)
		return request->sectors == 0 && request->sector == 0 ? 0 : -EINVAL;
	if (request->sectors == 0 || request->sectors > blk.info.most_sectors || request->data == NULL ||
	    request->sector > blk.info.sectors || request->sectors > blk.info.sectors - request->sector ||
	    ((uintptr_t)request->data & (blk.info.alignment - 1)) != 0)
		return -EINVAL;
	if (own->type == BLK_OUT)
		return blk.info.read_only ? -EROFS : 0;
	own->expected = (uint32_t)(request->sectors * blk.info.sector_bytes);
	return 0;
}

/* Interrupts off. */
static void line_up(struct blkdev_request *request)
{
	blk_own(request)->next = NULL;
	if (blk.first_waiting == NULL)
		blk.first_waiting = request;
	else
		blk_own(blk.last_waiting)->next = request;
	blk.last_waiting = request;
}

int blkdev_submit(struct blkdev_request *request)
{
	int error = prepare(request);
	unsigned long state = cpu_irq_save();

	if (error == 0 && blk_is_over(request)) {
		error = blk.gone || blk.give_up ? -EIO : 0;
		if (error == 0) {
			line_up(request);
			sched_defer(&blk_work);
		}
	} else if (error == 0) {
		error = blk_start(request);
	}
	if (!blk.draining && (error < 0 || !request->more))
		blk_tell();
	cpu_irq_restore(state);
	return error;
}

static int start_or_wait(struct blkdev_request *request)
{
	unsigned long state = cpu_irq_save();
	int error = blk.first_waiting != NULL ? -EAGAIN : blk_start(request);

	if (error == 0 && !blk.draining)
		blk_tell();
	if (error == -EAGAIN) {
		line_up(request);
		error = 0;
	}
	cpu_irq_restore(state);
	return error;
}

int blk_run(struct blkdev_request *request)
{
	const uint64_t limit = CONFIG_TIMEOUT_S == 0 ? SCHED_FOREVER : CONFIG_TIMEOUT_S * NS_PER_S;
	int error = start_or_wait(request);

	if (error < 0)
		return error;
	if (sched_sem_wait(request->ctx, limit) == 0)
		return request->status;
	/* The request is on this stack: it must come back, and does when the device is reset. */
	blk.give_up = true;
	sched_defer(&blk_work);
	(void)sched_sem_wait(request->ctx, SCHED_FOREVER);
	return -EIO;
}

static void woken(struct blkdev_request *request)
{
	sched_sem_post(request->ctx);
}

int blkdev_transfer(unsigned operation, uint64_t sector, void *data, size_t sectors)
{
	uint8_t *at = data;

	do {
		size_t part = sectors < blk.info.most_sectors ? sectors : blk.info.most_sectors;
		struct sched_sem done = SCHED_SEM_INIT(0);
		struct blkdev_request request = {
			.operation = operation, .sector = sector, .data = at, .sectors = part, .done = woken, .ctx = &done
		};
		int error = prepare(&request);

		if (error == 0)
			error = blk_is_over(&request) ? (blk.gone ? -EIO : 0) : blk_run(&request);
		if (error < 0)
			return error;
		sector += part;
		at += part * blk.info.sector_bytes;
		sectors -= part;
	} while (sectors > 0);
	return 0;
}
