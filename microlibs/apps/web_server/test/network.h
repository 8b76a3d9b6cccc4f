/* SPDX-License-Identifier: BSD-3-Clause */
/* Clients of any pace, as the port `net`: what each sends and reads is the test's. Only waiting lets things happen. */
#ifndef WEB_SERVER_NETWORK_H
#define WEB_SERVER_NETWORK_H

#include "files.h"
#include "world.h"

#define CLIENTS 12u
#define MOST_OUT 400000u

struct client {
	const char *text;
	size_t size;
	size_t piece;    /* bytes that come at once */
	size_t take;     /* bytes that it reads at once; 0: none, ever */
	bool half;       /* ends its side when all is sent */
	bool resets;     /* the connection is lost when all is sent */
	bool stays;      /* does not end when the server does */
	bool acks_late;  /* acknowledges only when it ends */
	bool endless;    /* goes on sending, faster than anybody reads */
};

struct socket {
	bool listens;
	bool open;
	bool closed_write;
	const struct client *client;
	size_t came, got;      /* of its text */
	size_t arrived, taken; /* of what is sent to it */
	bool gone;             /* reset */
	unsigned stalls;
	char out[MOST_OUT];
};

static struct socket listener;
static struct socket sockets[CLIENTS];
static const struct client *clients;
static size_t client_count;
static size_t accepted;
static size_t open_sockets;
static size_t most_open;
static bool server_closed;
static int send_error;     /* of the next send */

int net_open(unsigned family, unsigned type, struct socket **out)
{
	CHECK_EQ(family, SOCKET_IP4);
	CHECK_EQ(type, SOCKET_STREAM);
	memset(&listener, 0, sizeof listener);
	listener.listens = true;
	listener.open = true;
	server_closed = false;
	*out = &listener;
	return 0;
}

static bool ended(const struct socket *socket)
{
	const struct client *client = socket->client;

	if (socket->gone)
		return true;
	if (socket->came < client->size || client->endless)
		return false;
	return client->half || (socket->closed_write && socket->taken == socket->arrived && !client->stays);
}

int net_close(struct socket *socket)
{
	CHECK(socket->open);
	socket->open = false;
	if (socket->listens) {
		server_closed = true;
		return 0;
	}
	socket->closed_write = true;
	open_sockets--;
	return 0;
}

static int bind_error;

int net_bind(struct socket *socket, const struct socket_address *address)
{
	CHECK(socket->listens);
	CHECK_EQ(address->port, 8080);
	return bind_error;
}

int net_listen(struct socket *socket, unsigned backlog)
{
	(void)socket;
	(void)backlog;
	return 0;
}

int net_accept(struct socket *socket, struct socket **out, struct socket_address *peer)
{
	(void)peer;
	CHECK(socket->listens && socket->open);
	if (accepted == client_count)
		return -EAGAIN;
	memset(&sockets[accepted], 0, offsetof(struct socket, out));
	sockets[accepted].client = &clients[accepted];
	sockets[accepted].open = true;
	*out = &sockets[accepted++];
	open_sockets++;
	if (open_sockets > most_open)
		most_open = open_sockets;
	return 0;
}

/* What has been sent and not been read by the client: it has room for 5000 bytes. */
static size_t window(const struct socket *socket)
{
	return 5000 - (socket->arrived - socket->taken);
}

ssize_t net_send(struct socket *socket, const void *data, size_t size, unsigned flags)
{
	(void)flags;
	CHECK(socket->open && !socket->closed_write && size > 0);
	if (send_error < 0) {
		int error = send_error;

		send_error = 0;
		socket->gone = true;
		return error;
	}
	if (socket->gone)
		return -ECONNRESET;
	if (size > window(socket))
		size = window(socket);
	if (size == 0)
		return -EAGAIN;
	REQUIRE(socket->arrived + size <= MOST_OUT);
	memcpy(socket->out + socket->arrived, data, size);
	socket->arrived += size;
	return (ssize_t)size;
}

static size_t statics;
static unsigned received; /* calls since the last waiting */

ssize_t net_send_static(struct socket *socket, const void *data, size_t size, unsigned flags)
{
	CHECK((const uint8_t *)data >= contents && (const uint8_t *)data + size <= contents + sizeof contents);
	statics++;
	return net_send(socket, data, size, flags);
}

ssize_t net_receive(struct socket *socket, void *data, size_t size, unsigned flags)
{
	size_t there = socket->came - socket->got;

	(void)flags;
	CHECK(socket->open && size > 0);
	/* Others have their turn as well. */
	REQUIRE(++received < 1000);
	if (socket->gone)
		return -ECONNRESET;
	if (there == 0 && socket->client->endless && socket->got == socket->client->size) {
		now += MS;
		memset(data, 'x', size);
		return (ssize_t)size;
	}
	if (there == 0)
		return ended(socket) ? 0 : -EAGAIN;
	if (size > there)
		size = there;
	memcpy(data, socket->client->text + socket->got, size);
	socket->got += size;
	return (ssize_t)size;
}

int net_shutdown(struct socket *socket, unsigned how)
{
	CHECK(socket->open);
	if (socket->gone)
		return -ENOTCONN;
	if ((how & SOCKET_SHUT_WRITE) != 0)
		socket->closed_write = true;
	return 0;
}

int net_set(struct socket *socket, unsigned option, int value)
{
	(void)socket;
	(void)option;
	CHECK_EQ(value, 1);
	return 0;
}

int net_get(struct socket *socket, unsigned option, int *value)
{
	CHECK_EQ(option, SOCKET_UNSENT);
	CHECK(socket->open);
	*value = socket->gone ? 0 : (int)(socket->arrived - socket->taken);
	if (socket->client->acks_late && !ended(socket))
		*value += 1;
	return 0;
}

static unsigned look(struct socket *socket)
{
	unsigned ready = 0;

	if (socket->listens)
		return accepted < client_count ? SOCKET_READABLE : 0;
	if (socket->gone)
		return SOCKET_READABLE | SOCKET_WRITABLE | SOCKET_HANGUP | SOCKET_FAILED;
	if (socket->came > socket->got || ended(socket) ||
	    (socket->client->endless && socket->got == socket->client->size))
		ready |= SOCKET_READABLE;
	if (window(socket) > 0)
		ready |= SOCKET_WRITABLE;
	return ready;
}

/* The world goes on: bytes come, are read, connections are lost. */
static void go_on(void)
{
	for (size_t i = 0; i < accepted; i++) {
		struct socket *socket = &sockets[i];
		const struct client *client = socket->client;
		size_t piece = client->piece != 0 ? client->piece : client->size;
		size_t unread = socket->arrived - socket->taken;

		socket->came += piece < client->size - socket->came ? piece : client->size - socket->came;
		socket->taken += client->take < unread ? client->take : unread;
		if (client->resets && socket->came == client->size)
			socket->gone = true;
	}
}

/* The stack gives up a connection of which nothing is acknowledged any more. */
static void stall(void)
{
	for (size_t i = 0; i < accepted; i++) {
		if (sockets[i].open && sockets[i].closed_write && ++sockets[i].stalls > 20)
			sockets[i].gone = true;
	}
}

int net_wait(struct socket_wait *list, size_t count, uint64_t timeout_ns)
{
	received = 0;
	for (unsigned round = 0; round < 3; round++) {
		int ready = 0;

		for (size_t i = 0; i < count; i++) {
			unsigned is = list[i].socket != NULL ? look(list[i].socket) : 0;

			list[i].ready = (uint8_t)(is & (list[i].wanted | SOCKET_HANGUP | SOCKET_FAILED));
			ready += list[i].ready != 0;
		}
		if (ready > 0)
			return ready;
		go_on();
	}
	if (timeout_ns == UINT64_MAX)
		return -ECANCELED;
	now += timeout_ns;
	stall();
	return 0;
}

#endif
