/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#define MOST 16u
#define LISTENER 0u
#define DATAGRAMS 1u
#define FIRST 2u

/* The two that listen, and the connections. What is not sent back yet keeps a connection from being read. */
static struct socket_wait all[FIRST + MOST];
static struct {
	char bytes[4096];
	size_t begin;
	size_t end;
} pending[MOST];
static unsigned long connections;
static unsigned long bytes;
static unsigned long datagrams;

static int open_at(unsigned type, int port, struct socket **out)
{
	struct socket_address any = { .family = CONFIG_IPV6 ? SOCKET_IP6 : SOCKET_IP4, .port = (uint16_t)port };
	int error = socket_open(any.family, type, out);

	if (error == 0)
		error = socket_bind(*out, &any);
	if (error == 0)
		error = socket_set(*out, SOCKET_NONBLOCK, 1);
	return error;
}

/* While all places are taken, others are not asked for. */
static void take_connections(void)
{
	all[LISTENER].wanted = 0;
	for (size_t i = 0; i < MOST; i++) {
		struct socket_wait *own = &all[FIRST + i];

		if (own->socket != NULL)
			continue;
		if (socket_accept(all[LISTENER].socket, &own->socket, NULL) < 0) {
			own->socket = NULL;
			all[LISTENER].wanted = SOCKET_READABLE;
			return;
		}
		(void)socket_set(own->socket, SOCKET_NONBLOCK, 1);
		own->wanted = SOCKET_READABLE;
		pending[i].begin = 0;
		pending[i].end = 0;
		connections++;
	}
}

static void end_connection(struct socket_wait *own)
{
	(void)socket_close(own->socket);
	own->socket = NULL;
	own->wanted = 0;
	all[LISTENER].wanted = SOCKET_READABLE;
}

static void serve(size_t i)
{
	struct socket_wait *own = &all[FIRST + i];

	if (pending[i].begin == pending[i].end) {
		ssize_t got = socket_receive(own->socket, pending[i].bytes, sizeof pending[i].bytes, 0);

		if (got == -EAGAIN)
			return;
		if (got <= 0) {
			end_connection(own);
			return;
		}
		pending[i].begin = 0;
		pending[i].end = (size_t)got;
		bytes += (unsigned long)got;
	}
	while (pending[i].begin < pending[i].end) {
		ssize_t sent = socket_send(own->socket, pending[i].bytes + pending[i].begin,
					   pending[i].end - pending[i].begin, 0);

		if (sent == -EAGAIN) {
			own->wanted = SOCKET_WRITABLE;
			return;
		}
		if (sent < 0) {
			end_connection(own);
			return;
		}
		pending[i].begin += (size_t)sent;
	}
	own->wanted = SOCKET_READABLE;
}

/* False at the end. */
static bool serve_datagrams(void)
{
	static char data[65536];
	struct socket_address peer;
	ssize_t got;

	while ((got = socket_receive_from(all[DATAGRAMS].socket, data, sizeof data, 0, &peer)) >= 0) {
		if (got == 3 && memcmp(data, "end", 3) == 0)
			return false;
		datagrams++;
		(void)socket_send_to(all[DATAGRAMS].socket, data, (size_t)got, 0, &peer);
	}
	return true;
}

/* Context: thread. 0, or 1 where there is no network. */
int main(void)
{
	int error = open_at(SOCKET_STREAM, CONFIG_PORT, &all[LISTENER].socket);

	if (error == 0)
		error = socket_listen(all[LISTENER].socket, 32);
	if (error == 0)
		error = open_at(SOCKET_DATAGRAM, CONFIG_UDP_PORT, &all[DATAGRAMS].socket);
	if (error < 0) {
		out_print("%s: no sockets: %d\n", COMPONENT_NAME, error);
		return 1;
	}
	out_print("%s: port %d\n", COMPONENT_NAME, (int)CONFIG_PORT);
	all[LISTENER].wanted = SOCKET_READABLE;
	all[DATAGRAMS].wanted = SOCKET_READABLE;

	bool more = true;

	while (more) {
		(void)socket_wait(all, FIRST + MOST, UINT64_MAX);
		if ((all[LISTENER].ready & SOCKET_READABLE) != 0)
			take_connections();
		for (size_t i = 0; i < MOST; i++) {
			if (all[FIRST + i].socket != NULL && all[FIRST + i].ready != 0)
				serve(i);
		}
		if ((all[DATAGRAMS].ready & SOCKET_READABLE) != 0)
			more = serve_datagrams();
	}
	for (size_t i = 0; i < FIRST + MOST; i++) {
		if (all[i].socket != NULL)
			(void)socket_close(all[i].socket);
	}
	out_print("%s: connections %lu, bytes %lu, datagrams %lu\n", COMPONENT_NAME, connections, bytes, datagrams);
	return 0;
}
