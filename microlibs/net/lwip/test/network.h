/* SPDX-License-Identifier: BSD-3-Clause */
/* What the tests over the wire share: an address by DHCP from a server that the test is, and a socket that listens. */
#ifndef NETWORK_H
#define NETWORK_H

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

static inline struct socket *accepted(struct peer *peer, uint16_t from)
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

static unsigned long network_heap;

/* The component without an address. */
static void network_begin(void)
{
	world_reset();
	REQUIRE(component_init() == 0);
}

/* With its address, the peer's hardware address, and `server` at port 80. */
static void network_up(void)
{
	while (dhcp_answers < 2) {
		serve_dhcp();
		world_pass(100);
	}
	give_arp(2);
	network_heap = heap_blocks;
	server = make(SOCKET_STREAM);
	CHECK_EQ(socket_bind(server, &(struct socket_address){ .family = SOCKET_IP4, .port = 80 }), 0);
	CHECK_EQ(socket_listen(server, 4), 0);
}

/* Nothing is left of all that was done. The test's result. */
static int network_end(void)
{
	CHECK_EQ(socket_close(server), 0);
	world_pass(60000);
	CHECK_EQ(heap_blocks, network_heap);
	CHECK_EQ(card.used, 0);
	return test_done();
}

#endif
