/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef VIRTIO_9P_P9_H
#define VIRTIO_9P_P9_H

#include <ports.h>

#define QUEUE 0u

#define PAGE 4096u /* what is contiguous stays so for the device within one */
/* Of a message that begins anywhere in a page. */
#define PIECES ((CONFIG_MESSAGE_BYTES + PAGE - 1) / PAGE + 1)

/* On the stack of the thread that waits. */
struct request {
	struct request *next; /* of those that wait for an answer, or for room */
	struct sched_sem wake;
	size_t written;
	bool done;
};

struct share {
	struct virtio_device *device;
	struct virtqueue *queue;
	/* These change with interrupts off only. */
	struct request *answers; /* who waits for one */
	struct request *room;    /* who waits for a place in the queue; the first has waited longest */
	bool lost;               /* the device does not work any more */
	bool reset;              /* and has been told so: it reaches no memory */
	size_t most;             /* bytes of a message */
};

extern struct share share;

/* Interrupt context: the device has used something, or has changed. */
void share_interrupt(void *ctx);
void share_changed(void *ctx);

#endif
