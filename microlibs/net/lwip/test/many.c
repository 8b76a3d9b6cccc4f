/* SPDX-License-Identifier: BSD-3-Clause */
/* config: ASSERTS=y */
/* config: HELD=8 */
/* config: CLOSING_S=5 */
/* config: CONNECTIONS=8 */
/* config: NETWORK_WAIT_MS=500 */
/* Many peers at once, peers that say nothing any more, readers that do not read, and memory that ends with the last bytes. */
#include "network.h"

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

int main(void)
{
	network_begin();
	network_up();
	test_many_at_once();
	test_silent_peers();
	test_slow_reader();
	test_last_bytes(true);
	test_last_bytes(false);
	return network_end();
}
