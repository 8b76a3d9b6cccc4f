/* SPDX-License-Identifier: BSD-3-Clause */
/* config: PORT=$port */
/* config: TOTAL=$total */
/* config: CONNECTIONS=3 */
/* config: BUFFER_BYTES=50 */
/* Clients of any pace: what each has sent comes back, whole and in order; memory and sockets are all given back. */
#include <ports.h>
#include <uniloom/test.h>

#define CLIENTS 10u
#define SIZE 1000u

long port = 7;
long total = CLIENTS;

struct socket {
	bool open;
	size_t came, got, back, taken;
	size_t in, out; /* bytes at once */
	bool resets;
};

static struct socket listener;
static struct socket sockets[CLIENTS];
static size_t accepted;
static size_t open_now;
static size_t blocks;
static bool no_memory;
static int fails;
static struct test_random random_ = { 9 };

int out_print_v(const char *format, va_list arguments)
{
	return vsnprintf(NULL, 0, format, arguments);
}

void *heap_malloc(size_t size)
{
	if (no_memory)
		return NULL;
	blocks++;
	return malloc(size);
}

void heap_free(void *block)
{
	blocks -= block != NULL;
	free(block);
}

int net_open(unsigned family, unsigned type, struct socket **out)
{
	CHECK_EQ(family, SOCKET_IP4);
	CHECK_EQ(type, SOCKET_STREAM);
	listener.open = true;
	*out = &listener;
	return 0;
}

int net_close(struct socket *socket)
{
	CHECK(socket->open);
	socket->open = false;
	open_now -= socket != &listener;
	return 0;
}

int net_bind(struct socket *socket, const struct socket_address *address)
{
	(void)socket;
	CHECK_EQ(address->port, 7);
	return fails;
}

int net_listen(struct socket *socket, unsigned backlog)
{
	(void)socket;
	CHECK(backlog > 0);
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
	CHECK(socket == &listener);
	if (accepted == CLIENTS)
		return -EAGAIN;
	sockets[accepted] = (struct socket){ .open = true, .in = 1 + test_below(&random_, 200), .out = 1 + test_below(&random_, 200),
					     .resets = accepted == 4 };
	*out = &sockets[accepted++];
	open_now++;
	CHECK(open_now <= 3);
	return 0;
}

static uint8_t byte_of(const struct socket *socket, size_t at)
{
	return (uint8_t)((size_t)(socket - sockets) * 31 + at * 7);
}

ssize_t net_receive(struct socket *socket, void *data, size_t size, unsigned flags)
{
	size_t there = socket->came - socket->got;

	(void)flags;
	if (socket->resets && socket->got > SIZE / 2)
		return -ECONNRESET;
	if (there == 0)
		return socket->came == SIZE ? 0 : -EAGAIN;
	if (size > there)
		size = there;
	for (size_t i = 0; i < size; i++)
		((uint8_t *)data)[i] = byte_of(socket, socket->got++);
	return (ssize_t)size;
}

ssize_t net_send(struct socket *socket, const void *data, size_t size, unsigned flags)
{
	size_t room = 100 - (socket->back - socket->taken);

	(void)flags;
	if (room == 0)
		return -EAGAIN;
	if (size > room)
		size = room;
	for (size_t i = 0; i < size; i++)
		CHECK_EQ(((const uint8_t *)data)[i], byte_of(socket, socket->back + i));
	socket->back += size;
	return (ssize_t)size;
}

/* What a closed connection has on its way, and how often it was waited for. */
static int on_its_way;
static unsigned waited;
static bool is_stuck;

int net_get(struct socket *socket, unsigned option, int *value)
{
	CHECK(socket == &listener && socket->open);
	CHECK_EQ(option, SOCKET_UNSENT);
	*value = on_its_way;
	return 0;
}

static int wait_a_little(uint64_t timeout_ns)
{
	CHECK(timeout_ns > 0 && timeout_ns < 100000000);
	waited++;
	if (!is_stuck)
		on_its_way -= on_its_way < 100 ? on_its_way : 100;
	return 0;
}

int net_wait(struct socket_wait *list, size_t count, uint64_t timeout_ns)
{
	if (count == 0)
		return wait_a_little(timeout_ns);
	CHECK_EQ(timeout_ns, UINT64_MAX);
	for (;;) {
		int ready = 0;

		for (size_t i = 0; i < count; i++) {
			struct socket *socket = list[i].socket;
			unsigned is = 0;

			if (socket == &listener)
				is = accepted < CLIENTS ? SOCKET_READABLE : 0;
			else if (socket != NULL)
				is = (socket->came > socket->got || socket->came == SIZE ? SOCKET_READABLE : 0) |
				     (socket->back - socket->taken < 100 ? SOCKET_WRITABLE : 0);
			list[i].ready = (uint8_t)(is & list[i].wanted);
			ready += list[i].ready != 0;
		}
		if (ready > 0)
			return ready;
		if (count == 1)
			return -ECANCELED;
		for (size_t i = 0; i < accepted; i++) {
			struct socket *socket = &sockets[i];

			socket->came += socket->in < SIZE - socket->came ? socket->in : SIZE - socket->came;
			socket->taken += socket->out < socket->back - socket->taken ? socket->out : socket->back - socket->taken;
		}
	}
}

int main(void)
{
	for (unsigned long i = 0; i < scaled(50); i++) {
		accepted = 0;
		on_its_way = (int)(i % 50) * 50;
		waited = 0;
		is_stuck = i == 1;
		CHECK_EQ(component_main(), 0);
		CHECK_EQ(on_its_way, is_stuck ? 50 : 0);
		CHECK_EQ(waited, is_stuck ? 200 : (i % 50 + 1) / 2);
		CHECK_EQ(open_now, 0);
		CHECK_EQ(blocks, 0);
		for (size_t c = 0; c < CLIENTS; c++)
			CHECK(sockets[c].resets || sockets[c].back == SIZE);
	}
	on_its_way = 0;
	/* Without memory each is closed, and it goes on; here until there is nothing to wait for. */
	no_memory = true;
	accepted = 0;
	CHECK_EQ(component_main(), 1);
	CHECK_EQ(accepted, CLIENTS);
	CHECK_EQ(open_now, 0);
	fails = -EADDRINUSE;
	CHECK_EQ(component_main(), 1);
	CHECK(!listener.open);
	return test_done();
}
