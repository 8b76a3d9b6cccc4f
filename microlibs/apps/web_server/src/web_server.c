/* SPDX-License-Identifier: BSD-3-Clause */
/* The loop: waits for any socket, and lets its connection go on. */
#include "connection.h"

#define NS_PER_MS 1000000ull
#define PAUSE_NS (100 * NS_PER_MS) /* without memory for another connection */
/* Those that are leaving do not count as open; one of them may stand beside each that is. */
#define MOST (2 * CONFIG_CONNECTIONS)

static struct connection *connections[MOST];
static struct socket_wait waits[MOST + 1]; /* the last one in use is the listener's */
static size_t count;
static struct socket *listener;
static uint64_t accept_at; /* not before */

static bool may_accept(void)
{
	return listener != NULL && count < MOST && count - server.leaving < CONFIG_CONNECTIONS && server.now >= accept_at;
}

static void accept_all(void)
{
	while (may_accept()) {
		struct socket *socket = NULL;
		int error = net_accept(listener, &socket, NULL);

		if (error == -EAGAIN)
			return;
		if (error < 0) {
			accept_at = server.now + PAUSE_NS;
			return;
		}
		connections[count] = connection_make(socket);
		if (connections[count] != NULL)
			count++;
	}
}

/* Nanoseconds until the first deadline. */
static uint64_t prepare(void)
{
	uint64_t first = UINT64_MAX;

	for (size_t i = 0; i < count; i++) {
		struct connection *connection = connections[i];

		waits[i] = (struct socket_wait){
			.socket = connection->stage == LEAVING ? NULL : connection->socket,
			.wanted = connection->wanted,
		};
		if (connection->deadline < first)
			first = connection->deadline;
	}
	waits[count] = (struct socket_wait){ .socket = may_accept() ? listener : NULL, .wanted = SOCKET_READABLE };
	if (listener != NULL && accept_at > server.now && accept_at < first)
		first = accept_at;
	if (first == UINT64_MAX)
		return first;
	return first > server.now ? first - server.now : 0;
}

/* From the last one down: one that is gone is replaced by a later one, which has had its turn. */
static void work(void)
{
	bool ended = false;

	for (size_t i = count; i-- > 0;) {
		struct connection *connection = connections[i];
		bool lives = true;

		if (waits[i].socket != NULL && waits[i].ready != 0)
			lives = connection_work(connection, waits[i].ready);
		else if (connection->deadline <= server.now)
			lives = connection_expire(connection);
		if (!lives)
			connections[i] = connections[--count];
	}
	if (!server.ending)
		return;
	ended = listener != NULL;
	if (ended) {
		(void)net_close(listener);
		listener = NULL;
	}
	for (size_t i = count; ended && i-- > 0;) {
		if (!connection_end_idle(connections[i]))
			connections[i] = connections[--count];
	}
}

/* Context: thread. 0 after REQUESTS requests, 1 where it cannot listen. */
int main(void)
{
	int error = net_listen_at((uint16_t)CONFIG_PORT, CONFIG_BACKLOG, &listener);

	server = (struct server){ .now = clock_now_ns() };
	count = 0;
	accept_at = 0;
	if (error < 0) {
		out_print("%s: cannot listen on port %u: error %d\n", COMPONENT_NAME, (unsigned)CONFIG_PORT, error);
		return 1;
	}
	out_print("%s: listening on port %u\n", COMPONENT_NAME, (unsigned)CONFIG_PORT);
	while (listener != NULL || count > 0) {
		uint64_t timeout = prepare();
		size_t last = count;
		int ready = net_wait(waits, count + 1, timeout);

		server.now = clock_now_ns();
		if (ready < 0) {
			out_print("%s: waiting: error %d\n", COMPONENT_NAME, ready);
			return 1;
		}

		bool comes = waits[last].socket != NULL && waits[last].ready != 0;

		work();
		if (comes)
			accept_all();
	}
	return 0;
}
