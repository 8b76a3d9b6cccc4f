/* SPDX-License-Identifier: BSD-3-Clause */
/* config: ASSERTS=y */
/* config: HELD=8 */
/* config: CLOSING_S=5 */
/* config: CONNECTIONS=8 */
/* config: NETWORK_WAIT_MS=500 */
/* A peer and a DHCP server that the test is: what goes over the wire, and what goes wrong there. */
#include "network.h"

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

int main(void)
{
	network_begin();
	test_dhcp();
	network_up();
	test_ping();
	test_echo_and_end();
	test_checksums();
	test_more();
	test_inherits();
	test_resets();
	test_connecting();
	test_arp();
	return network_end();
}
