/* SPDX-License-Identifier: BSD-3-Clause */
#include "frame.h"

#define ETHERNET 14u
#define TYPE_ARP 0x0806u
#define TYPE_IP4 0x0800u
#define TYPE_IP6 0x86ddu
#define FRAGMENT 44u

static unsigned get(const uint8_t *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

/* What is behind the IP header, at `at`. `later`: a fragment that is not its packet's first, and has no ports. */
static void read_inner(struct frame *frame, unsigned protocol, const uint8_t *data, size_t size, size_t at, bool later)
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
	frame->has_ports = !later && at + 4 <= size;
	frame->hidden = !later && !frame->has_ports;
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
	frame->hidden = size < ETHERNET + 20;
	if (frame->hidden || ip[0] >> 4 != 4 || (ip[0] & 15) < 5)
		return;
	read_inner(frame, ip[9], data, size, ETHERNET + (size_t)(ip[0] & 15) * 4, (get(ip + 6) & 0x1fff) != 0);
}

/* Hop by hop, routing, for the destination. */
static bool is_extension(unsigned header)
{
	return header == 0 || header == 43 || header == 60;
}

static void read_ip6(struct frame *frame, const uint8_t *data, size_t size)
{
	size_t at = ETHERNET + 40;
	bool later = false;
	unsigned next;

	frame->version = 6;
	frame->kind = FRAME_OTHER_IP;
	frame->hidden = size < at;
	if (frame->hidden || data[ETHERNET] >> 4 != 6)
		return;
	next = data[ETHERNET + 6];
	/* Behind the fragment header of a later fragment stands the middle of something. */
	while ((is_extension(next) || next == FRAGMENT) && !later) {
		if (at + 8 > size) {
			frame->hidden = true;
			return;
		}
		later = next == FRAGMENT && (get(data + at + 2) & 0xfff8) != 0;

		size_t length = next == FRAGMENT ? 8 : 8 + (size_t)data[at + 1] * 8;

		next = data[at];
		at += length;
	}
	read_inner(frame, next, data, size, at, later);
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
