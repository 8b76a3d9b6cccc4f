/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef PACKET_H
#define PACKET_H

#include <ports.h>

struct packet_own {
	uint8_t mac[6];
	uint8_t ip[4];
	uint16_t port;
};

enum packet_answer { PACKET_NONE, PACKET_ARP, PACKET_PING, PACKET_DATAGRAM };

/* Turns `frame` into the answer to what it was. PACKET_NONE: there is none, and the frame is as good as gone. */
enum packet_answer packet_answer(struct netdev_buffer *frame, const struct packet_own *own);

#endif
