/* SPDX-License-Identifier: BSD-3-Clause */
/* The API's functions that streams and datagrams have in common. */
#include "sockets.h"

static unsigned socket_count;

struct socket *socket_new(unsigned family, unsigned type)
{
	if (socket_count >= CONFIG_SOCKETS)
		return NULL;

	struct socket *socket = heap_malloc(sizeof *socket);

	if (socket == NULL)
		return NULL;
	socket_count++;
	*socket = (struct socket){ .type = (uint8_t)type, .family = (uint8_t)family };
	return socket;
}

void socket_free(struct socket *socket)
{
	socket_count--;
	heap_free(socket);
}

int socket_open(unsigned family, unsigned type, struct socket **out)
{
	if (!(LWIP_IPV4 && family == SOCKET_IP4) && !(LWIP_IPV6 && family == SOCKET_IP6))
		return -EAFNOSUPPORT;
	if (!(LWIP_TCP && type == SOCKET_STREAM) && !(LWIP_UDP && type == SOCKET_DATAGRAM))
		return -EPROTONOSUPPORT;
	core_enter();

	int error = socket_count >= CONFIG_SOCKETS ? -EMFILE : -ENOMEM;
	struct socket *socket = socket_new(family, type);

	if (socket != NULL) {
		error = -EPROTONOSUPPORT;
#if LWIP_TCP
		if (type == SOCKET_STREAM)
			error = stream_open(socket);
#endif
#if LWIP_UDP
		if (type == SOCKET_DATAGRAM)
			error = datagram_open(socket);
#endif
		if (error < 0)
			socket_free(socket);
	}
	core_leave();
	if (error == 0)
		*out = socket;
	return error;
}

int socket_close(struct socket *socket)
{
	core_enter();
#if LWIP_TCP
	if (socket->type == SOCKET_STREAM)
		stream_close(socket);
#endif
#if LWIP_UDP
	if (socket->type == SOCKET_DATAGRAM)
		datagram_close(socket);
#endif
	socket_free(socket);
	core_leave();
	return 0;
}

/* What lwIP is to bind: "any" of an IPv6 socket takes both families unless it says otherwise. */
static bool local_in(const struct socket *socket, const struct socket_address *address, ip_addr_t *ip)
{
	if (address->family != socket->family || !address_in(address, ip))
		return false;
#if LWIP_IPV4 && LWIP_IPV6
	if (socket->family == SOCKET_IP6 && !socket->only_ip6 && IP_IS_V6(ip) && ip6_addr_isany(ip_2_ip6(ip)))
		IP_SET_TYPE(ip, IPADDR_TYPE_ANY);
#endif
	return true;
}

static bool is_ours(const ip_addr_t *ip)
{
	struct netif *netif;

	if (ip_addr_isany(ip) || IP_IS_ANY_TYPE_VAL(*ip) || ip_addr_ismulticast(ip))
		return true;
	NETIF_FOREACH(netif) {
#if LWIP_IPV4
		if (IP_IS_V4(ip) && ip4_addr_cmp(ip_2_ip4(ip), netif_ip4_addr(netif)))
			return true;
#endif
#if LWIP_IPV6
		if (IP_IS_V6(ip) && netif_get_ip6_addr_match(netif, ip_2_ip6(ip)) >= 0)
			return true;
#endif
	}
	return false;
}

int socket_bind(struct socket *socket, const struct socket_address *address)
{
	ip_addr_t ip;
	int error = -EINVAL;

	core_enter();
	if (!local_in(socket, address, &ip))
		error = -EAFNOSUPPORT;
	else if (!is_ours(&ip))
		error = -EADDRNOTAVAIL;
#if LWIP_TCP
	else if (socket->type == SOCKET_STREAM)
		error = stream_bind(socket, &ip, address->port);
#endif
#if LWIP_UDP
	else if (socket->type == SOCKET_DATAGRAM && socket->udp->local_port == 0)
		error = error_of(udp_bind(socket->udp, &ip, address->port));
#endif
	core_leave();
	return error;
}

int socket_connect(struct socket *socket, const struct socket_address *peer)
{
	ip_addr_t ip;
	int error = -EINVAL;

	core_enter();
	if (peer->family != socket->family || !address_in(peer, &ip))
		error = -EAFNOSUPPORT;
#if LWIP_TCP
	else if (socket->type == SOCKET_STREAM)
		error = stream_connect(socket, &ip, peer->port);
#endif
#if LWIP_UDP
	else if (socket->type == SOCKET_DATAGRAM) {
		error = error_of(udp_connect(socket->udp, &ip, peer->port));
		socket->connected = error == 0;
	}
#endif
	core_leave();
	return error;
}

ssize_t socket_send(struct socket *socket, const void *data, size_t size, unsigned flags)
{
	ssize_t done = -EINVAL;

	core_enter();
#if LWIP_TCP
	if (socket->type == SOCKET_STREAM)
		done = stream_send(socket, data, size, flags, TCP_WRITE_FLAG_COPY);
#endif
#if LWIP_UDP
	if (socket->type == SOCKET_DATAGRAM)
		done = datagram_send(socket, data, size, flags, NULL);
#endif
	core_leave();
	return done;
}

ssize_t socket_send_static(struct socket *socket, const void *data, size_t size, unsigned flags)
{
#if LWIP_TCP
	if (socket->type == SOCKET_STREAM) {
		core_enter();

		ssize_t done = stream_send(socket, data, size, flags, 0);

		core_leave();
		return done;
	}
#endif
	return socket_send(socket, data, size, flags);
}

ssize_t socket_send_to(struct socket *socket, const void *data, size_t size, unsigned flags,
		       const struct socket_address *peer)
{
	ssize_t done = -EINVAL;

	core_enter();
#if LWIP_TCP
	if (socket->type == SOCKET_STREAM)
		done = stream_send(socket, data, size, flags, TCP_WRITE_FLAG_COPY);
#endif
#if LWIP_UDP
	if (socket->type == SOCKET_DATAGRAM)
		done = datagram_send(socket, data, size, flags, peer);
#endif
	(void)peer;
	core_leave();
	return done;
}

int socket_peer(struct socket *socket, struct socket_address *out)
{
	int error = -ENOTCONN;

	core_enter();
#if LWIP_TCP
	if (socket->type == SOCKET_STREAM && socket->state == SOCKET_CONNECTED && socket->tcp != NULL) {
		address_out(&socket->tcp->remote_ip, socket->tcp->remote_port, socket->family == SOCKET_IP6, out);
		error = 0;
	}
#endif
#if LWIP_UDP
	if (socket->type == SOCKET_DATAGRAM && socket->connected) {
		address_out(&socket->udp->remote_ip, socket->udp->remote_port, socket->family == SOCKET_IP6, out);
		error = 0;
	}
#endif
	core_leave();
	return error;
}

int socket_local(struct socket *socket, struct socket_address *out)
{
	int error = -ENOTCONN;

	core_enter();
	/* Both kinds, and one that listens, begin with the same fields. */
	if (socket->tcp != NULL) {
		const struct ip_pcb *pcb = (const struct ip_pcb *)(const void *)socket->tcp;
		uint16_t port = 0;

#if LWIP_TCP
		if (socket->type == SOCKET_STREAM)
			port = socket->tcp->local_port;
#endif
#if LWIP_UDP
		if (socket->type == SOCKET_DATAGRAM)
			port = socket->udp->local_port;
#endif
		address_out(&pcb->local_ip, port, socket->family == SOCKET_IP6, out);
		error = 0;
	}
	core_leave();
	return error;
}

ssize_t socket_receive_from(struct socket *socket, void *data, size_t size, unsigned flags,
			    struct socket_address *peer)
{
	ssize_t done = -EINVAL;

	core_enter();
#if LWIP_TCP
	if (socket->type == SOCKET_STREAM) {
		done = stream_receive(socket, data, size, flags);
		if (done >= 0 && peer != NULL) {
			*peer = (struct socket_address){ .family = socket->family };
			if (socket->tcp != NULL)
				address_out(&socket->tcp->remote_ip, socket->tcp->remote_port,
					    socket->family == SOCKET_IP6, peer);
		}
	}
#endif
#if LWIP_UDP
	if (socket->type == SOCKET_DATAGRAM)
		done = datagram_receive(socket, data, size, flags, peer);
#endif
	core_leave();
	return done;
}

ssize_t socket_receive(struct socket *socket, void *data, size_t size, unsigned flags)
{
	return socket_receive_from(socket, data, size, flags, NULL);
}
