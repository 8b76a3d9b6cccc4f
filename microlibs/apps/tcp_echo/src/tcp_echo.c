/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

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

/*
 * Sends what is left, and what has come since: once each turn, so that nobody keeps the others waiting. False when the
 * connection is over.
 */
static bool work(struct connection *connection)
{
	for (bool came = false;; came = true) {
		while (connection->sent < connection->used) {
			ssize_t taken = net_send(connection->socket, connection->data + connection->sent,
						 connection->used - connection->sent, 0);

			if (taken <= 0)
				return taken == -EAGAIN;
			connection->sent += (size_t)taken;
		}
		connection->sent = 0;
		connection->used = 0;
		if (came)
			return true;

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

/* Context: thread. 0 after TOTAL connections, 1 where it cannot listen. */
int main(void)
{
	struct socket *listener;
	int error = net_listen_at((uint16_t)CONFIG_PORT, CONFIG_CONNECTIONS, &listener);

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
	net_settle(listener);
	(void)net_close(listener);
	return error < 0 ? 1 : 0;
}
