/* SPDX-License-Identifier: BSD-3-Clause */
/* Sending: small things gathered in `out`, files in memory from where they stand, others by pieces. */
#include "connection.h"

enum went flush_out(struct connection *connection)
{
	struct text *out = &connection->out;

	while (connection->sent < out->used) {
		ssize_t taken = net_send(connection->socket, out->at + connection->sent, out->used - connection->sent, 0);

		if (taken <= 0)
			return taken == -EAGAIN ? WENT_WAITING : WENT_WRONG;
		connection->sent += (size_t)taken;
	}
	connection->sent = 0;
	out->used = 0;
	return WENT_ON;
}

bool let_go(struct connection *connection)
{
	int unsent = 0;

	if (connection->held == NULL)
		return true;
	/* Where nobody can tell there is no connection any more, and nothing on its way. */
	if (net_get(connection->socket, SOCKET_UNSENT, &unsent) == 0 && unsent > 0)
		return false;
	(void)files_close(connection->held);
	connection->held = NULL;
	return true;
}

/* The next bytes where they are, and how many in one piece; NULL where they have to be read. */
static const char *look(const struct body *body, size_t *size)
{
	const char *bytes;

	if (body->memory != NULL) {
		bytes = body->memory + body->at;
		*size = (size_t)body->left;
	} else {
		bytes = files_view(body->file, body->at, size);
		if (*size > body->left)
			*size = (size_t)body->left;
		if (*size == 0)
			return NULL;
	}
	return bytes;
}

static void advance(struct body *body, size_t size)
{
	body->at += size;
	body->left -= size;
}

bool body_fill(struct connection *connection)
{
	struct body *body = &connection->body;
	struct text *out = &connection->out;
	size_t room = out->room - out->used;

	if (room > body->left)
		room = (size_t)body->left;
	while (room > 0) {
		size_t size = 0;
		const char *bytes = look(body, &size);

		if (size > room)
			size = room;
		if (bytes != NULL) {
			memcpy(out->at + out->used, bytes, size);
		} else {
			ssize_t got = files_read(body->file, out->at + out->used, room, body->at);

			/* It has become shorter than its head says. */
			if (got <= 0)
				return false;
			size = (size_t)got;
		}
		out->used += size;
		room -= size;
		advance(body, size);
	}
	return true;
}

static enum went send_seen(struct connection *connection, const char *bytes, size_t size)
{
	struct body *body = &connection->body;
	bool stands = body->memory == NULL && body->may_stand;
	ssize_t taken = stands ? net_send_static(connection->socket, bytes, size, 0) :
				 net_send(connection->socket, bytes, size, 0);

	if (taken <= 0)
		return taken == -EAGAIN ? WENT_WAITING : WENT_WRONG;
	body->stood = body->stood || stands;
	advance(body, (size_t)taken);
	return WENT_ON;
}

static enum went send_chunk(struct connection *connection)
{
	struct body *body = &connection->body;

	if (body->chunk_sent == body->chunk_used) {
		size_t size = body->left < CONFIG_CHUNK_BYTES ? (size_t)body->left : CONFIG_CHUNK_BYTES;
		ssize_t got = files_read(body->file, body->chunk, size, body->at);

		if (got <= 0)
			return WENT_WRONG;
		body->chunk_used = (size_t)got;
		body->chunk_sent = 0;
	}

	ssize_t taken = net_send(connection->socket, body->chunk + body->chunk_sent, body->chunk_used - body->chunk_sent, 0);

	if (taken <= 0)
		return taken == -EAGAIN ? WENT_WAITING : WENT_WRONG;
	body->chunk_sent += (size_t)taken;
	advance(body, (size_t)taken);
	return WENT_ON;
}

static enum went send_some(struct connection *connection)
{
	struct body *body = &connection->body;
	size_t size = 0;
	const char *bytes = body->chunk == NULL ? look(body, &size) : NULL;

	if (bytes != NULL)
		return send_seen(connection, bytes, size);
	if (body->chunk == NULL && body->left > connection->out.room) {
		body->chunk = heap_malloc(CONFIG_CHUNK_BYTES);
		body->chunk_used = 0;
		body->chunk_sent = 0;
	}
	if (body->chunk != NULL)
		return send_chunk(connection);
	/* Without memory it goes in small pieces. */
	return body_fill(connection) ? flush_out(connection) : WENT_WRONG;
}

enum went body_send(struct connection *connection)
{
	struct body *body = &connection->body;
	enum went went = WENT_ON;

	/* The first piece has as much of the body behind the head as there is room for. */
	if (body->left > 0 && connection->out.used > 0 && !body_fill(connection))
		return WENT_WRONG;
	went = flush_out(connection);
	while (went == WENT_ON && body->left > 0)
		went = send_some(connection);
	if (went == WENT_ON)
		body_end(connection);
	return went;
}

void body_end(struct connection *connection)
{
	struct body *body = &connection->body;

	if (body->file != NULL) {
		if (body->stood)
			connection->held = body->file;
		else
			(void)files_close(body->file);
	}
	heap_free(body->memory);
	heap_free(body->chunk);
	*body = (struct body){ .file = NULL };
}
