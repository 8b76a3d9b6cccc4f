/* SPDX-License-Identifier: BSD-3-Clause */
#include "commands.h"
#include "table.h"

#define OUT_BYTES (MOST_REPLY + 4096)

struct client {
	struct socket *socket;
	bool closing;
	size_t used; /* of `in` */
	size_t sent; /* of `out` */
	struct reply reply;
	char in[MOST_REQUEST];
	char out[OUT_BYTES];
};

static struct client *clients[CONFIG_CONNECTIONS];
static struct socket_wait waits[CONFIG_CONNECTIONS + 1]; /* the last one in use is the listener's */
static size_t count;
static bool shutting_down;

static void end(struct client *client)
{
	(void)net_close(client->socket);
	heap_free(client);
}

static void add(struct socket *socket)
{
	struct client *client = heap_malloc(sizeof *client);

	if (client == NULL || net_set(socket, SOCKET_NONBLOCK, 1) < 0) {
		heap_free(client);
		(void)net_close(socket);
		return;
	}
	(void)net_set(socket, SOCKET_NODELAY, 1);
	memset(client, 0, offsetof(struct client, in));
	client->socket = socket;
	client->reply.at = client->out;
	clients[count++] = client;
}

static void accept_all(struct socket *listener)
{
	struct socket *socket = NULL;

	while (count < CONFIG_CONNECTIONS && net_accept(listener, &socket, NULL) == 0)
		add(socket);
}

/* Runs requests that are complete, while there is room for their replies. Whether one may be left. */
static bool run(struct client *client)
{
	static struct resp_request request;
	size_t at = 0;
	bool left = false;

	while (!client->closing && !shutting_down) {
		long size = resp_read(&request, client->in + at, client->used - at, sizeof client->in);

		if (size == 0)
			break;
		left = sizeof client->out - client->reply.used < MOST_REPLY;
		if (left)
			break;
		if (size < 0) {
			reply_error(&client->reply, size == -EMSGSIZE ? "the request is too long" : "Protocol error");
			client->closing = true;
			break;
		}
		at += (size_t)size;

		enum then then = request.count > 0 ? command_run(&request, &client->reply) : GO_ON;

		client->closing = then == CLOSE;
		shutting_down = then == SHUT_DOWN;
	}
	client->used -= at;
	memmove(client->in, client->in + at, client->used);
	return left;
}

/* 1 when all is sent, 0 while there is no room, or an error. */
static int flush(struct client *client)
{
	while (client->sent < client->reply.used) {
		ssize_t taken = net_send(client->socket, client->out + client->sent, client->reply.used - client->sent, 0);

		if (taken <= 0)
			return taken == -EAGAIN ? 0 : -EIO;
		client->sent += (size_t)taken;
	}
	client->sent = 0;
	client->reply.used = 0;
	return 1;
}

/*
 * Answers what there is, and what has come since: once each turn, so that nobody keeps the others waiting. False when the
 * client is gone.
 */
static bool work(struct client *client)
{
	for (bool came = false;;) {
		bool left = run(client);
		int flushed = flush(client);

		if (flushed <= 0)
			return flushed == 0;
		if (client->closing)
			return false;
		if (left && !shutting_down)
			continue;
		if (came || shutting_down)
			return true;
		came = true;
		/* Never full: a request that long has been refused. */
		ssize_t got = net_receive(client->socket, client->in + client->used, sizeof client->in - client->used, 0);

		if (got == -EAGAIN)
			return true;
		if (got <= 0)
			return false;
		client->used += (size_t)got;
	}
}

/* 0 once a client has said so, or an error. */
static int serve(struct socket *listener)
{
	while (!shutting_down) {
		for (size_t i = 0; i < count; i++) {
			bool full = clients[i]->sent < clients[i]->reply.used;

			waits[i] = (struct socket_wait){ clients[i]->socket, full ? SOCKET_WRITABLE : SOCKET_READABLE, 0 };
		}
		waits[count] = (struct socket_wait){ count < CONFIG_CONNECTIONS ? listener : NULL, SOCKET_READABLE, 0 };

		size_t last = count;
		int ready = net_wait(waits, count + 1, UINT64_MAX);

		if (ready < 0)
			return ready;
		/* From the last one down: one that is gone is replaced by one that has had its turn. */
		for (size_t i = count; i-- > 0;) {
			if (waits[i].ready != 0 && !work(clients[i])) {
				end(clients[i]);
				clients[i] = clients[--count];
			}
		}
		if (waits[last].ready != 0)
			accept_all(listener);
	}
	return 0;
}

/* Context: thread. 0 after SHUTDOWN; 1 where it cannot listen, or its log cannot be read or brought to the disk. */
int main(void)
{
	struct socket *listener;
	int error = log_open(command_replay);

	if (error < 0) {
		table_clear();
		out_print("%s: the log cannot be used: error %d\n", COMPONENT_NAME, error);
		return 1;
	}
	error = net_listen_at((uint16_t)CONFIG_PORT, CONFIG_CONNECTIONS, &listener);
	if (error < 0) {
		out_print("%s: cannot listen on port %u: error %d\n", COMPONENT_NAME, (unsigned)CONFIG_PORT, error);
	} else {
		out_print("%s: %lu keys, listening on port %u\n", COMPONENT_NAME, (unsigned long)table_count(),
			  (unsigned)CONFIG_PORT);
		count = 0;
		shutting_down = false;
		error = serve(listener);
		while (count > 0)
			end(clients[--count]);
		net_settle(listener);
		(void)net_close(listener);
	}

	int closed = log_close();

	table_clear();
	if (closed < 0)
		out_print("%s: the log is not on the disk: error %d\n", COMPONENT_NAME, closed);
	return error < 0 || closed < 0 ? 1 : 0;
}
