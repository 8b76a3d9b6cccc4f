/* SPDX-License-Identifier: BSD-3-Clause */
#include "frame.h"

#define ETHERNET 14u
#define TYPE_ARP 0x0806u
#define TYPE_IP4 0x0800u
#define TYPE_IP6 0x86ddu
#define MOST_EXTENSIONS 8u

static unsigned get(const uint8_t *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

/* What is behind the IP header, at `at`. `whole`: not a fragment that has no ports. */
static void read_inner(struct frame *frame, unsigned protocol, const uint8_t *data, size_t size, size_t at, bool whole)
{
	switch (protocol) {
	case 6:
		frame->kind = FRAME_TCP;
		break;
	case 17:
		frame->kind = FRAME_UDP;
		break;
	case 1:
	case 58:
		frame->kind = FRAME_ICMP;
		return;
	default:
		frame->kind = FRAME_OTHER_IP;
		return;
	}
	frame->has_ports = whole && at + 4 <= size;
	if (frame->has_ports) {
		frame->source = (uint16_t)get(data + at);
		frame->destination = (uint16_t)get(data + at + 2);
	}
}

static void read_ip4(struct frame *frame, const uint8_t *data, size_t size)
{
	const uint8_t *ip = data + ETHERNET;

	frame->version = 4;
	frame->kind = FRAME_OTHER_IP;
	if (size < ETHERNET + 20 || ip[0] >> 4 != 4 || (ip[0] & 15) < 5)
		return;
	read_inner(frame, ip[9], data, size, ETHERNET + (size_t)(ip[0] & 15) * 4, (get(ip + 6) & 0x1fff) == 0);
}

static void read_ip6(struct frame *frame, const uint8_t *data, size_t size)
{
	size_t at = ETHERNET + 40;
	bool whole = true;
	unsigned next;

	frame->version = 6;
	frame->kind = FRAME_OTHER_IP;
	if (size < at || data[ETHERNET] >> 4 != 6)
		return;
	next = data[ETHERNET + 6];
	for (unsigned i = 0; i < MOST_EXTENSIONS && at + 8 <= size; i++) {
		if (next == 44) { /* fragment */
			whole = whole && (get(data + at + 2) & 0xfff8) == 0;
			next = data[at];
			at += 8;
		} else if (next == 0 || next == 43 || next == 60) { /* hop by hop, routing, for the destination */
			next = data[at];
			at += 8 + (size_t)data[at + 1] * 8;
		} else {
			break;
		}
	}
	read_inner(frame, next, data, size, at, whole);
}

struct frame frame_read(const uint8_t *data, size_t size)
{
	struct frame frame = { .kind = FRAME_OTHER };

	if (size < ETHERNET)
		return frame;
	switch (get(data + 12)) {
	case TYPE_ARP:
		frame.kind = FRAME_ARP;
		break;
	case TYPE_IP4:
		read_ip4(&frame, data, size);
		break;
	case TYPE_IP6:
		read_ip6(&frame, data, size);
		break;
	default:
		break;
	}
	return frame;
}

size_t frame_size(const struct netdev_buffer *frame)
{
	size_t size = 0;

	for (; frame != NULL; frame = frame->next)
		size += frame->size;
	return size;
}
