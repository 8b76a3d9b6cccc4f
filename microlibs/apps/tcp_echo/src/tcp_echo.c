/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#define SETTLE_ROUND_NS UINT64_C(10000000)
#define SETTLE_ROUNDS 200u

struct connection {
	struct socket *socket;
	bool spoke; /* something has come */
	size_t used;
	size_t sent;
	uint8_t data[CONFIG_BUFFER_BYTES];
};

static struct connection *connections[CONFIG_CONNECTIONS];
static struct socket_wait waits[CONFIG_CONNECTIONS + 1]; /* the last one in use is the listener's */
static size_t count;
static uint64_t over;

static int listen_at(uint16_t port, struct socket **out)
{
	struct socket_address address = { .family = SOCKET_IP4, .port = port };
	int error = net_open(SOCKET_IP4, SOCKET_STREAM, out);

	if (error < 0)
		return error;
	(void)net_set(*out, SOCKET_REUSE_ADDRESS, 1);
	if ((error = net_bind(*out, &address)) == 0 && (error = net_listen(*out, CONFIG_CONNECTIONS)) == 0)
		error = net_set(*out, SOCKET_NONBLOCK, 1);
	if (error < 0)
		(void)net_close(*out);
	return error;
}

static void end(struct connection *connection)
{
	(void)net_close(connection->socket);
	over += connection->spoke;
	heap_free(connection);
}

/* One that cannot be had is closed at once. */
static void add(struct socket *socket)
{
	struct connection *connection = heap_malloc(sizeof *connection);

	if (connection == NULL || net_set(socket, SOCKET_NONBLOCK, 1) < 0) {
		heap_free(connection);
		(void)net_close(socket);
		return;
	}
	(void)net_set(socket, SOCKET_NODELAY, 1);
	connection->socket = socket;
	connection->spoke = false;
	connection->used = 0;
	connection->sent = 0;
	connections[count++] = connection;
}

static void accept_all(struct socket *listener)
{
	struct socket *socket = NULL;

	while (count < CONFIG_CONNECTIONS && net_accept(listener, &socket, NULL) == 0)
		add(socket);
}

/* As far as it goes. False when the connection is over. */
static bool work(struct connection *connection)
{
	for (;;) {
		while (connection->sent < connection->used) {
			ssize_t taken = net_send(connection->socket, connection->data + connection->sent,
						 connection->used - connection->sent, 0);

			if (taken <= 0)
				return taken == -EAGAIN;
			connection->sent += (size_t)taken;
		}
		connection->sent = 0;
		connection->used = 0;

		ssize_t got = net_receive(connection->socket, connection->data, sizeof connection->data, 0);

		if (got == -EAGAIN)
			return true;
		if (got <= 0)
			return false;
		connection->used = (size_t)got;
		connection->spoke = true;
	}
}

static bool is_enough(void)
{
	return CONFIG_TOTAL > 0 && over >= (uint64_t)CONFIG_TOTAL;
}

/* The image may end with the program: what is on its way still has so long to arrive. */
static void settle(struct socket *listener)
{
	int unsent = 0;

	for (unsigned i = 0; i < SETTLE_ROUNDS && net_get(listener, SOCKET_UNSENT, &unsent) == 0 && unsent > 0; i++)
		(void)net_wait(NULL, 0, SETTLE_ROUND_NS);
}

/* Context: thread. 0 after TOTAL connections, 1 where it cannot listen. */
int main(void)
{
	struct socket *listener;
	int error = listen_at((uint16_t)CONFIG_PORT, &listener);

	if (error < 0) {
		out_print("%s: cannot listen on port %u: error %d\n", COMPONENT_NAME, (unsigned)CONFIG_PORT, error);
		return 1;
	}
	out_print("%s: listening on port %u\n", COMPONENT_NAME, (unsigned)CONFIG_PORT);
	count = 0;
	over = 0;
	while (!is_enough()) {
		for (size_t i = 0; i < count; i++) {
			bool full = connections[i]->sent < connections[i]->used;

			waits[i] = (struct socket_wait){ connections[i]->socket, full ? SOCKET_WRITABLE : SOCKET_READABLE, 0 };
		}
		waits[count] = (struct socket_wait){ count < CONFIG_CONNECTIONS ? listener : NULL, SOCKET_READABLE, 0 };

		size_t last = count;

		error = net_wait(waits, count + 1, UINT64_MAX);
		if (error < 0)
			break;
		/* From the last one down: one that is over is replaced by one that has had its turn. */
		for (size_t i = count; i-- > 0;) {
			if (waits[i].ready != 0 && !work(connections[i])) {
				end(connections[i]);
				connections[i] = connections[--count];
			}
		}
		if (waits[last].ready != 0)
			accept_all(listener);
	}
	while (count > 0)
		end(connections[--count]);
	settle(listener);
	(void)net_close(listener);
	return error < 0 ? 1 : 0;
}
