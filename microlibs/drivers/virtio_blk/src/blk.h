/* SPDX-License-Identifier: BSD-3-Clause */
/* OASIS virtio 1.2, 5.2. */
#ifndef BLK_H
#define BLK_H

#include <ports.h>

#define BLK_QUEUE 0u
#define BLK_UNIT 512u /* in which the device counts, whatever its sectors are */
#define BLK_PAGE 4096u
#define BLK_SERIAL_BYTES 20u

enum blk_type {
	BLK_IN = 0,
	BLK_OUT = 1,
	BLK_FLUSH = 4,
	BLK_GET_ID = 8,
};

/* What the device reads of a request, and the one byte that it writes besides the data. */
struct blk_slot {
	uint32_t type;
	uint32_t reserved;
	uint64_t sector;
	volatile uint8_t status;
};

/* The driver's part of a request. */
struct blk_own {
	struct blkdev_request *next; /* in line for room */
	uint16_t slot;
	uint16_t type;
	uint32_t expected; /* bytes that the device writes besides the status */
};

_Static_assert(sizeof(struct blk_own) <= sizeof((struct blkdev_request *)0)->device, "fits");

struct blk {
	struct virtio_device *device;
	struct virtqueue *queue;
	unsigned queue_size;
	struct blkdev_info info;
	uint64_t features;
	uint32_t segments;      /* pieces of data in a request */
	uint32_t unit;          /* bytes in a piece at least: a power of two */
	uint32_t size_most;     /* of a piece */
	struct blk_slot *slots;
	uint64_t slots_address;
	uint16_t free[CONFIG_DEPTH];
	uint16_t free_count;
	bool draining;          /* what is added is told of at its end */
	bool gone;              /* the device is reset for good */
	volatile bool give_up;  /* it is to be */
	struct blkdev_request *first_waiting;
	struct blkdev_request *last_waiting;
	struct virtqueue_piece pieces[CONFIG_SEGMENTS + 2];
};

extern struct blk blk;
extern struct sched_work blk_work;

static inline struct blk_own *blk_own(struct blkdev_request *request)
{
	return (struct blk_own *)(void *)request->device;
}

/* Nothing is to be done, and no device to be asked: over once deferred work runs. */
static inline bool blk_is_over(const struct blkdev_request *request)
{
	return request->operation == BLKDEV_FLUSH && !blk.info.volatile_cache;
}

/* Puts a request into the queue, interrupts off. 0, -EAGAIN without room, -EIO. */
int blk_start(struct blkdev_request *request);

/* Submits `request` and waits until it is done, in line where the queue is full. Its status. */
int blk_run(struct blkdev_request *request);

/* Tells the device of what is in the queue, interrupts off. */
void blk_tell(void);

/* Takes what the device has done with. Deferred context. */
void blk_drain(void *ctx);

/* Interrupt context. */
void blk_interrupt(void *ctx);
void blk_config_changed(void *ctx);

#endif
