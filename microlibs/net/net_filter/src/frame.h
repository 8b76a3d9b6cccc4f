/* SPDX-License-Identifier: BSD-3-Clause */
/* What a frame carries, by its headers. Pure. */
#ifndef FRAME_H
#define FRAME_H

#include <ports.h>

enum frame_kind { FRAME_ARP, FRAME_TCP, FRAME_UDP, FRAME_ICMP, FRAME_OTHER_IP, FRAME_OTHER, FRAME_KINDS };

struct frame {
	uint8_t kind;    /* enum frame_kind */
	uint8_t version; /* 4 or 6; 0 where it is no IP */
	bool hidden;     /* its kind where that is FRAME_OTHER_IP, or its ports, are behind what there is of it */
	bool has_ports;
	uint16_t source;
	uint16_t destination;
};

/* Only the first buffer's bytes are looked at. */
struct frame frame_read(const uint8_t *data, size_t size);

/* Bytes of a frame, all fragments together. */
size_t frame_size(const struct netdev_buffer *frame);

#endif
