/* SPDX-License-Identifier: BSD-3-Clause */
#include "segment.h"

#define ETHERNET 14u
#define IP_SIZE 20u
#define TCP_SIZE 20u
#define TCP_AT (ETHERNET + IP_SIZE)
#define HEADERS (TCP_AT + TCP_SIZE)
#define CHECKSUM_AT 16u
#define WINDOW 0xffffu

enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16 };

static uint32_t get32(const uint8_t *at)
{
	return (uint32_t)net_get16(at) << 16 | net_get16(at + 2);
}

static void put32(uint8_t *at, uint32_t value)
{
	net_put16(at, value >> 16);
	net_put16(at + 2, value & 0xffff);
}

uint32_t segment_sum(const uint8_t *data, size_t size)
{
	uint32_t sum = 0;

	for (; size > 1; size -= 2, data += 2)
		sum += net_get16(data);
	return size > 0 ? sum + ((uint32_t)*data << 8) : sum;
}

static unsigned fold(uint32_t sum)
{
	sum = (sum & 0xffff) + (sum >> 16);
	return (sum & 0xffff) + (sum >> 16);
}

/* Whether a request wants to be the last: looked for from its end, where it usually stands. */
static bool says_close(const uint8_t *data, size_t size)
{
	static const char word[] = "close";

	for (size_t at = size; at-- > 0;) {
		if (data[at] == 'c' && size - at >= sizeof word - 1 && memcmp(data + at, word, sizeof word - 1) == 0)
			return true;
	}
	return false;
}

/* Fills in everything behind the Ethernet header: `size` bytes of data of this sum stand there already. */
static void finish(struct netdev_buffer *frame, const struct segment_own *own, size_t size, uint32_t sum)
{
	uint8_t *ip = frame->data + ETHERNET;
	uint8_t *tcp = ip + IP_SIZE;
	uint32_t pseudo;

	net_turn(frame->data, own->mac);
	net_put16(ip + 2, (unsigned)(IP_SIZE + TCP_SIZE + size));
	net_put16(ip + 6, 0x4000);
	ip[8] = 64;
	net_put16(ip + 10, 0);
	net_swap(ip + 12, ip + 16, 4);
	net_put16(ip + 10, ~fold(segment_sum(ip, IP_SIZE)) & 0xffff);
	tcp[12] = TCP_SIZE / 4 << 4;
	net_put16(tcp + 14, WINDOW);
	net_put16(tcp + 16, 0);
	net_put16(tcp + 18, 0);
	pseudo = segment_sum(ip + 12, 8) + 6 + (uint32_t)(TCP_SIZE + size);
	frame->size = (uint32_t)(HEADERS + size);
	if (own->offload) {
		net_put16(tcp + 16, fold(pseudo));
		frame->flags = NETDEV_CHECKSUM_NEEDED;
		frame->checksum_start = TCP_AT;
		frame->checksum_offset = CHECKSUM_AT;
	} else {
		net_put16(tcp + 16, ~fold(pseudo + segment_sum(tcp, TCP_SIZE) + sum) & 0xffff);
		frame->flags = 0;
	}
}

static enum segment_answer answer_tcp(struct netdev_buffer *frame, const struct segment_own *own, const struct segment_pages *pages)
{
	uint8_t *ip = frame->data + ETHERNET;
	uint8_t *tcp = ip + IP_SIZE;
	size_t room = frame->size + frame->tailroom;
	size_t total = net_get16(ip + 2);
	size_t head = (size_t)(tcp[12] >> 4) * 4;
	unsigned flags = tcp[13];
	uint32_t sequence = get32(tcp + 4);
	uint32_t acknowledged = get32(tcp + 8);
	const uint8_t *page = NULL;
	size_t page_size = 0;
	uint32_t page_sum = 0;
	size_t size;

	if (net_get16(tcp + 2) != own->port || total > frame->size - ETHERNET || head < TCP_SIZE || IP_SIZE + head > total ||
	    (flags & RST) != 0)
		return SEGMENT_NONE;
	size = total - IP_SIZE - head;
	net_swap(tcp, tcp + 2, 2);
	if ((flags & SYN) != 0) {
		/* Any number will do: nothing of it is kept. */
		put32(tcp + 4, sequence ^ 0x5eed5eed);
		put32(tcp + 8, sequence + 1);
		tcp[13] = SYN | ACK;
	} else if (size > 0) {
		bool last = (flags & FIN) != 0 || says_close(tcp + head, size);

		page = last ? pages->close : pages->keep;
		page_size = last ? pages->close_size : pages->keep_size;
		page_sum = last ? pages->close_sum : pages->keep_sum;
		if (HEADERS + page_size > room)
			return SEGMENT_NONE;
		put32(tcp + 4, acknowledged);
		put32(tcp + 8, sequence + (uint32_t)size + ((flags & FIN) != 0));
		tcp[13] = (uint8_t)(PSH | ACK | (last ? FIN : 0));
		memcpy(tcp + TCP_SIZE, page, page_size);
	} else if ((flags & FIN) != 0) {
		/* Ours has gone out before, or goes now; the other side takes one end only. */
		put32(tcp + 4, acknowledged);
		put32(tcp + 8, sequence + 1);
		tcp[13] = FIN | ACK;
	} else {
		return SEGMENT_NONE; /* an acknowledgement */
	}
	/* No more than there was and was free behind it. */
	frame->tailroom = (uint32_t)(room - HEADERS - page_size);
	finish(frame, own, page_size, page_sum);
	return page != NULL ? SEGMENT_RESPONSE : SEGMENT_OTHER;
}

enum segment_answer segment_answer(struct netdev_buffer *frame, const struct segment_own *own, const struct segment_pages *pages)
{
	const uint8_t *ip = frame->data + ETHERNET;

	if (frame->size < ETHERNET || frame->next != NULL)
		return SEGMENT_NONE;
	if (net_get16(frame->data + 12) == 0x0806)
		return net_answer_arp(frame, own->mac, own->ip) ? SEGMENT_OTHER : SEGMENT_NONE;
	if (frame->size < HEADERS || net_get16(frame->data + 12) != 0x0800 || ip[0] != 0x45 || ip[9] != 6 ||
	    (net_get16(ip + 6) & 0x3fff) != 0 || memcmp(ip + 16, own->ip, 4) != 0)
		return SEGMENT_NONE;
	return answer_tcp(frame, own, pages);
}
