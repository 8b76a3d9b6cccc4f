/* SPDX-License-Identifier: BSD-3-Clause */
#include "connection.h"

#define NS_PER_MS 1000000ull

struct server server;

static const char busy[] = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

struct connection *connection_make(struct socket *socket)
{
	struct connection *connection = heap_malloc(sizeof *connection);
	bool waits = net_set(socket, SOCKET_NONBLOCK, 1) < 0;

	if (connection == NULL || waits) {
		if (!waits)
			(void)net_send(socket, busy, sizeof busy - 1, 0);
		heap_free(connection);
		(void)net_close(socket);
		return NULL;
	}
	(void)net_set(socket, SOCKET_NODELAY, 1);
	/* Not the buffers. */
	memset(connection, 0, offsetof(struct connection, out_bytes));
	connection->socket = socket;
	connection->out = (struct text){ .at = connection->out_bytes, .room = sizeof connection->out_bytes };
	connection->wanted = SOCKET_READABLE;
	connection->deadline = server.now + CONFIG_IDLE_MS * NS_PER_MS;
	return connection;
}

static void expect(struct connection *connection, unsigned events, uint64_t ms)
{
	connection->wanted = (uint8_t)events;
	connection->deadline = server.now + ms * NS_PER_MS;
}

/* Closes it now. What stands in a file and is on its way keeps it: then it leaves. */
static bool finish(struct connection *connection)
{
	body_end(connection);
	if (!let_go(connection)) {
		if (connection->stage != LEAVING) {
			connection->stage = LEAVING;
			server.leaving++;
			(void)net_shutdown(connection->socket, SOCKET_SHUT_BOTH);
		}
		expect(connection, 0, CONFIG_LINGER_MS);
		return true;
	}
	if (connection->stage == LEAVING)
		server.leaving--;
	(void)net_close(connection->socket);
	heap_free(connection);
	return false;
}

static bool linger(struct connection *connection);

/* The last answer is sent. */
static bool last_sent(struct connection *connection)
{
	if (!connection->unread && connection->begin == connection->used && let_go(connection))
		return finish(connection);
	if (net_shutdown(connection->socket, SOCKET_SHUT_WRITE) < 0)
		return finish(connection);
	connection->stage = LINGERING;
	expect(connection, SOCKET_READABLE, CONFIG_LINGER_MS);
	return linger(connection);
}

/* Lets go what comes, until the other side ends or has had its time: some each turn, or it would have all of them. */
static bool linger(struct connection *connection)
{
	ssize_t got = net_receive(connection->socket, connection->in, sizeof connection->in, 0);
	bool more = got > 0 || got == -EAGAIN;

	return more && server.now < connection->deadline ? true : finish(connection);
}

/* Of REQUESTS answers this is one. The last one ends the server. */
static void count_answer(struct connection *connection)
{
	server.answered++;
	if (CONFIG_REQUESTS > 0 && server.answered >= (uint64_t)CONFIG_REQUESTS) {
		server.ending = true;
		connection->unread = true;
	}
}

/* Lets go what has come of a request's body. What stands behind that is another request's. */
static void skip(struct connection *connection)
{
	size_t there = connection->used - connection->begin;
	size_t size = connection->skip < there ? (size_t)connection->skip : there;

	connection->begin += size;
	connection->skip -= size;
	if (connection->begin == connection->used) {
		connection->begin = 0;
		connection->used = 0;
	}
	connection->in_head = connection->used > 0;
}

/* Answers the next request that is complete in the buffer, if there is one. Whether there was. */
static bool answer_next(struct connection *connection)
{
	skip(connection);
	if (connection->close || !connection->in_head)
		return false;

	size_t size = connection->used - connection->begin;
	long head = http_read(&connection->request, connection->in + connection->begin, size);

	if (head == 0 && size < sizeof connection->in)
		return false;
	if (head == 0)
		head = -(connection->request.has_start ? HTTP_HEAD_TOO_LARGE : HTTP_TARGET_TOO_LONG);
	count_answer(connection);
	if (head < 0) {
		respond_error(connection, (unsigned)-head);
		return true;
	}
	connection->skip = connection->request.length;
	respond(connection);
	connection->begin += (size_t)head;
	connection->request = (struct http_request){ .line = 0 };
	connection->timed = false;
	return true;
}

/* Room behind what has come: the request in the making goes to the front. */
static void make_room(struct connection *connection)
{
	if (connection->begin > 0 && connection->used == sizeof connection->in) {
		connection->used -= connection->begin;
		memmove(connection->in, connection->in + connection->begin, connection->used);
		connection->begin = 0;
	}
}

/* `*all`: what has come is in the buffer; more would be told. */
static enum went receive(struct connection *connection, bool *all)
{
	make_room(connection);

	size_t room = sizeof connection->in - connection->used;
	ssize_t got = net_receive(connection->socket, connection->in + connection->used, room, 0);

	if (got <= 0)
		return got == -EAGAIN ? WENT_WAITING : WENT_WRONG;
	connection->used += (size_t)got;
	*all = (size_t)got < room;
	return WENT_ON;
}

static bool wait_to_read(struct connection *connection)
{
	bool busy = connection->in_head || connection->skip > 0;

	/* Time for a request's head counts from its beginning, however often some of it comes. */
	if (!busy)
		expect(connection, SOCKET_READABLE, CONFIG_IDLE_MS);
	else if (!connection->timed)
		expect(connection, SOCKET_READABLE, CONFIG_HEADER_MS);
	connection->timed = busy;
	return true;
}

static bool wait_to_send(struct connection *connection)
{
	expect(connection, SOCKET_WRITABLE, CONFIG_SEND_MS);
	connection->timed = false;
	return true;
}

static bool serve(struct connection *connection)
{
	bool all = false;

	for (;;) {
		/* A body, or answers that leave no room for another. */
		if (connection->body.left > 0 || connection->out.room - connection->out.used < ANSWER_ROOM) {
			enum went went = body_send(connection);

			if (went != WENT_ON)
				return went == WENT_WAITING ? wait_to_send(connection) : finish(connection);
		}
		if (answer_next(connection))
			continue;

		enum went sent = flush_out(connection);

		if (sent != WENT_ON)
			return sent == WENT_WAITING ? wait_to_send(connection) : finish(connection);
		if (connection->close)
			return last_sent(connection);
		if (server.ending && !connection->in_head) {
			connection->close = true;
			connection->unread = true;
			return last_sent(connection);
		}

		enum went got = all ? WENT_WAITING : receive(connection, &all);

		if (got != WENT_ON)
			return got == WENT_WAITING ? wait_to_read(connection) : finish(connection);
	}
}

bool connection_work(struct connection *connection, unsigned ready)
{
	/* Nothing to read or to send any more. */
	if ((ready & (SOCKET_READABLE | SOCKET_WRITABLE)) == 0)
		return finish(connection);
	return connection->stage == SERVING ? serve(connection) : linger(connection);
}

bool connection_expire(struct connection *connection)
{
	if (connection->stage == SERVING && connection->wanted == SOCKET_READABLE && connection->in_head &&
	    !connection->close) {
		count_answer(connection);
		respond_error(connection, HTTP_TIMED_OUT);
		return serve(connection);
	}
	return finish(connection);
}

bool connection_end_idle(struct connection *connection)
{
	bool idle = connection->stage == SERVING && connection->wanted == SOCKET_READABLE && !connection->in_head;

	return idle ? serve(connection) : true;
}
