/* SPDX-License-Identifier: BSD-3-Clause */
/* config: ASSERTS=y */
/* config: HELD=8 */
/* config: CLOSING_S=5 */
/* config: CONNECTIONS=8 */
/* config: NETWORK_WAIT_MS=500 */
/* Datagrams in fragments, a card that is full or without a link, floods, checksums by the card, and interrupts in the middle of it. */
#include "network.h"

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

int main(void)
{
	network_begin();
	network_up();
	test_fragments();
	test_card();
	test_flood();
	test_offload();
	test_interrupted();
	return network_end();
}
