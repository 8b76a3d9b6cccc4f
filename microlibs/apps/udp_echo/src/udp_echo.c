/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#define MOST 1472u /* of one Ethernet frame */

static uint8_t data[MOST];

static int listen_at(uint16_t port, struct socket **out)
{
	struct socket_address address = { .family = SOCKET_IP4, .port = port };
	int error = net_open(SOCKET_IP4, SOCKET_DATAGRAM, out);

	if (error == 0 && (error = net_bind(*out, &address)) < 0)
		(void)net_close(*out);
	return error;
}

/* Context: thread. 0 after DATAGRAMS datagrams, 1 where it cannot listen. */
int main(void)
{
	uint64_t echoed = 0;
	struct socket *socket = NULL;
	int error = listen_at((uint16_t)CONFIG_PORT, &socket);

	if (error < 0) {
		out_print("%s: cannot listen on port %u: error %d\n", COMPONENT_NAME, (unsigned)CONFIG_PORT, error);
		return 1;
	}
	out_print("%s: listening on port %u\n", COMPONENT_NAME, (unsigned)CONFIG_PORT);
	while (CONFIG_DATAGRAMS == 0 || echoed < (uint64_t)CONFIG_DATAGRAMS) {
		struct socket_address peer;
		ssize_t size = net_receive_from(socket, data, sizeof data, 0, &peer);

		/* Such as an answer of ours that nobody took: told once, and it goes on. */
		if (size < 0)
			continue;
		(void)net_send_to(socket, data, (size_t)size, 0, &peer);
		echoed++;
	}
	(void)net_close(socket);
	return 0;
}
