/* SPDX-License-Identifier: BSD-3-Clause */
/* Everything in `net` but `device` and `queues` changes with interrupts off only. */
#ifndef VIRTIO_NET_H
#define VIRTIO_NET_H

#include <ports.h>

#define RECEIVE 0u
#define SEND 1u

/* virtio 1.2, 5.1.6: in front of every frame. */
struct net_header {
	uint8_t flags;
	uint8_t segmentation;
	uint16_t header_size;
	uint16_t segment_size;
	uint16_t checksum_start;
	uint16_t checksum_offset;
	uint16_t buffers; /* that the frame is in; received with mergeable buffers */
};

#define HEADER sizeof(struct net_header)
#define HEADER_NEEDS_CHECKSUM 1u
#define HEADER_CHECKSUM_GOOD 2u

/* Free in front of the data: the IP header behind the 14 bytes of Ethernet's then is on a multiple of 16. */
#define HEADROOM 118u
#define ROOM (CONFIG_BUFFER_BYTES - HEADER - HEADROOM)
#define ETHERNET 14u
#define TAG 4u /* of a VLAN */
#define FRAGMENTS 16u

_Static_assert(HEADER == 12, "the device's layout");
_Static_assert((HEADER + HEADROOM + ETHERNET) % 16 == 0, "the IP header is aligned");

struct net {
	struct virtio_device *device;
	struct virtqueue *queues[2];
	struct netdev_info info;
	struct netdev_counts counts;
	bool mergeable;
	bool tells_link;        /* else it is always up */
	bool broken;
	volatile bool changed;  /* the device has said so */
	bool wants_room;        /* send took fewer than it got */
	unsigned sending;       /* frames that the card has not said it has sent */
	unsigned fragments;     /* most of a frame that is sent */
	unsigned wanted;        /* buffers that should stand ready for frames */
	unsigned ready;         /* that do */
	struct netdev_buffer *free;
	netdev_handler *handler;
	void *ctx;
	struct sched_work work;
};

extern struct net net;

/* Interrupts off. Lays out the pool. -ENOMEM. */
int net_make_buffers(void);

/* Interrupts off. A buffer as new; NULL when all are out. */
struct netdev_buffer *net_take_buffer(void);

/* Interrupts off. Gives back a frame with all its fragments. */
void net_give_buffer(struct netdev_buffer *buffer);

/* The address of the header in front of the data, as the device sees it. */
uint64_t net_address(const struct netdev_buffer *buffer);

/* Interrupts off. Takes back what was sent. */
void net_reclaim(void);

/* Interrupts off. Puts buffers where frames arrive, and tells the device of them. */
void net_refill(void);

/* Interrupts off. Resets a device that does what it may not. */
void net_give_up(void);

#endif
