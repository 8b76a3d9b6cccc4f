/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UNILOOM_NETDEV_TYPES_H
#define UNILOOM_NETDEV_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct netdev_info {
	uint8_t mac[6];
	uint16_t mtu;               /* bytes of payload in a frame */
	uint16_t buffer_bytes;      /* room of an empty buffer behind its headroom */
	bool link;
	bool checksums;             /* fills in checksums of frames that say NETDEV_CHECKSUM_NEEDED */
};

enum netdev_flags {
	NETDEV_CHECKSUM_NEEDED = 1, /* sent: from checksum_start, stored at checksum_offset behind it. Received: valid, not filled in */
	NETDEV_CHECKSUM_GOOD = 2,   /* received: the device has verified it */
};

/* A frame, or a fragment of one. The device's; handed to and fro. */
struct netdev_buffer {
	uint8_t *data;              /* the first byte; may be moved within the buffer */
	uint32_t size;              /* bytes of this fragment */
	uint32_t headroom;          /* bytes free in front of data */
	uint32_t tailroom;          /* bytes free behind data + size */
	uint16_t flags;
	uint16_t checksum_start;
	uint16_t checksum_offset;
	struct netdev_buffer *next; /* of the same frame; NULL at its end */
	void *owner;                /* the user's, while it owns the buffer */
	uint64_t device[2];         /* the driver's */
};

struct netdev_counts {
	uint64_t received, received_bytes, receive_dropped;
	uint64_t sent, sent_bytes, send_dropped;
};

/* Runs in deferred context: does not wait. */
typedef void netdev_handler(void *ctx);

#endif
