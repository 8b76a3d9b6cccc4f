/* SPDX-License-Identifier: BSD-3-Clause */
#include "packet.h"

#define ETHERNET 14u
#define ARP_SIZE 28u
#define IP_SIZE 20u
#define UDP_SIZE 8u
#define ICMP_SIZE 8u
#define PROTOCOL_ICMP 1u
#define PROTOCOL_UDP 17u
#define TTL 64u

static unsigned get(const uint8_t *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

static void put(uint8_t *at, unsigned value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static void swap(uint8_t *a, uint8_t *b, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		uint8_t kept = a[i];

		a[i] = b[i];
		b[i] = kept;
	}
}

/* A 16-bit word under the checksum at `sum` was `before` (RFC 1624). */
static void mend(uint8_t *sum, unsigned before, unsigned after)
{
	unsigned value = (~get(sum) & 0xffffu) + (~before & 0xffffu) + after;

	value = (value & 0xffffu) + (value >> 16);
	value = (value & 0xffffu) + (value >> 16);
	put(sum, ~value & 0xffffu);
}

static bool is_header_good(const uint8_t *ip)
{
	unsigned sum = 0;

	for (unsigned i = 0; i < IP_SIZE; i += 2)
		sum += get(ip + i);
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

static void to_sender(uint8_t *frame, const struct packet_own *own)
{
	memcpy(frame, frame + 6, 6);
	memcpy(frame + 6, own->mac, 6);
}

static enum packet_answer answer_arp(struct netdev_buffer *frame, const struct packet_own *own)
{
	/* Ethernet, IPv4, lengths, request. */
	static const uint8_t head[] = { 0, 1, 8, 0, 6, 4, 0, 1 };
	uint8_t *arp = frame->data + ETHERNET;

	if (frame->size < ETHERNET + ARP_SIZE || memcmp(arp, head, sizeof head) != 0 || memcmp(arp + 24, own->ip, 4) != 0)
		return PACKET_NONE;
	to_sender(frame->data, own);
	arp[7] = 2;
	memcpy(arp + 18, arp + 8, 10);
	memcpy(arp + 8, own->mac, 6);
	memcpy(arp + 14, own->ip, 4);
	frame->flags = 0;
	return PACKET_ARP;
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
	total = get(ip + 2);
	/* Not a fragment, and all of it is there. */
	if ((get(ip + 6) & 0x3fffu) != 0 || total < IP_SIZE + UDP_SIZE || total > size_of(frame) - ETHERNET || !is_header_good(ip))
		return PACKET_NONE;
	if (ip[9] == PROTOCOL_UDP) {
		if (get(inner + 2) != own->port || get(inner + 4) < UDP_SIZE || get(inner + 4) > total - IP_SIZE)
			return PACKET_NONE;
		swap(inner, inner + 2, 2);
		answer = PACKET_DATAGRAM;
	} else if (ip[9] == PROTOCOL_ICMP && total >= IP_SIZE + ICMP_SIZE && inner[0] == 8 && inner[1] == 0) {
		unsigned before = get(inner);

		inner[0] = 0;
		mend(inner + 2, before, get(inner));
		answer = PACKET_PING;
	} else {
		return PACKET_NONE;
	}
	to_sender(frame->data, own);
	swap(ip + 12, ip + 16, 4);

	unsigned before = get(ip + 8);

	ip[8] = TTL;
	mend(ip + 10, before, get(ip + 8));
	/* A checksum that was left to the card is left to the card again: what it sums up is the same. */
	frame->flags &= NETDEV_CHECKSUM_NEEDED;
	cut(frame, ETHERNET + total);
	return answer;
}

enum packet_answer packet_answer(struct netdev_buffer *frame, const struct packet_own *own)
{
	if (frame->size < ETHERNET)
		return PACKET_NONE;
	switch (get(frame->data + 12)) {
	case 0x0806:
		return answer_arp(frame, own);
	case 0x0800:
		return answer_ip(frame, own);
	default:
		return PACKET_NONE;
	}
}

bool packet_parse_ip(const char *text, uint8_t ip[4])
{
	for (unsigned i = 0; i < 4; i++) {
		unsigned value = 0;
		unsigned digits = 0;

		for (; *text >= '0' && *text <= '9' && digits < 3; digits++)
			value = 10 * value + (unsigned)(*text++ - '0');
		if (digits == 0 || value > 255 || *text != (i < 3 ? '.' : '\0'))
			return false;
		ip[i] = (uint8_t)value;
		text++;
	}
	return true;
}
