/* SPDX-License-Identifier: BSD-3-Clause */
/* config: ASSERTS=y */
/* config: HELD=8 */
/* config: CLOSING_S=5 */
/* config: CONNECTIONS=8 */
/* config: NETWORK_WAIT_MS=500 */
/* A peer, a DHCP server and a name server that the test is: what goes over the wire, and what goes wrong there. */
#include "world.h"

#include "lwip.h"

#include "peer.h"

static bool (*step)(void);

static bool test_step(void)
{
	return step != NULL && step();
}

static struct socket *server;

static struct socket *make(unsigned type)
{
	struct socket *socket = NULL;

	REQUIRE(socket_open(SOCKET_IP4, type, &socket) == 0);
	return socket;
}

static struct socket *accepted(struct peer *peer, uint16_t from)
{
	struct socket *socket = NULL;

	REQUIRE(peer_connects(peer, from, 80));
	REQUIRE(socket_accept(server, &socket, NULL) == 0);
	return socket;
}

static void forget_sent(void)
{
	card.sent_count = 0;
}

/* Another server on the network: offers and gives 10.0.0.1, with the gateway and name server 10.0.0.2. */
static unsigned dhcp_answers;

static size_t dhcp_answer(const uint8_t *request, uint8_t *frame, unsigned kind)
{
	static const uint8_t options[] = { 99, 130, 83, 99, 53, 1, 0, 54, 4, 10, 0, 0, 2, 51, 4, 0, 0, 14, 16, 1, 4, 255, 255,
					   255, 0, 3, 4, 10, 0, 0, 2, 6, 4, 10, 0, 0, 2, 255 };
	uint8_t data[300] = { 2, 1, 6, 0 };

	memcpy(data + 4, request + 4, 4);
	memcpy(data + 16, our_ip, 4);
	memcpy(data + 28, request + 28, 16);
	memcpy(data + 236, options, sizeof options);
	data[242] = (uint8_t)kind;
	return make_udp(frame, 67, 68, data, sizeof data);
}

/* Whether the frame asks for an address, which is given. */
static bool answers_dhcp(uint8_t *frame, size_t size)
{
	const uint8_t *udp = frame + ETHERNET + IP4;
	uint8_t answer[CARD_ROOM];

	if (get16(frame + 12) != 0x0800 || frame[ETHERNET + 9] != 17 || get16(udp + 2) != 67)
		return false;
	CHECK(sums_hold(frame, size));

	unsigned kind = udp[UDP + 242];

	CHECK(kind == 1 || kind == 3);
	give(answer, dhcp_answer(udp + UDP, answer, kind == 1 ? 2 : 5));
	dhcp_answers++;
	return true;
}

static bool serve_dhcp(void)
{
	uint8_t frame[CARD_ROOM];
	size_t size;

	while ((size = card_sent(frame)) != 0) {
		if (answers_dhcp(frame, size))
			return true;
	}
	return false;
}

static void test_dhcp(void)
{
	struct socket_address peer = { .family = SOCKET_IP4, .port = 9, .ip = { 10, 0, 0, 2 } };
	struct socket *socket = make(SOCKET_DATAGRAM);

	/* Without an address of our own, and with nobody to give one. */
	CHECK_EQ(socket_send_to(socket, "x", 1, SOCKET_DONT_WAIT, &peer), -ENETUNREACH);
	CHECK_EQ(socket_send_to(socket, "x", 1, 0, &peer), -ENETUNREACH);
	/* Then there is one: whoever waits goes on. */
	step = serve_dhcp;
	while (dhcp_answers < 2) {
		serve_dhcp();
		world_pass(100);
	}
	CHECK_EQ(socket_send_to(socket, "x", 1, 0, &peer), 1);
	CHECK(strstr(world_printed, "component: 10.0.0.1/24 by DHCP\n") != NULL);
	CHECK_EQ(socket_close(socket), 0);
	step = NULL;
}

/* A datagram that waits for the hardware address goes out when it is known; its data was kept. */
static void test_arp(void)
{
	struct socket_address peer = { .family = SOCKET_IP4, .port = 9, .ip = { 10, 0, 0, 2 } };
	struct socket *socket = make(SOCKET_DATAGRAM);
	char data[] = "kept";
	uint8_t frame[CARD_ROOM];
	size_t size = 0;

	forget_sent();
	world_pass(400000);
	forget_sent();
	CHECK_EQ(socket_send_to(socket, data, 4, 0, &peer), 4);
	memset(data, 'x', 4);
	CHECK((size = card_sent(frame)) > 0 && get16(frame + 12) == 0x0806 && get16(frame + 20) == 1);
	CHECK(card_sent(frame) == 0);
	give_arp(2);
	CHECK((size = card_sent(frame)) == ETHERNET + IP4 + UDP + 4);
	CHECK(memcmp(frame + size - 4, "kept", 4) == 0);
	CHECK(memcmp(frame, peer_mac, 6) == 0);
	CHECK(sums_hold(frame, size));
	give_arp(1);
	CHECK(card_sent(frame) > 0 && get16(frame + 20) == 2);
	CHECK_EQ(socket_close(socket), 0);
}

static void test_ping(void)
{
	uint8_t frame[CARD_ROOM];
	uint8_t *icmp;
	size_t size = make_ip4(frame, 1, 8 + 100, &icmp);

	memset(icmp, 7, 108);
	icmp[0] = 8;
	icmp[1] = 0;
	fix_sums(frame, size);
	forget_sent();
	give(frame, size);
	CHECK_EQ(card_sent(frame), size);
	CHECK_EQ(frame[ETHERNET + IP4], 0);
	CHECK(sums_hold(frame, size));
	/* One with a wrong checksum is not answered. */
	size = make_ip4(frame, 1, 108, &icmp);
	give(frame, size);
	CHECK_EQ(card_sent(frame), 0);
}

static void test_echo_and_end(void)
{
	struct peer peer;
	struct segment segment;
	struct socket *socket = accepted(&peer, 2000);
	char data[16];

	forget_sent();
	give_tcp(&peer, ACK | PSH, "hello", 5);
	CHECK(!next_segment(&segment));
	CHECK_EQ(socket_receive(socket, data, sizeof data, 0), 5);
	CHECK_EQ(socket_send(socket, data, 5, 0), 5);
	/* The answer acknowledges what it answers: one segment. */
	REQUIRE(next_segment(&segment));
	CHECK_EQ(segment.size, 5);
	CHECK_EQ(segment.ack, peer.next);
	CHECK(!next_segment(&segment));
	/* Kept together with what follows. */
	peer.acked += 5;
	give_tcp(&peer, ACK, NULL, 0);
	CHECK_EQ(socket_send(socket, "head", 4, SOCKET_MORE), 4);
	CHECK(!next_segment(&segment));
	CHECK_EQ(socket_send_static(socket, "body", 4, 0), 4);
	REQUIRE(next_segment(&segment));
	CHECK_EQ(segment.size, 8);
	CHECK(memcmp(segment.data, "headbody", 8) == 0);
	peer.acked += 8;
	give_tcp(&peer, ACK, NULL, 0);
	/* In order: its end, ours, its acknowledgement. */
	give_tcp(&peer, ACK | FIN, NULL, 0);
	CHECK_EQ(socket_receive(socket, data, sizeof data, 0), 0);
	CHECK_EQ(socket_close(socket), 0);
	while (next_segment(&segment) && (segment.flags & FIN) == 0)
		;
	CHECK_EQ(segment.flags, FIN | ACK);
	peer.acked++;
	give_tcp(&peer, ACK, NULL, 0);
	give_tcp(&peer, ACK, NULL, 0);
	REQUIRE(next_segment(&segment));
	CHECK((segment.flags & RST) != 0);
}

/* With a wrong checksum nothing arrives, unless the card says that it has looked. */
static void test_checksums(void)
{
	struct peer peer;
	struct segment segment;
	struct socket *socket = accepted(&peer, 2100);
	uint8_t frame[CARD_ROOM];
	char data[16];
	size_t size = make_tcp(frame, &peer, ACK | PSH, "trust", 5);

	frame[ETHERNET + IP4 + 16] ^= 0x55;
	give(frame, size);
	CHECK_EQ(socket_receive(socket, data, sizeof data, SOCKET_DONT_WAIT), -EAGAIN);
	REQUIRE(card_arrive(frame, size, SIZE_MAX, NETDEV_CHECKSUM_GOOD));
	test_run_deferred();
	CHECK_EQ(socket_receive(socket, data, sizeof data, SOCKET_DONT_WAIT), 5);
	peer.next += 5;
	size = make_tcp(frame, &peer, ACK | PSH, "again", 5);
	put16(frame + ETHERNET + IP4 + 16, 0);
	REQUIRE(card_arrive(frame, size, SIZE_MAX, NETDEV_CHECKSUM_NEEDED));
	test_run_deferred();
	CHECK_EQ(socket_receive(socket, data, sizeof data, SOCKET_DONT_WAIT), 5);
	peer.next += 5;
	/* And over several buffers, odd ones. */
	for (size_t piece = 15; piece < 90; piece += 3) {
		size = make_tcp(frame, &peer, ACK | PSH, "several buffers", 15);
		REQUIRE(card_arrive(frame, size, piece, 0));
		test_run_deferred();
		CHECK_EQ(socket_receive(socket, data, sizeof data, SOCKET_DONT_WAIT), 15);
		peer.next += 15;
		CHECK(memcmp(data, "several buffers", 15) == 0);
	}
	while (next_segment(&segment))
		;
	CHECK_EQ(socket_close(socket), 0);
	peer.acked++;
	give_tcp(&peer, ACK | RST, NULL, 0);
}

/* What is kept back for more goes out when no more can come. */
static void test_more(void)
{
	static const char data[CONFIG_TCP_MSS];
	struct peer peer;
	struct segment segment;
	struct socket *socket = accepted(&peer, 2150);
	size_t sent = 0;

	while (socket_send(socket, data, sizeof data, SOCKET_MORE | SOCKET_DONT_WAIT) == sizeof data)
		sent += sizeof data;
	CHECK_EQ(sent, CONFIG_TCP_SEND_BYTES);
	CHECK(next_segment(&segment) && segment.size == sizeof data);
	give_tcp(&peer, ACK | RST, NULL, 0);
	CHECK_EQ(socket_close(socket), 0);
	forget_sent();
}

/* A listening socket's options are its own. */
static void test_inherits(void)
{
	struct peer peer;
	struct socket *socket;
	int value = -1;

	CHECK_EQ(socket_set(server, SOCKET_KEEPALIVE, 1), 0);
	socket = accepted(&peer, 2160);
	CHECK_EQ(socket_set(server, SOCKET_KEEPALIVE, 0), 0);
	CHECK_EQ(socket_get(socket, SOCKET_KEEPALIVE, &value), 0);
	CHECK_EQ(value, 0);
	give_tcp(&peer, ACK | RST, NULL, 0);
	CHECK_EQ(socket_close(socket), 0);
	forget_sent();
}

static void test_resets(void)
{
	struct peer peer;
	struct segment segment;
	struct socket *socket = accepted(&peer, 2200);
	struct socket_wait wait = { socket, SOCKET_READABLE, 0 };
	char data[16];
	int value;

	give_tcp(&peer, RST | ACK, NULL, 0);
	CHECK_EQ(socket_wait(&wait, 1, UINT64_MAX), 1);
	CHECK_EQ(wait.ready, SOCKET_READABLE | SOCKET_HANGUP | SOCKET_FAILED);
	CHECK_EQ(socket_get(socket, SOCKET_ERROR, &value), 0);
	CHECK_EQ(value, -ECONNRESET);
	CHECK_EQ(socket_receive(socket, data, 1, 0), 0);
	CHECK_EQ(socket_close(socket), 0);
	/* Between the handshake and accept. */
	REQUIRE(peer_connects(&peer, 2201, 80));
	give_tcp(&peer, RST | ACK, NULL, 0);
	CHECK_EQ(socket_accept(server, &socket, NULL), 0);
	CHECK_EQ(socket_receive(socket, data, 1, 0), -ECONNRESET);
	CHECK_EQ(socket_close(socket), 0);
	/* So many that they would take all sockets, with what they have said. */
	for (unsigned i = 0; i < CONFIG_SOCKETS + 10; i++) {
		REQUIRE(peer_connects(&peer, (uint16_t)(20000 + i), 80));
		give_tcp(&peer, ACK | PSH, "said", 4);
		give_tcp(&peer, RST | ACK, NULL, 0);
	}
	CHECK_EQ(card.used, 1);
	CHECK_EQ(socket_close(make(SOCKET_DATAGRAM)), 0);
	CHECK_EQ(socket_accept(server, &socket, NULL), 0);
	CHECK_EQ(socket_receive(socket, data, sizeof data, 0), 4);
	CHECK_EQ(socket_receive(socket, data, sizeof data, 0), -ECONNRESET);
	CHECK_EQ(socket_close(socket), 0);
	/* Half open: the handshake is never finished. */
	forget_sent();
	for (uint16_t i = 0; i < 20; i++) {
		peer = (struct peer){ .from = (uint16_t)(2300 + i), .to = 80, .next = 5, .window = 1000 };
		give_tcp(&peer, SYN, NULL, 0);
	}
	world_pass(120000);
	forget_sent();
	socket = accepted(&peer, 2400);
	/* Data for nobody. */
	peer.from = 2500;
	give_tcp(&peer, ACK, "x", 1);
	REQUIRE(next_segment(&segment));
	CHECK((segment.flags & RST) != 0);
	CHECK_EQ(socket_close(socket), 0);
	world_pass(60000);
	forget_sent();
}

#define AT_ONCE 8u

static void arrive_tcp(struct peer *peer, unsigned flags, const void *data, size_t size)
{
	uint8_t frame[CARD_ROOM];

	REQUIRE(card_arrive(frame, make_tcp(frame, peer, flags, data, size), SIZE_MAX, 0));
	peer->next += (uint32_t)size + ((flags & (SYN | FIN)) != 0);
}

/* The peer whose segment this is, with what it has of ours. None is reset. */
static struct peer *takes(struct peer *peers, const struct segment *segment)
{
	struct peer *peer = &peers[segment->to - peers[0].from];

	REQUIRE(segment->from == 81 && segment->to >= peers[0].from && segment->to < peers[0].from + AT_ONCE);
	CHECK_EQ(segment->flags & RST, 0);
	peer->acked = segment->sequence + (uint32_t)segment->size + ((segment->flags & (SYN | FIN)) != 0);
	return peer;
}

/*
 * The first connections, as many as there may be, all in one batch and repeated, from a peer of which the hardware
 * address has to be asked for; then what each says, with its end right behind, all before any is accepted.
 */
static void test_many_at_once(void)
{
	static const char data[600] = "all at once";
	struct peer peers[AT_ONCE];
	bool answered[AT_ONCE] = { false };
	size_t echoed[AT_ONCE] = { 0 };
	bool ended[AT_ONCE] = { false };
	struct segment segment;
	struct socket *listener = make(SOCKET_STREAM);
	uint8_t frame[CARD_ROOM];
	int unsent;

	CHECK_EQ(socket_bind(listener, &(struct socket_address){ .family = SOCKET_IP4, .port = 81 }), 0);
	CHECK_EQ(socket_listen(listener, AT_ONCE), 0);
	/* Longer than lwIP remembers an address. */
	world_pass(400000);
	forget_sent();
	for (unsigned twice = 0; twice < 2; twice++) {
		for (unsigned i = 0; i < AT_ONCE; i++) {
			peers[i] = (struct peer){ .from = (uint16_t)(2800 + i), .to = 81, .next = 9, .window = 60000 };
			arrive_tcp(&peers[i], SYN, NULL, 0);
		}
	}
	test_run_deferred();
	REQUIRE(card_sent(frame) != 0);
	CHECK_EQ(get16(frame + 12), 0x0806);
	CHECK(!next_segment(&segment));
	give_arp(2);
	while (next_segment(&segment)) {
		CHECK_EQ(segment.flags, SYN | ACK);
		answered[takes(peers, &segment) - peers] = true;
	}
	for (unsigned i = 0; i < AT_ONCE; i++) {
		CHECK(answered[i]);
		arrive_tcp(&peers[i], ACK | PSH, data, sizeof data);
		arrive_tcp(&peers[i], ACK | FIN, NULL, 0);
	}
	test_run_deferred();
	for (unsigned i = 0; i < AT_ONCE; i++) {
		struct socket *socket = NULL;
		char got[sizeof data + 1];

		REQUIRE(socket_accept(listener, &socket, NULL) == 0);
		CHECK_EQ(socket_receive(socket, got, sizeof got, SOCKET_DONT_WAIT), sizeof data);
		CHECK(memcmp(got, data, sizeof data) == 0);
		CHECK_EQ(socket_send(socket, got, sizeof data, SOCKET_DONT_WAIT), sizeof data);
		CHECK_EQ(socket_receive(socket, got, sizeof got, SOCKET_DONT_WAIT), 0);
		CHECK_EQ(socket_close(socket), 0);
	}
	/* The listening socket knows of those that are closed. */
	CHECK_EQ(socket_get(listener, SOCKET_UNSENT, &unsent), 0);
	CHECK_EQ(unsent, AT_ONCE * (sizeof data + 1));
	while (next_segment(&segment)) {
		struct peer *peer = takes(peers, &segment);

		CHECK(memcmp(segment.data, data, segment.size) == 0);
		echoed[peer - peers] += segment.size;
		ended[peer - peers] = (segment.flags & FIN) != 0;
		if (segment.size != 0 || ended[peer - peers])
			give_tcp(peer, ACK, NULL, 0);
	}
	for (unsigned i = 0; i < AT_ONCE; i++) {
		CHECK_EQ(echoed[i], sizeof data);
		CHECK(ended[i]);
	}
	CHECK_EQ(socket_get(listener, SOCKET_UNSENT, &unsent), 0);
	CHECK_EQ(unsent, 0);
	CHECK_EQ(socket_close(listener), 0);
}

/* The peer takes nothing, and says nothing any more. */
static void test_silent_peers(void)
{
	struct peer peer;
	struct socket *socket = accepted(&peer, 2600);
	static char data[20000];
	unsigned long before = heap_blocks;
	ssize_t sent;
	int unsent;

	while ((sent = socket_send(socket, data, sizeof data, SOCKET_DONT_WAIT)) > 0)
		;
	CHECK_EQ(sent, -EAGAIN);
	/* Closed: what was written is sent again and again, but not for ever. */
	CHECK_EQ(socket_close(socket), 0);
	CHECK(heap_blocks > before - 3);
	world_pass(20000);
	CHECK_EQ(heap_blocks, before - 2);
	/* Open: the program is told some time. */
	socket = accepted(&peer, 2601);
	CHECK(socket_send(socket, data, 100, 0) == 100);
	CHECK_EQ(socket_receive(socket, data, 1, 0), -ETIMEDOUT);
	CHECK_EQ(socket_close(socket), 0);
	/* What it has sent last may still ask for a hardware address. */
	world_pass(10000);
	CHECK_EQ(heap_blocks, before - 2);
	/* A window of nothing, for ever. */
	socket = accepted(&peer, 2602);
	peer.window = 0;
	give_tcp(&peer, ACK, NULL, 0);
	CHECK_EQ(socket_set(socket, SOCKET_SEND_TIMEOUT, 3000), 0);
	while ((sent = socket_send(socket, data, sizeof data, 0)) > 0)
		;
	CHECK_EQ(sent, -EAGAIN);
	CHECK_EQ(socket_close(socket), 0);
	for (unsigned i = 0; i < 20; i++) {
		give_tcp(&peer, ACK, NULL, 0);
		world_pass(1000);
	}
	CHECK_EQ(heap_blocks, before - 2);
	/* And when the program has not closed it, but says that it is done. */
	socket = accepted(&peer, 2603);
	give_tcp(&peer, ACK | PSH, "x", 1);
	peer.window = 0;
	give_tcp(&peer, ACK, NULL, 0);
	CHECK_EQ(socket_send_static(socket, data, sizeof data, SOCKET_DONT_WAIT), CONFIG_TCP_SEND_BYTES);
	CHECK_EQ(socket_shutdown(socket, SOCKET_SHUT_BOTH), 0);
	for (unsigned i = 0; i < 20; i++) {
		CHECK_EQ(socket_get(socket, SOCKET_UNSENT, &unsent), 0);
		CHECK(i > 2 || unsent == CONFIG_TCP_SEND_BYTES);
		give_tcp(&peer, ACK, NULL, 0);
		world_pass(1000);
	}
	CHECK_EQ(unsent, 0);
	CHECK_EQ(socket_close(socket), 0);
	world_pass(10000);
	CHECK_EQ(heap_blocks, before - 2);
	forget_sent();
}

/* A reader that does not read keeps few of the card's buffers, and loses nothing. */
static void test_slow_reader(void)
{
	struct peer peer;
	struct socket *socket = accepted(&peer, 2700);
	struct segment segment;
	uint8_t in[6000];
	size_t sent = 0;
	size_t got = 0;
	unsigned window = 1;

	while (window > 0 && sent < 3000) {
		uint8_t byte = (uint8_t)(sent * 7);

		give_tcp(&peer, ACK | PSH, &byte, 1);
		sent++;
		while (next_segment(&segment))
			window = segment.window;
		CHECK(card.used <= CONFIG_HELD + 2);
	}
	CHECK(heap_blocks < 40);
	while (got < sent) {
		ssize_t done = socket_receive(socket, in + got, 100, SOCKET_DONT_WAIT);

		REQUIRE(done > 0);
		got += (size_t)done;
	}
	for (size_t i = 0; i < got; i++)
		REQUIRE(in[i] == (uint8_t)(i * 7));
	CHECK_EQ(card.used, 0);
	/* Without memory for it, the peer sends it again. */
	for (unsigned i = 0; i < CONFIG_HELD; i++)
		give_tcp(&peer, ACK | PSH, "x", 1);
	heap_calls = 0;
	heap_fails_at = 1;
	heap_fails_on = true;
	give_tcp(&peer, ACK | PSH, "y", 1);
	heap_fails_at = 0;
	world_pass(1000);
	CHECK_EQ(socket_receive(socket, in, sizeof in, 0), CONFIG_HELD + 1);
	CHECK_EQ(in[CONFIG_HELD], 'y');
	/* Out of its order: kept, until the piece before it comes. */
	peer.next += 3;
	give_tcp(&peer, ACK | PSH, "456", 3);
	peer.next -= 6;
	give_tcp(&peer, ACK | PSH, "123", 3);
	CHECK_EQ(socket_receive(socket, in, sizeof in, 0), 6);
	CHECK(memcmp(in, "123456", 6) == 0);
	CHECK_EQ(socket_close(socket), 0);
	world_pass(30000);
	CHECK_EQ(card.used, 0);
	forget_sent();
}

/* There is no memory for the last bytes, with which the peer's end comes. Ours is there already, or follows. */
static void test_last_bytes(bool ours_first)
{
	struct peer peer;
	struct socket *socket = accepted(&peer, ours_first ? 2710 : 2711);
	char in[100];

	if (ours_first)
		CHECK_EQ(socket_shutdown(socket, SOCKET_SHUT_WRITE), 0);
	peer.acked += ours_first;
	for (unsigned i = 0; i < CONFIG_HELD; i++)
		give_tcp(&peer, ACK | PSH, "x", 1);
	heap_calls = 0;
	heap_fails_at = 1;
	heap_fails_on = true;
	give_tcp(&peer, ACK | PSH | FIN, "y", 1);
	heap_fails_at = 0;
	if (!ours_first)
		CHECK_EQ(socket_shutdown(socket, SOCKET_SHUT_WRITE), 0);
	peer.acked += !ours_first;
	give_tcp(&peer, ACK, NULL, 0);
	world_pass(5000);
	CHECK_EQ(socket_receive(socket, in, sizeof in, 0), CONFIG_HELD + 1);
	CHECK_EQ(in[CONFIG_HELD], 'y');
	CHECK_EQ(socket_receive(socket, in, sizeof in, 0), 0);
	CHECK_EQ(socket_close(socket), 0);
	CHECK_EQ(card.used, 0);
	forget_sent();
}

/* Our own connections: answered, refused, not answered. */
static unsigned outgoing;

static bool serve_connection(void)
{
	struct segment segment;

	while (next_segment(&segment)) {
		struct peer peer = { segment.to, segment.from, 77, segment.sequence + 1, 8000 };

		if (segment.flags != SYN)
			continue;
		outgoing++;
		if (segment.to == 81) {
			peer.next = 0;
			give_tcp(&peer, RST | ACK, NULL, 0);
		} else if (segment.to == 80) {
			give_tcp(&peer, SYN | ACK, NULL, 0);
		}
		return true;
	}
	return false;
}

static void test_connecting(void)
{
	struct socket_address peer = { .family = SOCKET_IP4, .port = 80, .ip = { 10, 0, 0, 2 } };
	struct socket *socket = make(SOCKET_STREAM);
	uint64_t begin;

	step = serve_connection;
	CHECK_EQ(socket_connect(socket, &peer), 0);
	CHECK_EQ(socket_connect(socket, &peer), -EISCONN);
	CHECK_EQ(socket_close(socket), 0);
	socket = make(SOCKET_STREAM);
	peer.port = 81;
	CHECK_EQ(socket_connect(socket, &peer), -ECONNREFUSED);
	CHECK_EQ(socket_close(socket), 0);
	socket = make(SOCKET_STREAM);
	peer.port = 82;
	begin = world_now;
	CHECK_EQ(socket_connect(socket, &peer), -ETIMEDOUT);
	CHECK(world_now - begin > 2000000000);
	CHECK_EQ(socket_close(socket), 0);
	socket = make(SOCKET_STREAM);
	CHECK_EQ(socket_set(socket, SOCKET_NONBLOCK, 1), 0);
	CHECK_EQ(socket_connect(socket, &peer), -EINPROGRESS);
	CHECK_EQ(socket_connect(socket, &peer), -EALREADY);
	CHECK_EQ(socket_send(socket, "x", 1, 0), -EAGAIN);
	CHECK_EQ(socket_close(socket), 0);
	step = NULL;
	world_pass(60000);
	forget_sent();
}

/* Datagrams of every size: in fragments both ways, with right checksums. */
static void test_fragments(void)
{
	static const size_t sizes[] = { 0, 1, 1471, 1472, 1473, 2960, 9000, 60000 };
	struct socket_address to = { .family = SOCKET_IP4, .port = 9, .ip = { 10, 0, 0, 2 } };
	struct socket *socket = make(SOCKET_DATAGRAM);
	static uint8_t data[60000];
	static uint8_t whole[66000];
	uint8_t frame[CARD_ROOM];

	give_arp(2);
	CHECK_EQ(socket_bind(socket, &(struct socket_address){ .family = SOCKET_IP4, .port = 9 }), 0);
	for (size_t i = 0; i < sizeof data; i++)
		data[i] = (uint8_t)(i * 13 + (i >> 8));
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		size_t end = 0;
		size_t size;

		forget_sent();
		CHECK_EQ(socket_send_to(socket, data, sizes[i], 0, &to), (ssize_t)sizes[i]);
		while ((size = card_sent(frame)) != 0) {
			size_t at = (get16(frame + ETHERNET + 6) & 0x1fff) * 8u;
			size_t part = get16(frame + ETHERNET + 2) - IP4;

			CHECK(size <= ETHERNET + 1500);
			memcpy(whole + at, frame + ETHERNET + IP4, part);
			end = at + part > end ? at + part : end;
		}
		REQUIRE(end == UDP + sizes[i]);
		CHECK(sizes[i] == 0 || memcmp(whole + UDP, data, sizes[i]) == 0);

		uint32_t sum = sum_of(our_ip, 4, 0) + 17 + (uint32_t)end;

		sum = sum_of(peer_ip, 4, sum);
		CHECK_EQ(folded(sum_of(whole, end, sum)), 0xffff);
		/* And back, the last fragment first. */
		if (sizes[i] > 9000)
			continue;
		put16(whole, 9);
		put16(whole + 2, 9);
		put16(whole + 6, 0);
		put16(whole + 6, ~folded(sum_of(whole, end, sum)));
		for (size_t at = (end - 1) / 1480 * 1480;; at -= 1480) {
			uint8_t *payload;
			size_t part = end - at < 1480 ? end - at : 1480;

			size = make_ip4(frame, 17, part, &payload);
			memcpy(payload, whole + at, part);
			put16(frame + ETHERNET + 4, (unsigned)i);
			put16(frame + ETHERNET + 6, (unsigned)(at / 8) | (at + part < end ? 0x2000 : 0));
			put16(frame + ETHERNET + 10, 0);
			put16(frame + ETHERNET + 10, ~folded(sum_of(frame + ETHERNET, IP4, 0)));
			give(frame, size);
			if (at == 0)
				break;
		}
		CHECK_EQ(socket_receive(socket, whole, sizeof whole, SOCKET_DONT_WAIT), (ssize_t)sizes[i]);
		CHECK(sizes[i] == 0 || memcmp(whole, data, sizes[i]) == 0);
	}
	CHECK_EQ(socket_close(socket), 0);
	world_pass(20000);
	CHECK_EQ(card.used, 0);
}

/* A card that takes one frame at a time, is full, has no buffers, or no link. */
static void test_card(void)
{
	struct socket_address to = { .family = SOCKET_IP4, .port = 9, .ip = { 10, 0, 0, 2 } };
	struct socket *socket = make(SOCKET_DATAGRAM);
	char data[220] = "longer than a buffer";
	unsigned done = 0;

	forget_sent();
	card.send_limit = 0;
	while (socket_send_to(socket, "x", 1, 0, &to) == 1)
		REQUIRE(++done < 1000);
	CHECK(done > 0);
	CHECK_EQ(socket_send_to(socket, "x", 1, 0, &to), -EAGAIN);
	CHECK_EQ(card.sent_count, 0);
	card.send_limit = 3;
	for (unsigned i = 0; i < done; i++) {
		sched_defer(&card.work);
		test_run_deferred();
	}
	CHECK_EQ(card.sent_count, done);
	card.send_limit = SENT_MOST;
	card.most = card.used;
	CHECK_EQ(socket_send_to(socket, "x", 1, 0, &to), -EAGAIN);
	card.most = CARD_BUFFERS;
	/* Small ones: a frame goes over several, checksums in pairs. */
	for (card.room = 200; card.room < 220; card.room++) {
		uint8_t frame[CARD_ROOM];
		size_t size;

		forget_sent();
		CHECK_EQ(socket_send_to(socket, data, sizeof data, 0, &to), (ssize_t)sizeof data);
		size = card_sent(frame);
		CHECK_EQ(size, ETHERNET + IP4 + UDP + sizeof data);
		CHECK(sums_hold(frame, size));
	}
	/* One that a piece fills to its last, odd byte, with another piece behind it: both wait for the peer's window. */
	struct peer peer;
	struct socket *stream = accepted(&peer, 2900);
	struct segment segment;

	CHECK_EQ(socket_set(stream, SOCKET_NODELAY, 1), 0);
	/* With a sequence number that is newer than the handshake's. */
	give_tcp(&peer, ACK | PSH, "x", 1);
	peer.window = 0;
	give_tcp(&peer, ACK, NULL, 0);
	CHECK_EQ(socket_receive(stream, data, 1, 0), 1);
	CHECK_EQ(socket_send(stream, "heads", 5, 0), 5);
	CHECK_EQ(socket_send_static(stream, "body", 4, 0), 4);
	forget_sent();
	card.room = ETHERNET + IP4 + TCP + 5;
	peer.window = 60000;
	give_tcp(&peer, ACK, NULL, 0);
	card.room = CARD_ROOM;
	CHECK(next_segment(&segment) && segment.size == 9 && memcmp(segment.data, "headsbody", 9) == 0);
	give_tcp(&peer, ACK | RST, NULL, 0);
	CHECK_EQ(socket_close(stream), 0);
	card.link = false;
	sched_defer(&card.work);
	test_run_deferred();
	CHECK_EQ(socket_send_to(socket, "x", 1, SOCKET_DONT_WAIT, &to), -ENETUNREACH);
	card.link = true;
	sched_defer(&card.work);
	step = serve_dhcp;
	world_pass(100);
	while (serve_dhcp())
		world_pass(100);
	step = NULL;
	give_arp(2);
	CHECK_EQ(socket_send_to(socket, "x", 1, SOCKET_DONT_WAIT, &to), 1);
	CHECK_EQ(socket_close(socket), 0);
	forget_sent();
}

/* Frames come faster than they are looked at: threads have their turns, and what is left in the end is looked at as well. */
static void test_flood(void)
{
	uint8_t frame[CARD_ROOM];
	uint8_t *icmp;
	size_t size = make_ip4(frame, 1, 16, &icmp);

	memset(icmp, 0, 16);
	icmp[0] = 8;
	fix_sums(frame, size);
	give_arp(2);
	forget_sent();
	card.floods = true;
	sched_defer(&card.work);
	test_run_deferred();
	CHECK_EQ(card.used, 0);
	world_pass(100);
	card.floods = false;
	REQUIRE(card_arrive(frame, size, SIZE_MAX, 0));
	/* The card has said that there are frames, and says so again when there were none. */
	REQUIRE(work_first == &card.work && card.work.next == NULL);
	work_first = NULL;
	work_end = &work_first;
	card.work.queued = false;
	world_pass(10);
	CHECK_EQ(card_sent(frame), size);
}

/* The card does the checksums: it is given the sum of what is not in the frame, and where the rest goes. */
static void test_offload(void)
{
	struct socket_address to = { .family = SOCKET_IP4, .port = 9, .ip = { 10, 0, 0, 2 } };
	struct socket *socket = make(SOCKET_DATAGRAM);
	uint8_t frame[CARD_ROOM];
	uint32_t sum = sum_of(our_ip, 4, 17 + UDP + 3);

	give_arp(2);
	forget_sent();
	interfaces[0].offload = true;
	CHECK_EQ(socket_send_to(socket, "sum", 3, 0, &to), 3);
	interfaces[0].offload = false;
	CHECK_EQ(card.sent_flags[card.sent_first], NETDEV_CHECKSUM_NEEDED);
	CHECK_EQ(card.sent_start, ETHERNET + IP4);
	CHECK_EQ(card.sent_offset, 6);

	size_t size = card_sent(frame);

	REQUIRE(size == ETHERNET + IP4 + UDP + 3);
	CHECK_EQ(get16(frame + ETHERNET + IP4 + 6), folded(sum_of(peer_ip, 4, sum)));
	CHECK_EQ(socket_close(socket), 0);
}

/* Deferred work that finds a thread in the core leaves word, and is done when that leaves. */
static unsigned interruptions;

static void interrupt(void)
{
	uint8_t frame[CARD_ROOM];
	uint8_t *icmp;
	size_t size = make_ip4(frame, 1, 16, &icmp);

	heap_interrupted = NULL;
	interruptions++;
	memset(icmp, 0, 16);
	icmp[0] = 8;
	fix_sums(frame, size);
	REQUIRE(card_arrive(frame, size, SIZE_MAX, 0));
	test_run_deferred();
	/* Not yet. */
	CHECK_EQ(card.arrived_count, 1);
	CHECK_EQ(card.sent_count, 0);
}

static void test_interrupted(void)
{
	struct socket *socket;

	forget_sent();
	heap_interrupted = interrupt;
	socket = make(SOCKET_STREAM);
	CHECK_EQ(interruptions, 1);
	CHECK_EQ(card.arrived_count, 0);
	CHECK_EQ(card.sent_count, 1);
	CHECK_EQ(socket_close(socket), 0);
	forget_sent();
}

/* A name server, with answers as the test wants them. */
static enum { ANSWER, NO_NAME, SILENCE, GARBAGE, OTHER_ID, LOOP, SHORT } dns_kind;
static struct test_random dns_random = { 5 };

static bool serve_dns(void)
{
	uint8_t frame[CARD_ROOM];
	uint8_t answer[CARD_ROOM];
	uint8_t data[512];
	size_t size;

	while ((size = card_sent(frame)) != 0) {
		uint8_t *udp = frame + ETHERNET + IP4;

		if (get16(frame + 12) == 0x0806 && frame[ETHERNET + 7] == 1)
			give_arp(2);
		/* Waiting for answers takes longer than a lease. */
		if (answers_dhcp(frame, size))
			return true;
		if (get16(frame + 12) != 0x0800 || frame[ETHERNET + 9] != 17 || get16(udp + 2) != 53)
			continue;

		size_t question = get16(udp + 4) - UDP;
		size_t end = question;

		memcpy(data, udp + UDP, question);
		put16(data + 2, 0x8180);
		put16(data + 6, 1);
		put16(data + end, 0xc00c);
		put16(data + end + 2, 1);
		put16(data + end + 4, 1);
		put32(data + end + 6, 60);
		put16(data + end + 10, 4);
		memcpy(data + end + 12, "\x0a\x00\x00\x63", 4);
		end += 16;
		switch (dns_kind) {
		case ANSWER:
			break;
		case NO_NAME:
			put16(data + 2, 0x8183);
			put16(data + 6, 0);
			end = question;
			break;
		case SILENCE:
			continue;
		case GARBAGE:
			for (unsigned i = 0; i < 4; i++)
				data[2 + test_below(&dns_random, end - 2)] = (uint8_t)test_next(&dns_random);
			break;
		case OTHER_ID:
			data[0] ^= 1;
			break;
		case LOOP:
			put16(data + question, 0xc000 + (unsigned)question);
			break;
		case SHORT:
			end -= 1 + test_below(&dns_random, end - 1);
			break;
		}
		size = make_udp(answer, 53, get16(udp), data, end);
		give(answer, size);
		return true;
	}
	return false;
}

static void test_names(void)
{
	struct socket_address out[2];

	give_arp(2);
	step = serve_dns;
	dns_kind = ANSWER;
	CHECK_EQ(resolver_resolve("name.example", 0, out, 2), 1);
	CHECK_EQ(out[0].family, SOCKET_IP4);
	CHECK(memcmp(out[0].ip, "\x0a\x00\x00\x63", 4) == 0);
	/* Again, from what is remembered. */
	dns_kind = SILENCE;
	CHECK_EQ(resolver_resolve("name.example", SOCKET_IP4, out, 1), 1);
	CHECK_EQ(resolver_resolve("10.1.2.3", 0, out, 1), 1);
	CHECK_EQ(out[0].ip[3], 3);
	CHECK_EQ(resolver_resolve("10.1.2.3", SOCKET_IP6, out, 1), -ENOENT);
	CHECK_EQ(resolver_resolve("fe80::1", 0, out, 1), 1);
	CHECK_EQ(out[0].family, SOCKET_IP6);
	CHECK_EQ(resolver_resolve("other.example", SOCKET_IP4, out, 1), -ETIMEDOUT);
	dns_kind = NO_NAME;
	CHECK_EQ(resolver_resolve("none.example", SOCKET_IP4, out, 1), -ENOENT);
	CHECK_EQ(resolver_resolve("", SOCKET_IP4, out, 1), -ENOENT);
	CHECK_EQ(resolver_resolve("name.example", SOCKET_IP4, out, 0), -EINVAL);
	for (unsigned kind = GARBAGE; kind <= SHORT; kind++) {
		for (unsigned long i = 0; i < scaled(40); i++) {
			char name[48];

			(void)snprintf(name, sizeof name, "n%lu.k%u.example", i, kind);
			dns_kind = kind;
			(void)resolver_resolve(name, SOCKET_IP4, out, 1);
			if (kind == OTHER_ID && i == 2)
				break;
		}
	}
	dns_kind = ANSWER;
	CHECK_EQ(resolver_resolve("last.example", SOCKET_IP4, out, 1), 1);
	step = NULL;
	world_pass(10000);
	forget_sent();
}

int main(void)
{
	unsigned long before;

	world_reset();
	REQUIRE(component_init() == 0);
	test_dhcp();
	give_arp(2);
	before = heap_blocks;
	server = make(SOCKET_STREAM);
	CHECK_EQ(socket_bind(server, &(struct socket_address){ .family = SOCKET_IP4, .port = 80 }), 0);
	CHECK_EQ(socket_listen(server, 4), 0);
	test_ping();
	test_echo_and_end();
	test_checksums();
	test_more();
	test_inherits();
	test_resets();
	test_many_at_once();
	test_silent_peers();
	test_slow_reader();
	test_last_bytes(true);
	test_last_bytes(false);
	test_connecting();
	test_fragments();
	test_arp();
	test_card();
	test_flood();
	test_offload();
	test_interrupted();
	test_names();
	CHECK_EQ(socket_close(server), 0);
	world_pass(60000);
	CHECK_EQ(heap_blocks, before);
	CHECK_EQ(card.used, 0);
	return test_done();
}
