/* SPDX-License-Identifier: BSD-3-Clause */
/* The way back: interrupts, deferred work, and what a device that is lost leaves. */
#include "blk.h"

#define STATUS_OK 0u
#define STATUS_UNSUPPORTED 2u

void blk_interrupt(void *ctx)
{
	(void)ctx;
	virtqueue_mute(blk.queue);
	sched_defer(&blk_work);
}

void blk_config_changed(void *ctx)
{
	(void)ctx;
	if (virtio_broken(blk.device))
		blk.give_up = true;
	sched_defer(&blk_work);
}

static void finish(struct blkdev_request *request, int status)
{
	request->status = status;
	request->done(request);
}

static int status_of(const struct blk_own *own, size_t written)
{
	uint8_t status = blk.slots[own->slot].status;

	if (status == STATUS_UNSUPPORTED)
		return -ENOTSUP;
	return status == STATUS_OK && written >= own->expected ? 0 : -EIO;
}

/* What stood in line, as far as there is room for it or it needs none. */
static void start_waiting(void)
{
	while (blk.first_waiting != NULL) {
		struct blkdev_request *request = blk.first_waiting;
		struct blkdev_request *next = blk_own(request)->next;
		bool over = blk_is_over(request) && !blk.gone;
		int error = over ? 0 : blk_start(request);

		if (error == -EAGAIN)
			return;
		blk.first_waiting = next;
		if (over || error < 0)
			finish(request, error);
	}
}

static void take_all(void)
{
	size_t written;

	for (struct blkdev_request *request = virtqueue_take(blk.queue, &written); request != NULL;
	     request = virtqueue_take(blk.queue, &written)) {
		struct blk_own *own = blk_own(request);
		int status = status_of(own, written);

		blk.free[blk.free_count++] = own->slot;
		/* Who waits goes first: a user whose `done` submits again would keep it out for ever. */
		start_waiting();
		finish(request, status);
	}
}

static void lose_device(void)
{
	blk.gone = true;
	virtio_fail(blk.device);
	for (struct blkdev_request *request = virtqueue_abandon(blk.queue); request != NULL;
	     request = virtqueue_abandon(blk.queue))
		finish(request, -EIO);
	start_waiting();
}

void blk_drain(void *ctx)
{
	(void)ctx;
	start_waiting();
	if (blk.gone)
		return;
	blk.draining = true;
	do {
		virtqueue_mute(blk.queue);
		take_all();
	} while (virtqueue_listen(blk.queue));
	blk.draining = false;
	if (virtqueue_broken(blk.queue) || blk.give_up)
		lose_device();
	else
		blk_tell();
}
