/* SPDX-License-Identifier: BSD-3-Clause */
#include "packet.h"

#define ETHERNET 14u
#define IP_SIZE 20u
#define UDP_SIZE 8u
#define ICMP_SIZE 8u
#define PROTOCOL_ICMP 1u
#define PROTOCOL_UDP 17u
#define TTL 64u

/* A 16-bit word under the checksum at `sum` was `before` (RFC 1624). */
static void mend(uint8_t *sum, unsigned before, unsigned after)
{
	unsigned value = (~net_get16(sum) & 0xffffu) + (~before & 0xffffu) + after;

	value = (value & 0xffffu) + (value >> 16);
	value = (value & 0xffffu) + (value >> 16);
	net_put16(sum, ~value & 0xffffu);
}

static bool is_header_good(const uint8_t *ip)
{
	unsigned sum = 0;

	for (unsigned i = 0; i < IP_SIZE; i += 2)
		sum += net_get16(ip + i);
	return (sum & 0xffffu) + (sum >> 16) == 0xffffu;
}

static size_t size_of(const struct netdev_buffer *frame)
{
	size_t size = 0;

	for (; frame != NULL; frame = frame->next)
		size += frame->size;
	return size;
}

/* Leaves the first `size` bytes of a frame: what pads it to the least size is no part of the packet. */
static void cut(struct netdev_buffer *frame, size_t size)
{
	for (; frame != NULL; frame = frame->next) {
		uint32_t drop = frame->size > size ? (uint32_t)(frame->size - size) : 0;

		frame->size -= drop;
		frame->tailroom += drop;
		size -= frame->size;
	}
}

static enum packet_answer answer_ip(struct netdev_buffer *frame, const struct packet_own *own)
{
	uint8_t *ip = frame->data + ETHERNET;
	uint8_t *inner = ip + IP_SIZE;
	unsigned total;
	enum packet_answer answer = PACKET_NONE;

	if (frame->size < ETHERNET + IP_SIZE + UDP_SIZE || ip[0] != 0x45 || memcmp(ip + 16, own->ip, 4) != 0 ||
	    memcmp(frame->data, own->mac, 6) != 0)
		return PACKET_NONE;
	total = net_get16(ip + 2);
	/* Not a fragment, and all of it is there. */
	if ((net_get16(ip + 6) & 0x3fffu) != 0 || total < IP_SIZE + UDP_SIZE || total > size_of(frame) - ETHERNET || !is_header_good(ip))
		return PACKET_NONE;
	if (ip[9] == PROTOCOL_UDP) {
		if (net_get16(inner + 2) != own->port || net_get16(inner + 4) < UDP_SIZE || net_get16(inner + 4) > total - IP_SIZE)
			return PACKET_NONE;
		net_swap(inner, inner + 2, 2);
		answer = PACKET_DATAGRAM;
	} else if (ip[9] == PROTOCOL_ICMP && total >= IP_SIZE + ICMP_SIZE && inner[0] == 8 && inner[1] == 0) {
		unsigned before = net_get16(inner);

		inner[0] = 0;
		mend(inner + 2, before, net_get16(inner));
		answer = PACKET_PING;
	} else {
		return PACKET_NONE;
	}
	net_turn(frame->data, own->mac);
	net_swap(ip + 12, ip + 16, 4);

	unsigned before = net_get16(ip + 8);

	ip[8] = TTL;
	mend(ip + 10, before, net_get16(ip + 8));
	/* A checksum that was left to the card is left to the card again: what it sums up is the same. */
	frame->flags &= NETDEV_CHECKSUM_NEEDED;
	cut(frame, ETHERNET + total);
	return answer;
}

enum packet_answer packet_answer(struct netdev_buffer *frame, const struct packet_own *own)
{
	if (frame->size < ETHERNET)
		return PACKET_NONE;
	switch (net_get16(frame->data + 12)) {
	case 0x0806:
		return net_answer_arp(frame, own->mac, own->ip) ? PACKET_ARP : PACKET_NONE;
	case 0x0800:
		return answer_ip(frame, own);
	default:
		return PACKET_NONE;
	}
}
