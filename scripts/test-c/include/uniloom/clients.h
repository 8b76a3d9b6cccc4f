/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For servers with a port `net` of API `socket`: a listening socket and clients of any pace. Each client sends its text, some at a
 * time, reads some of what comes back at a time, and ends when all is sent. Only waiting lets things happen; where nothing can any
 * more it is cancelled. Include after <ports.h>, in one file.
 */
#ifndef UNILOOM_CLIENTS_H
#define UNILOOM_CLIENTS_H

#include <socket_types.h>
#include <uniloom/test.h>

/* Bytes that one client may get. */
#ifndef TEST_REPLY_BYTES
#define TEST_REPLY_BYTES 4096u
#endif

struct socket {
	const char *text;
	size_t size;
	size_t piece;    /* bytes of it that come at once */
	size_t take;     /* bytes of replies that it reads at once, */
	size_t window;   /* and of how many it leaves unread at most */
	size_t reset_at; /* the connection is lost when so many bytes were read; 0: never */
	bool endless;    /* its text comes again and again, faster than anybody reads; it takes what it gets */
	bool listens;
	bool open;
	size_t came, got;      /* of its text */
	size_t arrived, taken; /* of the replies */
	char reply[TEST_REPLY_BYTES];
};

static struct socket test_listener;
static struct socket *test_clients;
static size_t test_client_count;
static size_t test_accepted;
static size_t test_most_open; /* at once */
static unsigned test_received; /* calls since the last waiting */
static int test_bind_error;
/* What closed connections have on their way, and how often it was waited for. */
static int test_on_its_way;
static bool test_is_stuck;
static unsigned test_settled;

/* These come, one after the other; what the last ones did is forgotten. */
static inline void test_begin(struct socket *clients, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		clients[i].open = false;
		clients[i].came = clients[i].got = clients[i].arrived = clients[i].taken = 0;
	}
	test_clients = clients;
	test_client_count = count;
	test_accepted = 0;
	test_most_open = 0;
	test_settled = 0;
}

static inline size_t test_open_clients(void)
{
	size_t open = 0;

	for (size_t i = 0; i < test_accepted; i++)
		open += test_clients[i].open;
	return open;
}

int net_open(unsigned family, unsigned type, struct socket **out)
{
	CHECK_EQ(family, SOCKET_IP4);
	CHECK_EQ(type, SOCKET_STREAM);
	test_listener = (struct socket){ .listens = true, .open = true };
	*out = &test_listener;
	return 0;
}

int net_close(struct socket *socket)
{
	CHECK(socket->open);
	socket->open = false;
	return 0;
}

int net_bind(struct socket *socket, const struct socket_address *address)
{
	CHECK(socket->listens);
	CHECK_EQ(address->port, CONFIG_PORT);
	return test_bind_error;
}

int net_listen(struct socket *socket, unsigned backlog)
{
	CHECK(socket->listens);
	CHECK_EQ(backlog, CONFIG_CONNECTIONS);
	return 0;
}

int net_set(struct socket *socket, unsigned option, int value)
{
	(void)option;
	CHECK(socket->open && value == 1);
	return 0;
}

int net_accept(struct socket *socket, struct socket **out, struct socket_address *peer)
{
	(void)peer;
	CHECK(socket->listens);
	if (test_accepted == test_client_count)
		return -EAGAIN;
	*out = &test_clients[test_accepted++];
	(*out)->open = true;
	if (test_open_clients() > test_most_open)
		test_most_open = test_open_clients();
	return 0;
}

ssize_t net_receive(struct socket *socket, void *data, size_t size, unsigned flags)
{
	size_t there = socket->came - socket->got;

	(void)flags;
	CHECK(socket->open && size > 0);
	/* Others have their turn as well. */
	REQUIRE(++test_received < 1000);
	if (socket->endless) {
		size = size < socket->size ? size : socket->size;
		memcpy(data, socket->text, size);
		return (ssize_t)size;
	}
	if (socket->reset_at != 0 && socket->got >= socket->reset_at)
		return -ECONNRESET;
	if (there == 0)
		return socket->came == socket->size ? 0 : -EAGAIN;
	if (size > there)
		size = there;
	memcpy(data, socket->text + socket->got, size);
	socket->got += size;
	return (ssize_t)size;
}

ssize_t net_send(struct socket *socket, const void *data, size_t size, unsigned flags)
{
	size_t room = socket->window - (socket->arrived - socket->taken);

	(void)flags;
	CHECK(socket->open);
	if (socket->endless)
		return (ssize_t)size;
	if (room == 0)
		return -EAGAIN;
	if (size > room)
		size = room;
	REQUIRE(socket->arrived + size < sizeof socket->reply);
	memcpy(socket->reply + socket->arrived, data, size);
	socket->arrived += size;
	return (ssize_t)size;
}

int net_get(struct socket *socket, unsigned option, int *value)
{
	CHECK(socket == &test_listener && socket->open);
	CHECK_EQ(option, SOCKET_UNSENT);
	*value = test_on_its_way;
	return 0;
}

static inline int test_wait_a_little(uint64_t timeout_ns)
{
	CHECK(timeout_ns > 0 && timeout_ns < 100000000);
	test_settled++;
	if (!test_is_stuck)
		test_on_its_way -= test_on_its_way < 100 ? test_on_its_way : 100;
	return 0;
}

static inline unsigned test_events(const struct socket *socket)
{
	if (socket->listens)
		return test_accepted < test_client_count ? SOCKET_READABLE : 0;
	if (socket->endless)
		return SOCKET_READABLE | SOCKET_WRITABLE;
	return (socket->came > socket->got || socket->came == socket->size ? SOCKET_READABLE : 0) |
	       (socket->arrived - socket->taken < socket->window ? SOCKET_WRITABLE : 0);
}

int net_wait(struct socket_wait *list, size_t count, uint64_t timeout_ns)
{
	if (count == 0)
		return test_wait_a_little(timeout_ns);
	CHECK_EQ(timeout_ns, UINT64_MAX);
	test_received = 0;
	for (unsigned round = 0; round < 3; round++) {
		int ready = 0;

		for (size_t i = 0; i < count; i++) {
			list[i].ready = list[i].socket == NULL ? 0 : (uint8_t)(test_events(list[i].socket) & list[i].wanted);
			ready += list[i].ready != 0;
		}
		for (size_t i = 0; i < test_accepted; i++) {
			struct socket *socket = &test_clients[i];
			size_t left = socket->size - socket->came;
			size_t unread = socket->arrived - socket->taken;

			socket->came += socket->piece < left ? socket->piece : left;
			socket->taken += socket->take < unread ? socket->take : unread;
		}
		if (ready > 0)
			return ready;
	}
	return -ECANCELED;
}

#endif
