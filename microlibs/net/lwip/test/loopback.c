/* SPDX-License-Identifier: BSD-3-Clause */
/* config: LOOPBACK=y */
/* config: IPV6=y */
/* config: ASSERTS=y */
/* config: IP=10.0.0.1/24 */
/* config: TIME_WAIT_MS=1000 */
/* Both ends of everything in one image: the whole of the sockets' API, and every allocation refused in turn. */
#include "world.h"

#include "lwip.h"

static bool test_step(void)
{
	return false;
}

static const struct socket_address local4 = { .family = SOCKET_IP4, .port = 80, .ip = { 127, 0, 0, 1 } };
static const struct socket_address own4 = { .family = SOCKET_IP4, .port = 80, .ip = { 10, 0, 0, 1 } };
static const struct socket_address local6 = { .family = SOCKET_IP6, .port = 80, .ip = { [15] = 1 } };
static const struct socket_address mapped4 = { .family = SOCKET_IP6, .port = 80, .ip = { [10] = 0xff, [11] = 0xff, [12] = 127, [15] = 1 } };

static struct socket *make(unsigned family, unsigned type)
{
	struct socket *socket = NULL;

	REQUIRE(socket_open(family, type, &socket) == 0);
	return socket;
}

static struct socket *listener(unsigned family, unsigned backlog)
{
	struct socket_address any = { .family = (uint8_t)family, .port = 80 };
	struct socket *socket = make(family, SOCKET_STREAM);

	REQUIRE(socket_set(socket, SOCKET_REUSE_ADDRESS, 1) == 0);
	REQUIRE(socket_bind(socket, &any) == 0);
	REQUIRE(socket_listen(socket, backlog) == 0);
	return socket;
}

static int get(struct socket *socket, unsigned option)
{
	int value = -1;

	CHECK_EQ(socket_get(socket, option, &value), 0);
	return value;
}

static uint8_t ready(struct socket *socket, uint8_t wanted)
{
	struct socket_wait wait = { socket, wanted, 0 };
	int count = socket_wait(&wait, 1, 0);

	CHECK_EQ(count, wait.ready != 0);
	return wait.ready;
}

struct pair {
	struct socket *listener;
	struct socket *client;
	struct socket *server;
	struct socket_address peer;
};

static struct pair connect_pair(const struct socket_address *to, unsigned family)
{
	struct pair pair = { .listener = listener(family, 4) };

	pair.client = make(to->family, SOCKET_STREAM);
	REQUIRE(socket_connect(pair.client, to) == 0);
	REQUIRE(socket_accept(pair.listener, &pair.server, &pair.peer) == 0);
	return pair;
}

static void close_pair(struct pair *pair)
{
	CHECK_EQ(socket_close(pair->client), 0);
	CHECK_EQ(socket_close(pair->server), 0);
	CHECK_EQ(socket_close(pair->listener), 0);
	world_pass(3000);
}

static void test_echo(const struct socket_address *to, unsigned family)
{
	struct pair pair = connect_pair(to, family);
	struct socket_address address;
	char data[64];

	CHECK_EQ(socket_peer(pair.client, &address), 0);
	CHECK_EQ(address.port, 80);
	CHECK_EQ(memcmp(address.ip, to->family == SOCKET_IP6 && family == SOCKET_IP6 ? to->ip : address.ip, 16), 0);
	CHECK_EQ(socket_local(pair.client, &address), 0);
	CHECK_EQ(address.port, pair.peer.port);
	CHECK_EQ(pair.peer.family, family);
	CHECK_EQ(socket_send(pair.client, "hello", 5, 0), 5);
	CHECK_EQ(socket_receive(pair.server, data, sizeof data, SOCKET_PEEK), 5);
	CHECK_EQ(socket_receive(pair.server, data, 2, 0), 2);
	CHECK_EQ(socket_receive(pair.server, data + 2, sizeof data, 0), 3);
	CHECK(memcmp(data, "hello", 5) == 0);
	CHECK_EQ(socket_receive(pair.server, data, sizeof data, SOCKET_DONT_WAIT), -EAGAIN);
	CHECK_EQ(socket_send_static(pair.server, "world", 5, 0), 5);
	CHECK_EQ(socket_receive(pair.client, data, sizeof data, 0), 5);
	CHECK_EQ(get(pair.server, SOCKET_UNSENT), 5);
	world_pass(500);
	CHECK_EQ(get(pair.server, SOCKET_UNSENT), 0);
	close_pair(&pair);
}

/* Bytes that a pattern says, both ways, in pieces of every size. */
static void test_many_bytes(void)
{
	struct pair pair = connect_pair(&own4, SOCKET_IP4);
	struct test_random random = { 7 };
	static uint8_t out[70000];
	static uint8_t in[70000];
	size_t sent = 0;
	size_t got = 0;

	for (size_t i = 0; i < sizeof out; i++)
		out[i] = (uint8_t)test_next(&random);
	while (got < sizeof out) {
		size_t size = 1 + test_below(&random, 20000);
		unsigned flags = test_below(&random, 2) != 0 ? SOCKET_MORE : 0;
		ssize_t done;

		if (size > sizeof out - sent)
			size = sizeof out - sent;
		if (sent + size == sizeof out)
			flags = 0;
		done = test_below(&random, 2) != 0 ? socket_send_static(pair.client, out + sent, size, flags | SOCKET_DONT_WAIT) :
						     socket_send(pair.client, out + sent, size, flags | SOCKET_DONT_WAIT);
		if (size > 0)
			REQUIRE(done > 0 || done == -EAGAIN);
		sent += done > 0 ? (size_t)done : 0;
		done = socket_receive(pair.server, in + got, 1 + test_below(&random, 9000), SOCKET_DONT_WAIT);
		REQUIRE(done > 0 || done == -EAGAIN);
		got += done > 0 ? (size_t)done : 0;
		if (done < 0)
			world_pass(250);
	}
	CHECK(memcmp(in, out, sizeof out) == 0);
	close_pair(&pair);
}

static void test_ends(void)
{
	struct pair pair = connect_pair(&local4, SOCKET_IP4);
	char data[16];

	/* Half closed: the other direction goes on. */
	CHECK_EQ(socket_send(pair.client, "last", 4, 0), 4);
	CHECK_EQ(socket_shutdown(pair.client, SOCKET_SHUT_WRITE), 0);
	CHECK_EQ(socket_send(pair.client, "x", 1, 0), -EPIPE);
	CHECK_EQ(socket_receive(pair.server, data, sizeof data, 0), 4);
	CHECK_EQ(socket_receive(pair.server, data, sizeof data, 0), 0);
	CHECK_EQ(socket_receive(pair.server, data, sizeof data, 0), 0);
	CHECK_EQ(socket_send(pair.server, "answer", 6, 0), 6);
	CHECK_EQ(socket_receive(pair.client, data, sizeof data, 0), 6);
	CHECK_EQ(ready(pair.client, SOCKET_READABLE), 0);
	CHECK_EQ(socket_shutdown(pair.server, SOCKET_SHUT_WRITE), 0);
	CHECK_EQ(socket_receive(pair.client, data, sizeof data, 0), 0);
	CHECK_EQ(ready(pair.client, SOCKET_READABLE), SOCKET_READABLE | SOCKET_HANGUP);
	world_pass(5000);
	CHECK_EQ(socket_receive(pair.client, data, sizeof data, 0), 0);
	CHECK_EQ(socket_shutdown(pair.client, SOCKET_SHUT_WRITE), -ENOTCONN);
	close_pair(&pair);

	/* All was there before it was read: the end is one in order all the same. */
	pair = connect_pair(&local4, SOCKET_IP4);
	CHECK_EQ(socket_send(pair.client, "request", 7, 0), 7);
	CHECK_EQ(socket_shutdown(pair.client, SOCKET_SHUT_WRITE), 0);
	CHECK_EQ(socket_receive(pair.server, data, sizeof data, 0), 7);
	CHECK_EQ(socket_send(pair.server, "answer", 6, 0), 6);
	CHECK_EQ(socket_close(pair.server), 0);
	CHECK_EQ(socket_receive(pair.client, data, sizeof data, 0), 6);
	CHECK_EQ(socket_receive(pair.client, data, sizeof data, 0), 0);
	CHECK_EQ(socket_close(pair.client), 0);
	CHECK_EQ(socket_close(pair.listener), 0);
	world_pass(3000);

	/* Nobody reads any more: what comes is thrown away, and the sender is not held up. */
	pair = connect_pair(&local4, SOCKET_IP4);
	CHECK_EQ(socket_send(pair.client, "unread", 6, 0), 6);
	CHECK_EQ(socket_shutdown(pair.server, SOCKET_SHUT_READ), 0);
	CHECK_EQ(socket_receive(pair.server, data, sizeof data, 0), 0);
	for (unsigned i = 0; i < 2000; i++)
		REQUIRE(socket_send(pair.client, data, sizeof data, 0) > 0);
	close_pair(&pair);

	/* Unread bytes: the connection is reset. */
	pair = connect_pair(&local4, SOCKET_IP4);
	CHECK_EQ(socket_send(pair.client, "unread", 6, 0), 6);
	CHECK_EQ(socket_close(pair.server), 0);
	CHECK_EQ(ready(pair.client, 0), SOCKET_HANGUP | SOCKET_FAILED);
	CHECK_EQ(socket_receive(pair.client, data, sizeof data, 0), -ECONNRESET);
	CHECK_EQ(socket_send(pair.client, "x", 1, 0), -EPIPE);
	CHECK_EQ(get(pair.client, SOCKET_ERROR), 0);
	CHECK_EQ(socket_close(pair.client), 0);
	CHECK_EQ(socket_close(pair.listener), 0);
	world_pass(3000);

	/* Connections that nobody has accepted go with the listener. */
	pair = connect_pair(&local4, SOCKET_IP4);

	struct socket *other = make(SOCKET_IP4, SOCKET_STREAM);

	CHECK_EQ(socket_connect(other, &local4), 0);
	CHECK_EQ(socket_send(other, "early", 5, 0), 5);
	CHECK_EQ(ready(pair.listener, SOCKET_READABLE), SOCKET_READABLE);
	CHECK_EQ(socket_close(pair.listener), 0);
	CHECK_EQ(socket_receive(other, data, sizeof data, 0), -ECONNRESET);
	CHECK_EQ(socket_close(other), 0);
	pair.listener = listener(SOCKET_IP4, 1);
	close_pair(&pair);
}

static void test_refusals(void)
{
	struct socket_address address = { .family = SOCKET_IP4, .port = 81, .ip = { 192, 168, 1, 1 } };
	struct socket *socket = NULL;
	struct socket *other;
	char data[8];
	int value;

	CHECK_EQ(socket_open(5, SOCKET_STREAM, &socket), -EAFNOSUPPORT);
	CHECK_EQ(socket_open(SOCKET_IP4, 3, &socket), -EPROTONOSUPPORT);
	socket = make(SOCKET_IP4, SOCKET_STREAM);
	CHECK_EQ(socket_connect(socket, &local4), -ECONNREFUSED);
	CHECK_EQ(socket_close(socket), 0);
	socket = make(SOCKET_IP4, SOCKET_STREAM);
	CHECK_EQ(socket_set(socket, SOCKET_NONBLOCK, 1), 0);
	CHECK_EQ(socket_connect(socket, &local4), -EINPROGRESS);
	CHECK_EQ(ready(socket, SOCKET_WRITABLE), SOCKET_WRITABLE | SOCKET_HANGUP | SOCKET_FAILED);
	CHECK_EQ(get(socket, SOCKET_ERROR), -ECONNREFUSED);
	CHECK_EQ(socket_close(socket), 0);
	socket = make(SOCKET_IP4, SOCKET_STREAM);
	CHECK_EQ(socket_bind(socket, &address), -EADDRNOTAVAIL);
	CHECK_EQ(socket_bind(socket, &local6), -EAFNOSUPPORT);
	CHECK_EQ(socket_connect(socket, &local6), -EAFNOSUPPORT);
	CHECK_EQ(socket_accept(socket, &other, NULL), -EINVAL);
	CHECK_EQ(socket_send(socket, "x", 1, 0), -ENOTCONN);
	CHECK_EQ(socket_receive(socket, data, 1, 0), -ENOTCONN);
	CHECK_EQ(socket_shutdown(socket, SOCKET_SHUT_BOTH), -ENOTCONN);
	CHECK_EQ(socket_peer(socket, &address), -ENOTCONN);
	CHECK_EQ(socket_local(socket, &address), 0);
	CHECK_EQ(address.port, 0);
	address = (struct socket_address){ .family = SOCKET_IP4, .port = 80 };
	CHECK_EQ(socket_bind(socket, &address), 0);
	CHECK_EQ(socket_bind(socket, &address), -EINVAL);
	CHECK_EQ(socket_listen(socket, 1), 0);
	CHECK_EQ(socket_listen(socket, 1), -EINVAL);
	CHECK_EQ(socket_connect(socket, &local4), -EINVAL);
	other = make(SOCKET_IP4, SOCKET_STREAM);
	CHECK_EQ(socket_bind(other, &address), -EADDRINUSE);
	CHECK_EQ(socket_set(socket, SOCKET_NONBLOCK, 1), 0);
	CHECK_EQ(socket_accept(socket, &other, NULL), -EAGAIN);
	CHECK_EQ(socket_set(socket, SOCKET_NONBLOCK, 0), 0);
	CHECK_EQ(socket_set(socket, SOCKET_RECEIVE_TIMEOUT, 100), 0);

	uint64_t begin = world_now;

	CHECK_EQ(socket_accept(socket, &other, NULL), -EAGAIN);
	CHECK(world_now - begin >= 100000000);
	CHECK_EQ(socket_set(socket, SOCKET_UNSENT, 1), -EINVAL);
	CHECK_EQ(socket_set(socket, SOCKET_ONLY_IP6, 1), -ENOPROTOOPT);
	CHECK_EQ(socket_set(socket, SOCKET_BROADCAST, 1), -ENOPROTOOPT);
	CHECK_EQ(socket_set(socket, 99, 1), -ENOPROTOOPT);
	CHECK_EQ(socket_get(socket, 99, &value), -ENOPROTOOPT);
	CHECK_EQ(socket_set(socket, SOCKET_RECEIVE_TIMEOUT, -1), -EINVAL);
	CHECK_EQ(socket_set(socket, SOCKET_NONBLOCK, 2), -EINVAL);
	CHECK_EQ(get(socket, SOCKET_NONBLOCK), 0);
	CHECK_EQ(socket_set(socket, SOCKET_NONBLOCK, 0), 0);
	CHECK_EQ(socket_close(other), 0);
	CHECK_EQ(socket_close(socket), 0);
	/* An image has so many sockets. */
	struct socket *all[CONFIG_SOCKETS];

	for (unsigned i = 0; i < CONFIG_SOCKETS; i++)
		all[i] = make(SOCKET_IP4, SOCKET_DATAGRAM);
	CHECK_EQ(socket_open(SOCKET_IP4, SOCKET_DATAGRAM, &socket), -EMFILE);
	for (unsigned i = 0; i < CONFIG_SOCKETS; i++)
		CHECK_EQ(socket_close(all[i]), 0);
	world_pass(3000);
}

static void test_options(void)
{
	static const unsigned switches[] = { SOCKET_NONBLOCK, SOCKET_REUSE_ADDRESS, SOCKET_KEEPALIVE, SOCKET_NODELAY };
	struct socket *stream = make(SOCKET_IP6, SOCKET_STREAM);
	struct socket *datagram = make(SOCKET_IP4, SOCKET_DATAGRAM);

	for (unsigned i = 0; i < 4; i++) {
		CHECK_EQ(get(stream, switches[i]), 0);
		CHECK_EQ(socket_set(stream, switches[i], 1), 0);
		CHECK_EQ(get(stream, switches[i]), 1);
		CHECK_EQ(socket_set(stream, switches[i], 0), 0);
		CHECK_EQ(get(stream, switches[i]), 0);
	}
	CHECK_EQ(socket_set(stream, SOCKET_ONLY_IP6, 1), 0);
	CHECK_EQ(get(stream, SOCKET_ONLY_IP6), 1);
	CHECK_EQ(socket_set(stream, SOCKET_SEND_TIMEOUT, 5), 0);
	CHECK_EQ(get(stream, SOCKET_SEND_TIMEOUT), 5);
	CHECK_EQ(get(stream, SOCKET_RECEIVE_TIMEOUT), 0);
	CHECK_EQ(get(stream, SOCKET_UNSENT), 0);
	CHECK_EQ(socket_set(datagram, SOCKET_BROADCAST, 1), 0);
	CHECK_EQ(get(datagram, SOCKET_BROADCAST), 1);
	CHECK_EQ(socket_set(datagram, SOCKET_NODELAY, 1), -ENOPROTOOPT);
	CHECK_EQ(socket_set(datagram, SOCKET_KEEPALIVE, 1), -ENOPROTOOPT);
	CHECK_EQ(socket_close(stream), 0);
	CHECK_EQ(socket_close(datagram), 0);
}

static void test_waiting(void)
{
	struct pair pair = connect_pair(&local4, SOCKET_IP4);
	struct socket *late = make(SOCKET_IP4, SOCKET_STREAM);
	struct socket_wait all[4] = {
		{ pair.server, SOCKET_READABLE, 0 },
		{ pair.client, SOCKET_READABLE | SOCKET_WRITABLE, 0 },
		{ NULL, SOCKET_READABLE, 9 },
		{ pair.listener, SOCKET_READABLE, 0 },
	};
	char data[4096] = { 0 };
	ssize_t sent;

	CHECK_EQ(socket_wait(all, 4, UINT64_MAX), 1);
	CHECK_EQ(all[1].ready, SOCKET_WRITABLE);
	CHECK_EQ(all[2].ready, 0);
	all[1].wanted = SOCKET_READABLE;

	uint64_t begin = world_now;

	CHECK_EQ(socket_wait(all, 4, 200000000), 0);
	CHECK(world_now - begin >= 200000000);
	CHECK_EQ(socket_set(late, SOCKET_NONBLOCK, 1), 0);
	sent = socket_connect(late, &local4);
	CHECK(sent == -EINPROGRESS || sent == 0);
	CHECK_EQ(ready(late, SOCKET_WRITABLE), SOCKET_WRITABLE);
	CHECK_EQ(socket_connect(late, &local4), -EISCONN);
	CHECK_EQ(socket_wait(all, 4, UINT64_MAX), 1);
	CHECK_EQ(all[3].ready, SOCKET_READABLE);
	/* Full, and writable again when somebody has read. */
	CHECK_EQ(socket_set(pair.client, SOCKET_NONBLOCK, 1), 0);
	while ((sent = socket_send(pair.client, data, sizeof data, 0)) > 0)
		world_pass(1);
	CHECK_EQ(sent, -EAGAIN);
	CHECK_EQ(ready(pair.client, SOCKET_WRITABLE), 0);
	CHECK(get(pair.client, SOCKET_UNSENT) > 0);
	CHECK_EQ(ready(pair.server, SOCKET_READABLE), SOCKET_READABLE);
	while (socket_receive(pair.server, data, sizeof data, SOCKET_DONT_WAIT) > 0)
		world_pass(1000);
	CHECK_EQ(ready(pair.client, SOCKET_WRITABLE), SOCKET_WRITABLE);
	CHECK_EQ(get(pair.client, SOCKET_UNSENT), 0);
	CHECK_EQ(socket_set(pair.client, SOCKET_NONBLOCK, 0), 0);
	CHECK_EQ(socket_set(pair.client, SOCKET_SEND_TIMEOUT, 100), 0);
	while ((sent = socket_send(pair.client, data, sizeof data, 0)) > 0)
		;
	CHECK_EQ(sent, -EAGAIN);
	CHECK_EQ(socket_close(late), 0);
	close_pair(&pair);
}

static void test_datagrams(const struct socket_address *to, unsigned family)
{
	struct socket_address any = { .family = (uint8_t)family, .port = 80 };
	struct socket *server = make(family, SOCKET_DATAGRAM);
	struct socket *client = make(to->family, SOCKET_DATAGRAM);
	struct socket_address from;
	static char data[65536];

	CHECK_EQ(socket_bind(server, &any), 0);
	CHECK_EQ(socket_send(client, "x", 1, 0), -ENOTCONN);
	CHECK_EQ(socket_send_to(client, "one", 3, 0, to), 3);
	CHECK_EQ(socket_connect(client, to), 0);
	CHECK_EQ(socket_send(client, "", 0, 0), 0);
	CHECK_EQ(socket_send(client, "three", 5, 0), 5);
	CHECK_EQ(ready(server, SOCKET_READABLE), SOCKET_READABLE);
	CHECK_EQ(socket_receive_from(server, data, sizeof data, SOCKET_PEEK, &from), 3);
	CHECK_EQ(socket_receive_from(server, data, sizeof data, 0, &from), 3);
	CHECK(memcmp(data, "one", 3) == 0);
	CHECK_EQ(socket_receive(server, data, sizeof data, 0), 0);
	CHECK_EQ(socket_receive(server, data, 2, 0), 2);
	CHECK_EQ(ready(server, SOCKET_READABLE), 0);
	CHECK_EQ(socket_send_to(server, "back", 4, 0, &from), 4);
	CHECK_EQ(socket_receive(client, data, sizeof data, 0), 4);
	struct socket_address peer;

	CHECK_EQ(socket_peer(client, &peer), 0);
	CHECK_EQ(peer.port, 80);
	/* As many wait as may; others are lost. */
	for (unsigned i = 0; i < CONFIG_UDP_QUEUE + 3; i++)
		CHECK_EQ(socket_send(client, "x", 1, 0), 1);
	for (unsigned i = 0; i < CONFIG_UDP_QUEUE; i++)
		CHECK_EQ(socket_receive(server, data, sizeof data, SOCKET_DONT_WAIT), 1);
	CHECK_EQ(socket_receive(server, data, sizeof data, SOCKET_DONT_WAIT), -EAGAIN);
	CHECK_EQ(socket_send_to(client, data, 65536, 0, to), -EMSGSIZE);
	CHECK_EQ(socket_close(client), 0);
	CHECK_EQ(socket_send_to(server, "lost", 4, 0, &from), 4);
	CHECK_EQ(socket_close(server), 0);
}

/* All that a request does, with allocation number `fails` refused (and all after it). Errors are fine, crashes are not. */
static void request(unsigned long fails, bool on)
{
	struct socket_address any = { .family = SOCKET_IP4, .port = 80 };
	struct socket *sockets[4] = { NULL };
	char data[3000] = { 0 };

	heap_calls = 0;
	heap_fails_at = fails;
	heap_fails_on = on;
	if (socket_open(SOCKET_IP4, SOCKET_STREAM, &sockets[0]) == 0 && socket_bind(sockets[0], &any) == 0 &&
	    socket_listen(sockets[0], 2) == 0 && socket_open(SOCKET_IP4, SOCKET_STREAM, &sockets[1]) == 0) {
		(void)socket_set(sockets[1], SOCKET_NONBLOCK, 1);
		(void)socket_connect(sockets[1], &local4);
		world_pass(4000);
		(void)socket_set(sockets[0], SOCKET_NONBLOCK, 1);
		if (socket_accept(sockets[0], &sockets[2], NULL) == 0) {
			(void)socket_send(sockets[1], data, sizeof data, SOCKET_DONT_WAIT);
			world_pass(2000);
			(void)socket_receive(sockets[2], data, sizeof data, SOCKET_DONT_WAIT);
			(void)socket_send_static(sockets[2], data, sizeof data, SOCKET_DONT_WAIT);
			(void)socket_shutdown(sockets[2], SOCKET_SHUT_WRITE);
			world_pass(2000);
			while (socket_receive(sockets[1], data, sizeof data, SOCKET_DONT_WAIT) > 0)
				;
		}
	}
	if (socket_open(SOCKET_IP4, SOCKET_DATAGRAM, &sockets[3]) == 0 && socket_bind(sockets[3], &any) == 0) {
		(void)socket_send_to(sockets[3], data, sizeof data, 0, &local4);
		(void)socket_receive(sockets[3], data, sizeof data, SOCKET_DONT_WAIT);
	}
	for (unsigned i = 0; i < 4; i++) {
		if (sockets[i] != NULL)
			CHECK_EQ(socket_close(sockets[i]), 0);
	}
	heap_fails_at = 0;
	world_pass(400000);
}

static void test_refused_memory(void)
{
	unsigned long before = heap_blocks;

	request(0, false);

	unsigned long calls = heap_calls;

	CHECK(calls > 10);
	CHECK_EQ(heap_blocks, before);
	for (unsigned long i = 1; i <= calls + 2; i++) {
		request(i, false);
		CHECK_EQ(heap_blocks, before);
		request(i, true);
		CHECK_EQ(heap_blocks, before);
	}
	test_echo(&local4, SOCKET_IP4);
}

/* One after the other, faster than TIME-WAIT ends: memory stays bounded, and all of it comes back. */
static void test_one_after_the_other(void)
{
	struct socket *server = listener(SOCKET_IP4, 4);
	unsigned long before = heap_blocks;
	unsigned long most = 0;

	for (unsigned long i = 0; i < scaled(2000); i++) {
		struct socket *client = make(SOCKET_IP4, SOCKET_STREAM);
		struct socket *other = NULL;
		char data[8];

		REQUIRE(socket_connect(client, &local4) == 0);
		REQUIRE(socket_accept(server, &other, NULL) == 0);
		REQUIRE(socket_send(client, "request", 7, 0) == 7);
		REQUIRE(socket_receive(other, data, sizeof data, 0) == 7);
		REQUIRE(socket_close(other) == 0);
		REQUIRE(socket_receive(client, data, sizeof data, 0) == 0);
		REQUIRE(socket_close(client) == 0);
		if (heap_blocks - before > most)
			most = heap_blocks - before;
	}
	CHECK(most <= CONFIG_CONNECTIONS + 8);
	world_pass(3000);
	CHECK_EQ(heap_blocks, before);
	CHECK_EQ(socket_close(server), 0);
}

/* What is written is read as RFC 4291 says, and written as RFC 5952 says; NULL where it is no address. */
static void test_addresses(void)
{
	static const char *const texts[][2] = {
		{ "10.0.2.15", "10.0.2.15" },
		{ "255.255.255.255", "255.255.255.255" },
		{ "::", "::" },
		{ "::1", "::1" },
		{ "1::", "1::" },
		{ "fe80::5054:FF:fe12:3456", "fe80::5054:ff:fe12:3456" },
		{ "1:0:0:2:0:0:0:3", "1:0:0:2::3" },
		{ "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8" },
		{ "1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7" },
		{ "0001:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0" },
		{ "64:ff9b::192.0.2.33", "64:ff9b::c000:221" },
		{ "256.0.0.1", NULL },
		{ "1.2.3", NULL },
		{ "01.2.3.4", NULL },
		{ "1.2.3.4.5", NULL },
		{ ":1", NULL },
		{ ":::", NULL },
		{ "1::2::3", NULL },
		{ "1:2:3:4:5:6:7", NULL },
		{ "1:2:3:4:5:6:7:8:9", NULL },
		{ "12345::", NULL },
		{ "g::", NULL },
		{ "", NULL },
	};
	struct socket_address address;
	char text[ADDRESS_TEXT];
	ip_addr_t ip;
	int prefix;

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		const char *end = address_parse(texts[i][0], &address, NULL);

		if (!test_note((end != NULL && *end == '\0') == (texts[i][1] != NULL), __FILE__, __LINE__, "'%s'", texts[i][0]) ||
		    texts[i][1] == NULL)
			continue;
		CHECK(address_in(&address, &ip));
		CHECK_STR(address_format(&ip, text), texts[i][1]);
	}
	CHECK(address_parse("10.0.0.1/24", &address, &prefix) != NULL && prefix == 24);
	CHECK(address_parse("10.0.0.1", &address, &prefix) != NULL && prefix == -1);
	CHECK(address_parse("10.0.0.1/33", &address, &prefix) == NULL);
	CHECK(address_parse("fe80::/128", &address, &prefix) != NULL && prefix == 128);
}

int main(void)
{
	world_reset();
	REQUIRE(component_init() == 0);
	CHECK(strstr(world_printed, "component: 10.0.0.1/24 as set\n") != NULL);
	world_pass(2000);
	test_addresses();

	unsigned long before = heap_blocks;

	test_echo(&local4, SOCKET_IP4);
	test_echo(&own4, SOCKET_IP4);
	test_echo(&local6, SOCKET_IP6);
	test_echo(&local4, SOCKET_IP6);
	test_echo(&mapped4, SOCKET_IP4);
	test_many_bytes();
	test_ends();
	test_refusals();
	test_options();
	test_waiting();
	test_datagrams(&local4, SOCKET_IP4);
	test_datagrams(&local6, SOCKET_IP6);
	test_datagrams(&local4, SOCKET_IP6);
	test_one_after_the_other();
	world_pass(10000);
	CHECK_EQ(heap_blocks, before);
	test_refused_memory();
	CHECK_EQ(card.used, 0);
	return test_done();
}
