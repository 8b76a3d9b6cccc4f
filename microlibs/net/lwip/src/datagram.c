/* SPDX-License-Identifier: BSD-3-Clause */
/* UDP. */
#include "sockets.h"

#if LWIP_UDP

#define HEADERS (14u + 8u)
#define MOST_IP4 (65535u - 20u - 8u)
#define MOST_IP6 (65535u - 8u)

/*
 * Where a datagram that waits came from, and the next one. Stands in front of its data, where its own headers were:
 * 28 bytes at least, of which one of IPv4 uses 16.
 */
struct origin {
	struct pbuf *next;
	uint16_t port;
	uint8_t family;
	uint8_t zone;
	uint8_t ip[16];
};

#define ORIGIN 28u
_Static_assert(offsetof(struct origin, ip) + 16 == ORIGIN, "as large as the headers of IPv4 and UDP");

static uint8_t *origin_of(const struct pbuf *pbuf)
{
	return (uint8_t *)pbuf->payload - ORIGIN;
}

static struct pbuf *next_of(const struct pbuf *pbuf)
{
	struct pbuf *next;

	memcpy(&next, origin_of(pbuf), sizeof next);
	return next;
}

static void set_next(struct pbuf *pbuf, struct pbuf *next)
{
	memcpy(origin_of(pbuf), &next, sizeof next);
}

/* lwIP's. */
static void received(void *ctx, struct udp_pcb *pcb, struct pbuf *pbuf, const ip_addr_t *from, u16_t port)
{
	struct socket *socket = ctx;
	struct socket_address address;
	struct origin origin = { .port = port };

	(void)pcb;
	address_out(from, port, socket->family == SOCKET_IP6, &address);
	if (socket->queued >= CONFIG_UDP_QUEUE) {
		pbuf_free(pbuf);
		return;
	}
	/* The card's buffers are few. */
	if (frames_held > CONFIG_HELD) {
		struct pbuf *copy = pbuf_clone(PBUF_TRANSPORT, PBUF_RAM, pbuf);

		pbuf_free(pbuf);
		if (copy == NULL)
			return;
		pbuf = copy;
	}
	origin.family = address.family;
	origin.zone = (uint8_t)address.scope;
	memcpy(origin.ip, address.ip, 16);
	memcpy(origin_of(pbuf), &origin, ORIGIN);
	if (socket->first == NULL)
		socket->first = pbuf;
	else
		set_next(socket->last, pbuf);
	socket->last = pbuf;
	socket->queued++;
	wake(socket, SOCKET_READABLE);
}

int datagram_open(struct socket *socket)
{
	u8_t type = IPADDR_TYPE_V4;

#if LWIP_IPV6
	if (socket->family == SOCKET_IP6)
		type = IPADDR_TYPE_V6;
#endif
	socket->udp = udp_new_ip_type(type);
	if (socket->udp == NULL)
		return -ENOMEM;
	udp_recv(socket->udp, received, socket);
	return 0;
}

static void drop_first(struct socket *socket)
{
	struct pbuf *pbuf = socket->first;

	socket->first = next_of(pbuf);
	if (socket->first == NULL)
		socket->last = NULL;
	socket->queued--;
	pbuf_free(pbuf);
}

void datagram_close(struct socket *socket)
{
	while (socket->first != NULL)
		drop_first(socket);
	udp_remove(socket->udp);
}

ssize_t datagram_receive(struct socket *socket, uint8_t *data, size_t size, unsigned flags, struct socket_address *peer)
{
	struct attempt attempt = { .ms = socket->receive_ms };

	while (socket->first == NULL) {
		if (wait_again(socket, SOCKET_READABLE, flags, &attempt) < 0)
			return -EAGAIN;
	}

	struct pbuf *pbuf = socket->first;
	struct origin origin;
	ssize_t done = pbuf_copy_partial(pbuf, data, (u16_t)LWIP_MIN(size, UINT16_MAX), 0);

	if (peer != NULL) {
		memcpy(&origin, origin_of(pbuf), ORIGIN);
		*peer = (struct socket_address){ .family = origin.family, .port = origin.port, .scope = origin.zone };
		memcpy(peer->ip, origin.ip, 16);
	}
	if ((flags & SOCKET_PEEK) == 0)
		drop_first(socket);
	return done;
}

/*
 * Without allocating: the headers go into a piece of the stack, the data stays where it is. Both are copied by the time
 * this returns, into the card's buffers, or by lwIP where it has to ask for the peer's hardware address first.
 */
static err_t hand_over(struct udp_pcb *pcb, const void *data, size_t size, const ip_addr_t *ip, uint16_t port)
{
	struct {
		struct pbuf_custom pbuf;
		uint8_t bytes[PBUF_TRANSPORT + MEM_ALIGNMENT];
	} head;
	struct pbuf_custom body;
	struct pbuf *first = pbuf_alloced_custom(PBUF_TRANSPORT, 0, PBUF_RAM, &head.pbuf, head.bytes, sizeof head.bytes);
	struct pbuf *second = pbuf_alloced_custom(PBUF_RAW, (u16_t)size, PBUF_REF, &body, NULL, (u16_t)size);

	second->payload = (void *)(uintptr_t)data;
	first->next = second;
	first->tot_len = (u16_t)size;
	return udp_sendto(pcb, first, ip, port);
}

ssize_t datagram_send(struct socket *socket, const void *data, size_t size, unsigned flags,
		      const struct socket_address *peer)
{
	struct udp_pcb *pcb = socket->udp;
	ip_addr_t ip = pcb->remote_ip;
	uint16_t port = pcb->remote_port;
	err_t error;

	if (peer == NULL && !socket->connected)
		return -ENOTCONN;
	if (peer != NULL) {
		if (peer->family != socket->family || !address_in(peer, &ip))
			return -EAFNOSUPPORT;
		port = peer->port;
	}
	if (size > (IP_IS_V6(&ip) ? MOST_IP6 : MOST_IP4))
		return -EMSGSIZE;

	size_t headers = IP_IS_V6(&ip) ? 48 : 28;
	struct netif *netif = ip_route(&pcb->local_ip, &ip);

	if (netif == NULL && may_wait(socket, flags) && wait_for_network() == 0)
		netif = ip_route(&pcb->local_ip, &ip);
	if (netif == NULL)
		return -ENETUNREACH;

	bool large = size + headers > netif->mtu;

	if (large && !CONFIG_FRAGMENTS)
		return -EMSGSIZE;
	memory_refused = false;
	if (large)
		send_large_begin();
	error = hand_over(pcb, data, size, &ip, port);
	if (large)
		send_large_end();
	if (error == ERR_MEM && !memory_refused)
		return -EAGAIN;
	return error == ERR_OK ? (ssize_t)size : error_of(error);
}

#endif
