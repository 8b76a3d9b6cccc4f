/* SPDX-License-Identifier: BSD-3-Clause */
/* Options of sockets. */
#include "sockets.h"

static void set_flag(struct socket *socket, u8_t flag, int value)
{
	struct ip_pcb *pcb = (struct ip_pcb *)(void *)socket->tcp;

	if (pcb == NULL)
		return;
	if (value != 0)
		ip_set_option(pcb, flag);
	else
		ip_reset_option(pcb, flag);
}

static int get_flag(const struct socket *socket, u8_t flag)
{
	const struct ip_pcb *pcb = (const struct ip_pcb *)(const void *)socket->tcp;

	return pcb != NULL && ip_get_option(pcb, flag) != 0;
}

/* Of a connection, or what will be one. */
static bool is_stream(const struct socket *socket)
{
	return LWIP_TCP && socket->type == SOCKET_STREAM;
}

static int set(struct socket *socket, unsigned option, int value)
{
	bool is_time = option == SOCKET_RECEIVE_TIMEOUT || option == SOCKET_SEND_TIMEOUT;

	if (value < 0 || (value > 1 && !is_time))
		return -EINVAL;
	switch (option) {
	case SOCKET_NONBLOCK:
		socket->nonblock = value != 0;
		return 0;
	case SOCKET_REUSE_ADDRESS:
		set_flag(socket, SOF_REUSEADDR, value);
		return 0;
	case SOCKET_RECEIVE_TIMEOUT:
		socket->receive_ms = (uint32_t)value;
		return 0;
	case SOCKET_SEND_TIMEOUT:
		socket->send_ms = (uint32_t)value;
		return 0;
	case SOCKET_ONLY_IP6:
		if (socket->family != SOCKET_IP6)
			return -ENOPROTOOPT;
		socket->only_ip6 = value != 0;
		return 0;
	case SOCKET_BROADCAST:
		if (is_stream(socket))
			return -ENOPROTOOPT;
		set_flag(socket, SOF_BROADCAST, value);
		return 0;
#if LWIP_TCP
	case SOCKET_KEEPALIVE:
		if (!is_stream(socket))
			return -ENOPROTOOPT;
		set_flag(socket, SOF_KEEPALIVE, value);
		return 0;
	case SOCKET_NODELAY:
		if (!is_stream(socket) || socket->state == SOCKET_LISTENS)
			return -ENOPROTOOPT;
		if (socket->tcp != NULL && value != 0)
			tcp_nagle_disable(socket->tcp);
		else if (socket->tcp != NULL)
			tcp_nagle_enable(socket->tcp);
		return 0;
#endif
	case SOCKET_ERROR:
	case SOCKET_UNSENT:
		return -EINVAL;
	default:
		return -ENOPROTOOPT;
	}
}

#if LWIP_TCP
/* Of a listening socket that of all its connections, those that are closed as well, with their ends. */
static int unsent(const struct socket *socket)
{
	int sum = 0;

	if (socket->state == SOCKET_CONNECTED)
		return TCP_SND_BUF - tcp_sndbuf(socket->tcp);
	if (socket->state != SOCKET_LISTENS)
		return 0;
	for (const struct tcp_pcb *pcb = tcp_active_pcbs; pcb != NULL; pcb = pcb->next) {
		if ((const void *)pcb->listener == socket->tcp && pcb->state != SYN_RCVD)
			sum += (int)(pcb->snd_lbb - pcb->lastack);
	}
	return sum;
}
#endif

static int get(struct socket *socket, unsigned option, int *value)
{
	switch (option) {
	case SOCKET_NONBLOCK:
		*value = socket->nonblock;
		return 0;
	case SOCKET_REUSE_ADDRESS:
		*value = get_flag(socket, SOF_REUSEADDR);
		return 0;
	case SOCKET_RECEIVE_TIMEOUT:
		*value = (int)socket->receive_ms;
		return 0;
	case SOCKET_SEND_TIMEOUT:
		*value = (int)socket->send_ms;
		return 0;
	case SOCKET_ONLY_IP6:
		*value = socket->only_ip6;
		return socket->family == SOCKET_IP6 ? 0 : -ENOPROTOOPT;
	case SOCKET_BROADCAST:
		*value = get_flag(socket, SOF_BROADCAST);
		return is_stream(socket) ? -ENOPROTOOPT : 0;
	case SOCKET_ERROR:
		*value = socket->error;
		socket->error = 0;
		return 0;
#if LWIP_TCP
	case SOCKET_KEEPALIVE:
		*value = get_flag(socket, SOF_KEEPALIVE);
		return is_stream(socket) ? 0 : -ENOPROTOOPT;
	case SOCKET_NODELAY:
		if (!is_stream(socket) || socket->state == SOCKET_LISTENS)
			return -ENOPROTOOPT;
		*value = socket->tcp != NULL && tcp_nagle_disabled(socket->tcp);
		return 0;
	case SOCKET_UNSENT:
		if (!is_stream(socket))
			return -ENOPROTOOPT;
		*value = unsent(socket);
		return 0;
#endif
	default:
		return -ENOPROTOOPT;
	}
}

int socket_set(struct socket *socket, unsigned option, int value)
{
	core_enter();

	int error = set(socket, option, value);

	core_leave();
	return error;
}

int socket_get(struct socket *socket, unsigned option, int *value)
{
	core_enter();

	int error = get(socket, option, value);

	core_leave();
	return error;
}
