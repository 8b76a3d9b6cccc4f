/* SPDX-License-Identifier: BSD-3-Clause */
/* Frames of somebody else on the network, and what is in ours. Include after world.h. */
#ifndef PEER_H
#define PEER_H

#define ETHERNET 14u
#define IP4 20u
#define IP6 40u
#define TCP 20u
#define UDP 8u

#define FIN 1u
#define SYN 2u
#define RST 4u
#define PSH 8u
#define ACK 16u

static const uint8_t peer_mac[6] = { 2, 0, 0, 0, 0, 2 };
static const uint8_t peer_ip[4] = { 10, 0, 0, 2 };
static const uint8_t our_ip[4] = { 10, 0, 0, 1 };
static const uint8_t peer_ip6[16] = { 0xfe, 0x80, [15] = 2 };

static inline void put16(uint8_t *at, unsigned value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static inline void put32(uint8_t *at, uint32_t value)
{
	put16(at, value >> 16);
	put16(at + 2, value & 0xffff);
}

static inline unsigned get16(const uint8_t *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

static inline uint32_t get32(const uint8_t *at)
{
	return (uint32_t)get16(at) << 16 | get16(at + 2);
}

/* The sum of RFC 1071, pair by pair: not as the component does it. */
static inline uint32_t sum_of(const uint8_t *at, size_t size, uint32_t sum)
{
	for (size_t i = 0; i < size; i++)
		sum += i % 2 == 0 ? (uint32_t)at[i] << 8 : at[i];
	return sum;
}

static inline unsigned folded(uint32_t sum)
{
	while (sum >> 16 != 0)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

/* What a frame's checksum of TCP, UDP or ICMP should be added up to: 0 when it is right. SIZE_MAX where it has none. */
static inline uint8_t *payload_of(uint8_t *frame, size_t size, uint8_t *protocol, size_t *length, uint32_t *pseudo)
{
	uint8_t *ip = frame + ETHERNET;

	if (get16(frame + 12) == 0x0800 && size >= ETHERNET + IP4) {
		size_t header = (ip[0] & 15u) * 4u;
		size_t total = get16(ip + 2);

		if (header < IP4 || total < header || total > size - ETHERNET)
			return NULL;
		*protocol = ip[9];
		*length = total - header;
		*pseudo = *protocol == 1 ? 0 : sum_of(ip + 12, 8, 0) + *protocol + (uint32_t)*length;
		return ip + header;
	}
	if (get16(frame + 12) == 0x86dd && size >= ETHERNET + IP6) {
		*protocol = ip[6];
		*length = get16(ip + 4);
		if (*length > size - ETHERNET - IP6)
			return NULL;
		*pseudo = sum_of(ip + 8, 32, 0) + *protocol + (uint32_t)*length;
		return ip + IP6;
	}
	return NULL;
}

static inline size_t sum_at(uint8_t protocol)
{
	return protocol == 6 ? 16 : protocol == 17 ? 6 : protocol == 1 || protocol == 58 ? 2 : SIZE_MAX;
}

/* Puts right checksums into a frame, as far as it says where. */
static inline void fix_sums(uint8_t *frame, size_t size)
{
	uint8_t protocol;
	size_t length;
	uint32_t pseudo;

	if (get16(frame + 12) == 0x0800 && size >= ETHERNET + IP4) {
		uint8_t *ip = frame + ETHERNET;
		size_t header = (ip[0] & 15u) * 4u;

		if (header <= size - ETHERNET && header >= IP4) {
			put16(ip + 10, 0);
			put16(ip + 10, ~folded(sum_of(ip, header, 0)));
		}
	}

	uint8_t *at = payload_of(frame, size, &protocol, &length, &pseudo);

	if (at == NULL || sum_at(protocol) == SIZE_MAX || sum_at(protocol) + 2 > length)
		return;
	put16(at + sum_at(protocol), 0);
	put16(at + sum_at(protocol), ~folded(sum_of(at, length, pseudo)));
}

/* Whether a frame's checksums are right. */
static inline bool sums_hold(uint8_t *frame, size_t size)
{
	uint8_t protocol;
	size_t length;
	uint32_t pseudo;
	uint8_t *ip = frame + ETHERNET;
	uint8_t *at = payload_of(frame, size, &protocol, &length, &pseudo);

	if (get16(frame + 12) == 0x0800 && folded(sum_of(ip, (ip[0] & 15u) * 4u, 0)) != 0xffff)
		return false;
	if (at == NULL || sum_at(protocol) == SIZE_MAX)
		return true;
	return folded(sum_of(at, length, pseudo)) == 0xffff;
}

static inline size_t make_ethernet(uint8_t *frame, const uint8_t *to, unsigned type)
{
	memcpy(frame, to, 6);
	memcpy(frame + 6, peer_mac, 6);
	put16(frame + 12, type);
	return ETHERNET;
}

/* A frame with room for `length` bytes behind the IP header, at `*payload`. */
static inline size_t make_ip4(uint8_t *frame, unsigned protocol, size_t length, uint8_t **payload)
{
	uint8_t *ip = frame + make_ethernet(frame, our_mac, 0x0800);

	memset(ip, 0, IP4);
	ip[0] = 0x45;
	put16(ip + 2, (unsigned)(IP4 + length));
	ip[8] = 64;
	ip[9] = (uint8_t)protocol;
	memcpy(ip + 12, peer_ip, 4);
	memcpy(ip + 16, our_ip, 4);
	*payload = ip + IP4;
	return ETHERNET + IP4 + length;
}

static inline size_t make_ip6(uint8_t *frame, const uint8_t *to, unsigned protocol, size_t length, uint8_t **payload)
{
	uint8_t *ip = frame + make_ethernet(frame, our_mac, 0x86dd);

	memset(ip, 0, IP6);
	ip[0] = 0x60;
	put16(ip + 4, (unsigned)length);
	ip[6] = (uint8_t)protocol;
	ip[7] = 255;
	memcpy(ip + 8, peer_ip6, 16);
	memcpy(ip + 24, to, 16);
	*payload = ip + IP6;
	return ETHERNET + IP6 + length;
}

static inline size_t make_udp(uint8_t *frame, unsigned from, unsigned to, const void *data, size_t size)
{
	uint8_t *udp;
	size_t length = make_ip4(frame, 17, UDP + size, &udp);

	put16(udp, from);
	put16(udp + 2, to);
	put16(udp + 4, (unsigned)(UDP + size));
	if (size > 0)
		memcpy(udp + UDP, data, size);
	fix_sums(frame, length);
	return length;
}

/* Our end of a connection, as the peer sees it. */
struct peer {
	uint16_t from; /* its port */
	uint16_t to;
	uint32_t next;  /* sequence number of its next byte */
	uint32_t acked; /* what it has had of ours */
	uint16_t window;
};

static inline size_t make_tcp(uint8_t *frame, const struct peer *peer, unsigned flags, const void *data, size_t size)
{
	uint8_t *tcp;
	size_t options = (flags & SYN) != 0 ? 4 : 0;
	size_t length = make_ip4(frame, 6, TCP + options + size, &tcp);

	memset(tcp, 0, TCP);
	put16(tcp, peer->from);
	put16(tcp + 2, peer->to);
	put32(tcp + 4, peer->next);
	put32(tcp + 8, peer->acked);
	tcp[12] = (uint8_t)((TCP + options) / 4 << 4);
	tcp[13] = (uint8_t)flags;
	put16(tcp + 14, peer->window);
	if (options != 0) {
		put16(tcp + 20, 0x0204);
		put16(tcp + 22, 1460);
	}
	if (size > 0)
		memcpy(tcp + TCP + options, data, size);
	fix_sums(frame, length);
	return length;
}

static inline void give(uint8_t *frame, size_t size)
{
	REQUIRE(card_arrive(frame, size, SIZE_MAX, 0));
	test_run_deferred();
}

static inline void give_tcp(struct peer *peer, unsigned flags, const void *data, size_t size)
{
	uint8_t frame[CARD_ROOM];

	give(frame, make_tcp(frame, peer, flags, data, size));
	peer->next += (uint32_t)size + ((flags & (SYN | FIN)) != 0);
}

/* A segment of ours. */
struct segment {
	unsigned flags;
	uint32_t sequence;
	uint32_t ack;
	uint16_t window;
	uint16_t from;
	uint16_t to;
	size_t size;
	uint8_t data[CARD_ROOM];
};

/* The next segment that was sent, others let go. False: there is none. */
static inline bool next_segment(struct segment *out)
{
	uint8_t frame[CARD_ROOM];
	size_t size;

	while ((size = card_sent(frame)) != 0) {
		uint8_t *ip = frame + ETHERNET;
		uint8_t *tcp = ip + IP4;

		if (get16(frame + 12) != 0x0800 || ip[9] != 6)
			continue;
		CHECK(sums_hold(frame, size));

		size_t header = (size_t)(tcp[12] >> 4) * 4;

		out->from = (uint16_t)get16(tcp);
		out->to = (uint16_t)get16(tcp + 2);
		out->sequence = get32(tcp + 4);
		out->ack = get32(tcp + 8);
		out->flags = tcp[13];
		out->window = (uint16_t)get16(tcp + 14);
		out->size = get16(ip + 2) - IP4 - header;
		memcpy(out->data, tcp + header, out->size);
		return true;
	}
	return false;
}

/* What we know of the peer's hardware address: it asks, and is told. */
static inline void give_arp(unsigned operation)
{
	static const uint8_t everybody[6] = { 255, 255, 255, 255, 255, 255 };
	uint8_t frame[ETHERNET + 28];
	uint8_t *arp = frame + make_ethernet(frame, operation == 1 ? everybody : our_mac, 0x0806);

	put16(arp, 1);
	put16(arp + 2, 0x0800);
	arp[4] = 6;
	arp[5] = 4;
	put16(arp + 6, operation);
	memcpy(arp + 8, peer_mac, 6);
	memcpy(arp + 14, peer_ip, 4);
	memcpy(arp + 18, our_mac, 6);
	memcpy(arp + 24, our_ip, 4);
	give(frame, sizeof frame);
}

/* Opens a connection to `port` of ours, from a port of its own. False when it is refused, or not answered. */
static inline bool peer_connects(struct peer *peer, uint16_t from, uint16_t port)
{
	struct segment segment;

	/* What lwIP knew of hardware addresses may have aged. */
	give_arp(2);
	*peer = (struct peer){ .from = from, .to = port, .next = 1000, .window = 60000 };
	give_tcp(peer, SYN, NULL, 0);
	while (next_segment(&segment)) {
		if (segment.to != from || segment.flags != (SYN | ACK))
			continue;
		CHECK_EQ(segment.ack, peer->next);
		peer->acked = segment.sequence + 1;
		give_tcp(peer, ACK, NULL, 0);
		return true;
	}
	return false;
}

#endif
