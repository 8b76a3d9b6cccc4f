/* SPDX-License-Identifier: BSD-3-Clause */
/* config: IPV6=y */
/* config: HELD=16 */
/* config: CONNECTIONS=16 */
/* config: TIME_WAIT_MS=1000 */
/* config: CLOSING_S=5 */
/*
 * Frames that are nearly right, most of them with right checksums, among connections, names and leases that are alive: nothing
 * is read or written that is not there, afterwards the stack still answers, and all memory and all buffers come back.
 * `FUZZ_SEED=17` runs other ones.
 */
#include "world.h"

#include "peer.h"

#define LIVE 4u
#define ROUND 250u

static struct test_random random_state;
static struct peer live[LIVE];
static struct socket *sockets[LIVE];
static struct socket *server;
static struct socket *datagrams;
static struct socket *datagrams6;
static uint8_t our_ip6[16] = { 0xfe, 0x80, [8] = 0x50, [9] = 0x54, [11] = 0xff, [12] = 0xfe, [15] = 1 };
static uint8_t dhcp_request[300];
static uint8_t dns_request[300];
static size_t dns_size;
static uint16_t dns_port;
static uint16_t port = 3000;
static unsigned long answered;

static unsigned below(unsigned limit)
{
	return (unsigned)test_below(&random_state, limit);
}

/* What the stack has sent: leases and names that are asked for, and where its connections are. */
static void look_at_sent(void)
{
	uint8_t frame[CARD_ROOM];
	size_t size;

	while ((size = card_sent(frame)) != 0) {
		uint8_t *udp = frame + ETHERNET + IP4;

		CHECK(size <= ETHERNET + 1500 + 4);
		if (get16(frame + 12) != 0x0800 || frame[ETHERNET + 9] != 17)
			continue;
		if (get16(udp + 2) == 67)
			memcpy(dhcp_request, udp + UDP, sizeof dhcp_request);
		if (get16(udp + 2) == 53 && get16(udp + 4) - UDP <= sizeof dns_request) {
			dns_size = get16(udp + 4) - UDP;
			dns_port = (uint16_t)get16(udp);
			memcpy(dns_request, udp + UDP, dns_size);
		}
	}
}

static size_t make_dhcp(uint8_t *frame, unsigned kind)
{
	static const uint8_t options[] = { 99, 130, 83, 99, 53, 1, 0, 54, 4, 10, 0, 0, 2, 51, 4, 0, 0, 0, 120, 1, 4, 255, 255,
					   255, 0, 3, 4, 10, 0, 0, 2, 6, 4, 10, 0, 0, 2, 255 };
	uint8_t data[300] = { 2, 1, 6, 0 };

	memcpy(data + 4, dhcp_request + 4, 4);
	memcpy(data + 16, our_ip, 4);
	memcpy(data + 28, our_mac, 6);
	memcpy(data + 236, options, sizeof options);
	data[242] = (uint8_t)kind;
	return make_udp(frame, 67, 68, data, sizeof data);
}

static size_t make_dns(uint8_t *frame)
{
	uint8_t data[400] = { 0 };
	size_t end = dns_size;

	memcpy(data, dns_request, dns_size);
	put16(data + 2, 0x8180);
	put16(data + 6, 1 + below(3));
	for (unsigned i = 0; i < 1 + below(3); i++) {
		put16(data + end, 0xc00c);
		put16(data + end + 2, below(2) ? 1 : 28);
		put16(data + end + 4, 1);
		put32(data + end + 6, 5);
		put16(data + end + 10, 4);
		end += 16;
	}
	return make_udp(frame, 53, dns_port, data, end);
}

static size_t make_neighbour(uint8_t *frame, unsigned type)
{
	uint8_t *icmp;
	size_t size;

	size = make_ip6(frame, our_ip6, 58, type == 134 ? 16 + 8 + 32 + 8 + 24 : 32, &icmp);
	memset(icmp, 0, size - ETHERNET - IP6);
	icmp[0] = (uint8_t)type;
	if (type == 134) {
		icmp[4] = 64;
		put16(icmp + 6, 1800);
		uint8_t *option = icmp + 16;

		option[0] = 1; /* hardware address */
		option[1] = 1;
		memcpy(option + 2, peer_mac, 6);
		option += 8;
		option[0] = 3; /* prefix */
		option[1] = 4;
		option[2] = 64;
		option[3] = 0xc0;
		put32(option + 4, 600);
		put32(option + 8, 300);
		put16(option + 16, 0xfec0);
		option += 32;
		option[0] = 5; /* MTU */
		option[1] = 1;
		put32(option + 4, 1280 + below(300));
		option += 8;
		option[0] = 25; /* name servers */
		option[1] = 3;
		put32(option + 4, 600);
		memcpy(option + 8, peer_ip6, 16);
	} else {
		icmp[4] = 0x60;
		memcpy(icmp + 8, type == 135 ? our_ip6 : peer_ip6, 16);
		icmp[24] = type == 135 ? 1 : 2;
		icmp[25] = 1;
		memcpy(icmp + 26, peer_mac, 6);
	}
	fix_sums(frame, size);
	return size;
}

/* IPv6 with a row of extension headers and something behind them. */
static size_t make_extended(uint8_t *frame)
{
	static const uint8_t kinds[] = { 0, 43, 44, 60, 60, 44 };
	uint8_t *at;
	uint8_t *field = frame + ETHERNET + 6;
	unsigned count = 1 + below(4);
	size_t size = make_ip6(frame, our_ip6, 0, count * 8 + 24, &at);

	memset(at, 0, count * 8 + 24);
	for (unsigned i = 0; i < count; i++, at += 8) {
		uint8_t kind = kinds[below(sizeof kinds)];

		*field = kind;
		field = at;
		if (kind == 44) {
			put16(at + 2, (below(8) * 8) | below(2));
			put32(at + 4, below(3));
		} else {
			at[2] = (uint8_t)below(4);
			at[3] = 4;
		}
	}
	*field = below(2) ? 58 : 17;
	at[0] = 128;
	put16(at + 2, 9);
	put16(at + 4, 24);
	return size;
}

static size_t make_fragment(uint8_t *frame)
{
	uint8_t *payload;
	size_t size = make_ip4(frame, below(2) ? 17 : 6, 8 + below(200) * 8, &payload);

	for (uint8_t *at = payload; at < frame + size; at++)
		*at = (uint8_t)below(256);
	put16(frame + ETHERNET + 4, below(4));
	put16(frame + ETHERNET + 6, (below(3) ? 0x2000 : 0) | below(40));
	fix_sums(frame, size);
	return size;
}

/* A segment of a connection that is alive, at places near where it is. */
static size_t make_segment(uint8_t *frame)
{
	struct peer peer = live[below(LIVE)];
	uint8_t data[600];
	unsigned flags = below(4) ? ACK | (below(2) ? PSH : 0) : below(64);

	for (unsigned i = 0; i < sizeof data; i++)
		data[i] = (uint8_t)below(256);
	if (below(3) == 0)
		peer.next += below(3000) - 1500u;
	if (below(3) == 0)
		peer.acked += below(20) - 10u;
	if (below(8) == 0)
		peer.window = (uint16_t)below(65536);
	return make_tcp(frame, &peer, flags, data, below(sizeof data));
}

static size_t make_syn(uint8_t *frame)
{
	struct peer peer = { (uint16_t)(1024 + below(60)), 80, test_next(&random_state) & UINT32_MAX, 0, (uint16_t)below(65536) };

	return make_tcp(frame, &peer, SYN, NULL, 0);
}

static size_t make_arp(uint8_t *frame)
{
	uint8_t *arp = frame + make_ethernet(frame, our_mac, 0x0806);

	memcpy(arp, "\0\1\x08\0\6\4\0\1", 8);
	arp[7] = (uint8_t)(1 + below(2));
	memcpy(arp + 8, peer_mac, 6);
	memcpy(arp + 14, peer_ip, 4);
	arp[17] = (uint8_t)below(256);
	memset(arp + 18, 0, 6);
	memcpy(arp + 24, our_ip, 4);
	return ETHERNET + 28;
}

static size_t make_icmp(uint8_t *frame)
{
	static const uint8_t kinds[] = { 8, 8, 0, 3, 5, 11, 13 };
	uint8_t *icmp;
	size_t size = make_ip4(frame, 1, 8 + below(1400), &icmp);

	memset(icmp, 0x45, size - ETHERNET - IP4);
	icmp[0] = kinds[below(sizeof kinds)];
	fix_sums(frame, size);
	return size;
}

static size_t make_icmp6(uint8_t *frame)
{
	static const uint8_t kinds[] = { 128, 128, 129, 1, 2, 3, 130, 131, 132, 137 };
	uint8_t *icmp;
	size_t size = make_ip6(frame, our_ip6, 58, 24 + below(1300), &icmp);

	memset(icmp, 0x60, size - ETHERNET - IP6);
	icmp[0] = kinds[below(sizeof kinds)];
	put32(icmp + 4, icmp[0] == 2 ? below(1600) : 0);
	fix_sums(frame, size);
	return size;
}

/* TCP and UDP over IPv6. */
static size_t make_over6(uint8_t *frame)
{
	bool udp = below(2) != 0;
	uint8_t *at;
	size_t size = make_ip6(frame, our_ip6, udp ? 17 : 6, 20 + below(600), &at);

	memset(at, 0, size - ETHERNET - IP6);
	put16(at, 1024 + below(60));
	put16(at + 2, udp ? 9 : 80);
	if (udp) {
		put16(at + 4, (unsigned)(size - ETHERNET - IP6));
	} else {
		put32(at + 4, below(1000));
		at[12] = 0x50;
		at[13] = (uint8_t)(below(2) ? SYN : below(64));
		put16(at + 14, 4000);
	}
	fix_sums(frame, size);
	return size;
}

static size_t make_valid(uint8_t *frame)
{
	uint8_t data[1400] = { 0 };

	switch (below(16)) {
	case 0:
		return make_arp(frame);
	case 1:
		return make_icmp(frame);
	case 2:
		return make_udp(frame, 5000, below(4) ? 9 : below(65536), data, below(sizeof data));
	case 3:
		return make_dhcp(frame, below(8));
	case 4:
		return make_dns(frame);
	case 5:
		return make_fragment(frame);
	case 6:
		return make_syn(frame);
	case 7:
		return make_neighbour(frame, 133 + below(5));
	case 8:
		return make_extended(frame);
	case 9:
		return make_icmp6(frame);
	case 10:
		return make_over6(frame);
	default:
		return make_segment(frame);
	}
}

/* Options in front of what an IPv4 header carries. */
static size_t add_ip_options(uint8_t *frame, size_t size)
{
	size_t room = 4 * (1 + below(10));
	uint8_t *ip = frame + ETHERNET;

	if (get16(frame + 12) != 0x0800 || size < ETHERNET + IP4 || size + room > CARD_ROOM || (ip[0] & 15) != 5)
		return size;
	memmove(ip + IP4 + room, ip + IP4, size - ETHERNET - IP4);
	for (size_t i = 0; i < room; i++)
		ip[IP4 + i] = (uint8_t)below(256);
	ip[0] = (uint8_t)(0x45 + room / 4);
	put16(ip + 2, get16(ip + 2) + (unsigned)room);
	return size + room;
}

static size_t add_tcp_options(uint8_t *frame, size_t size)
{
	uint8_t *tcp = frame + ETHERNET + IP4;
	size_t room = 4 * (1 + below(9));

	if (get16(frame + 12) != 0x0800 || frame[ETHERNET + 9] != 6 || size < ETHERNET + IP4 + TCP || size + room > CARD_ROOM)
		return size;
	memmove(tcp + TCP + room, tcp + TCP, size - ETHERNET - IP4 - TCP);
	for (size_t i = 0; i < room; i++)
		tcp[TCP + i] = (uint8_t)(below(2) ? below(6) : below(256));
	tcp[12] = (uint8_t)((TCP + room) / 4 << 4);
	put16(frame + ETHERNET + 2, get16(frame + ETHERNET + 2) + (unsigned)room);
	return size + room;
}

static size_t mutate(uint8_t *frame, size_t size)
{
	size_t headers = size < 90 ? size : 90;

	switch (below(9)) {
	case 0:
		for (unsigned i = 0; i < 1 + below(4); i++)
			frame[below((unsigned)size)] = (uint8_t)below(256);
		break;
	case 1:
		frame[below((unsigned)headers)] ^= (uint8_t)(1u << below(8));
		break;
	case 2:
		if (headers > ETHERNET)
			frame[ETHERNET + below((unsigned)headers - ETHERNET)] = (uint8_t)(below(2) ? 0xff : 0);
		break;
	case 3:
		size = ETHERNET + below((unsigned)(size - ETHERNET + 1));
		break;
	case 4:
		/* Longer or shorter than it says. */
		if (get16(frame + 12) == 0x0800)
			put16(frame + ETHERNET + 2, below(2) ? below(1600) : below(60));
		else
			put16(frame + ETHERNET + 4, below(2) ? below(1600) : below(60));
		break;
	case 5:
		size = add_ip_options(frame, size);
		break;
	case 6:
		size = add_tcp_options(frame, size);
		break;
	case 7:
		if (size + 60 < CARD_ROOM && size < 1400)
			size += below(60);
		break;
	default:
		break;
	}
	return size;
}

static void one_frame(void)
{
	uint8_t frame[CARD_ROOM] = { 0 };
	size_t size = make_valid(frame);

	for (unsigned i = below(3); i > 0; i--)
		size = mutate(frame, size);
	if (below(5) != 0)
		fix_sums(frame, size);

	size_t piece = below(4) ? SIZE_MAX : 1 + below(200);

	/* The card has no buffer: lost, as on any card. */
	(void)card_arrive(frame, size, piece, below(16) ? 0 : NETDEV_CHECKSUM_GOOD);
	if (below(4) == 0) {
		test_run_deferred();
		look_at_sent();
	}
}

/* What a program does meanwhile: reads, writes, closes, gives up. */
static void use_sockets(void)
{
	static char data[2000];
	struct socket *other;

	for (unsigned i = 0; i < LIVE; i++) {
		if (sockets[i] == NULL)
			continue;
		if (below(2) != 0)
			(void)socket_receive(sockets[i], data, 1 + below(sizeof data), SOCKET_DONT_WAIT);
		if (below(4) == 0)
			(void)socket_send(sockets[i], data, 1 + below(sizeof data), SOCKET_DONT_WAIT);
		if (below(64) == 0)
			(void)socket_shutdown(sockets[i], 1 + below(3));
	}
	while (socket_accept(server, &other, NULL) == 0)
		(void)socket_close(other);
	(void)socket_receive(datagrams, data, sizeof data, SOCKET_DONT_WAIT);
	(void)socket_receive(datagrams6, data, sizeof data, SOCKET_DONT_WAIT);
}

static bool is_serving_dhcp;
static unsigned dns_frames;

static bool test_step(void)
{
	uint8_t frame[CARD_ROOM];

	if (dns_frames == 0)
		return false;
	dns_frames--;
	look_at_sent();
	size_t size = make_dns(frame);

	for (unsigned i = below(3); i > 0; i--)
		size = mutate(frame, size);
	if (below(5) != 0)
		fix_sums(frame, size);
	(void)card_arrive(frame, size, SIZE_MAX, 0);
	return true;
}

/* The network as it should be: our address is there again, and the peer known. */
static void get_address(void)
{
	uint8_t frame[CARD_ROOM];

	is_serving_dhcp = true;
	for (unsigned i = 0; i < 100 && is_serving_dhcp; i++) {
		struct socket_address address = { .family = SOCKET_IP4, .port = 9999 };
		struct socket *socket = NULL;

		REQUIRE(socket_open(SOCKET_IP4, SOCKET_DATAGRAM, &socket) == 0);
		memcpy(address.ip, our_ip, 4);
		is_serving_dhcp = socket_bind(socket, &address) != 0;
		CHECK_EQ(socket_close(socket), 0);
		if (!is_serving_dhcp)
			break;
		if (i % 10 == 0) {
			card.link = false;
			sched_defer(&card.work);
			world_pass(1000);
			card.link = true;
			sched_defer(&card.work);
		}
		world_pass(500);
		look_at_sent();
		give(frame, make_dhcp(frame, 2));
		look_at_sent();
		give(frame, make_dhcp(frame, 5));
	}
	CHECK(!is_serving_dhcp);
	give_arp(2);
}

static void renew(unsigned i)
{
	if (sockets[i] != NULL)
		CHECK_EQ(socket_close(sockets[i]), 0);
	sockets[i] = NULL;
	port = (uint16_t)(port == 60000 ? 3000 : port + 1);
	card.sent_count = 0;
	if (peer_connects(&live[i], port, 80))
		(void)socket_accept(server, &sockets[i], NULL);
}

/* It still answers: a ping, and a request over a new connection. */
static void check_alive(void)
{
	uint8_t frame[CARD_ROOM];
	uint8_t *icmp;
	struct segment segment;
	size_t size;
	char data[16];

	for (unsigned i = 0; i < LIVE; i++) {
		if (sockets[i] != NULL)
			CHECK_EQ(socket_close(sockets[i]), 0);
		sockets[i] = NULL;
	}
	world_pass(40000);
	get_address();
	use_sockets();
	card.sent_count = 0;
	size = make_ip4(frame, 1, 16, &icmp);
	memset(icmp, 0, 16);
	icmp[0] = 8;
	fix_sums(frame, size);
	give(frame, size);
	CHECK_EQ(card_sent(frame), size);
	renew(0);
	REQUIRE(sockets[0] != NULL);
	give_tcp(&live[0], ACK | PSH, "request", 7);
	CHECK_EQ(socket_receive(sockets[0], data, sizeof data, SOCKET_DONT_WAIT), 7);
	CHECK_EQ(socket_send(sockets[0], "answer", 6, 0), 6);
	REQUIRE(next_segment(&segment));
	CHECK_EQ(segment.size, 6);
	answered++;
	for (unsigned i = 0; i < LIVE; i++)
		renew(i);
	CHECK(card.used <= CONFIG_HELD + 40);
}

static void ask_names(void)
{
	struct socket_address out[2];
	char name[16];

	(void)snprintf(name, sizeof name, "n%u.example", below(1000));
	dns_frames = 20;
	(void)resolver_resolve(name, below(2) ? SOCKET_IP4 : 0, out, 2);
	dns_frames = 0;
}

int main(void)
{
	const char *seed = getenv("FUZZ_SEED");
	unsigned long frames = scaled(10000);
	unsigned long before;
	struct socket_address any = { .family = SOCKET_IP4, .port = 80 };

	random_state.state = seed != NULL ? strtoull(seed, NULL, 10) : 1;
	world_reset();
	REQUIRE(component_init() == 0);
	get_address();
	world_pass(5000);
	before = heap_blocks;
	REQUIRE(socket_open(SOCKET_IP4, SOCKET_STREAM, &server) == 0);
	REQUIRE(socket_bind(server, &any) == 0 && socket_listen(server, 8) == 0);
	REQUIRE(socket_set(server, SOCKET_NONBLOCK, 1) == 0);
	REQUIRE(socket_open(SOCKET_IP4, SOCKET_DATAGRAM, &datagrams) == 0);
	any.port = 9;
	REQUIRE(socket_bind(datagrams, &any) == 0);
	REQUIRE(socket_open(SOCKET_IP6, SOCKET_DATAGRAM, &datagrams6) == 0);
	any.family = SOCKET_IP6;
	any.port = 10;
	REQUIRE(socket_bind(datagrams6, &any) == 0);
	for (unsigned i = 0; i < LIVE; i++)
		renew(i);
	for (unsigned long i = 0; i < frames; i++) {
		one_frame();
		if (i % 5 == 4) {
			use_sockets();
			world_pass(below(300));
		}
		if (i % 50 == 49)
			renew(below(LIVE));
		if (i % 1000 == 999)
			ask_names();
		if (i % ROUND == ROUND - 1)
			check_alive();
	}
	CHECK_EQ(answered, frames / ROUND);
	for (unsigned i = 0; i < LIVE; i++) {
		if (sockets[i] != NULL)
			CHECK_EQ(socket_close(sockets[i]), 0);
	}
	CHECK_EQ(socket_close(server), 0);
	CHECK_EQ(socket_close(datagrams), 0);
	CHECK_EQ(socket_close(datagrams6), 0);
	world_pass(120000);
	get_address();
	world_pass(10000);
	printf("%lu frames in, %lu out, %lu blocks before, %lu after\n", frames, card.sent_total, before, heap_blocks);
	CHECK_EQ(card.used, 0);
	return test_done();
}
