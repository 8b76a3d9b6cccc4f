/* SPDX-License-Identifier: BSD-3-Clause */
/* config: PORT=$port */
/* config: DATAGRAMS=$datagrams */
/* What comes goes back to where it came from; errors in between do not end it. */
#include <ports.h>
#include <uniloom/test.h>

long port = 7;
long datagrams = 20;

struct socket {
	int open;
};

static struct socket only;
static unsigned received;
static unsigned sent;
static int bind_error;
static int open_error;

int out_print_v(const char *format, va_list arguments)
{
	return vsnprintf(NULL, 0, format, arguments);
}

int net_open(unsigned family, unsigned type, struct socket **out)
{
	CHECK_EQ(family, SOCKET_IP4);
	CHECK_EQ(type, SOCKET_DATAGRAM);
	if (open_error == 0)
		only.open++;
	*out = &only;
	return open_error;
}

int net_close(struct socket *socket)
{
	socket->open--;
	return 0;
}

int net_bind(struct socket *socket, const struct socket_address *address)
{
	(void)socket;
	CHECK_EQ(address->port, 7);
	return bind_error;
}

ssize_t net_receive_from(struct socket *socket, void *data, size_t size, unsigned flags, struct socket_address *peer)
{
	(void)socket;
	(void)flags;
	CHECK(size >= 1472);
	received++;
	if (received % 3 == 0)
		return -ECONNREFUSED;
	memset(data, (int)received, received);
	*peer = (struct socket_address){ .family = SOCKET_IP4, .port = (uint16_t)received, .ip = { 10, 0, 0, (uint8_t)received } };
	return (ssize_t)(received % 5 == 0 ? 0 : received);
}

ssize_t net_send_to(struct socket *socket, const void *data, size_t size, unsigned flags, const struct socket_address *peer)
{
	(void)socket;
	(void)flags;
	sent++;
	CHECK_EQ(size, received % 5 == 0 ? 0 : received);
	CHECK_EQ(peer->port, received);
	CHECK_EQ(peer->ip[3], received);
	for (size_t i = 0; i < size; i++)
		CHECK_EQ(((const uint8_t *)data)[i], received);
	return sent % 4 == 0 ? -ENETUNREACH : (ssize_t)size;
}

int main(void)
{
	CHECK_EQ(component_main(), 0);
	CHECK_EQ(sent, 20);
	CHECK_EQ(only.open, 0);
	bind_error = -EADDRINUSE;
	CHECK_EQ(component_main(), 1);
	CHECK_EQ(only.open, 0);
	open_error = -ENOMEM;
	CHECK_EQ(component_main(), 1);
	CHECK_EQ(only.open, 0);
	return test_done();
}
