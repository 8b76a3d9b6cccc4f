/* SPDX-License-Identifier: BSD-3-Clause */
/* TCP: connections from the first to the last. Their bytes are in stream.c. */
#include "sockets.h"

#if LWIP_TCP

#define FIRST_RTO (1000 / TCP_SLOW_INTERVAL)

static void failed(void *ctx, err_t error);

static void attach(struct socket *socket, struct tcp_pcb *pcb)
{
	socket->tcp = pcb;
	tcp_arg(pcb, socket);
	tcp_recv(pcb, stream_received);
	tcp_sent(pcb, stream_acknowledged);
	tcp_err(pcb, failed);
}

static void detach(struct tcp_pcb *pcb)
{
	tcp_arg(pcb, NULL);
	tcp_recv(pcb, NULL);
	tcp_sent(pcb, NULL);
	tcp_err(pcb, NULL);
}

int stream_open(struct socket *socket)
{
	u8_t type = IPADDR_TYPE_V4;

#if LWIP_IPV6
	if (socket->family == SOCKET_IP6)
		type = IPADDR_TYPE_V6;
#endif

	struct tcp_pcb *pcb = tcp_new_ip_type(type);

	if (pcb == NULL)
		return -ENOMEM;
	/* RFC 6298: a second until more is known. lwIP has three, from the one before. */
	pcb->rto = FIRST_RTO;
	pcb->sv = FIRST_RTO;
	attach(socket, pcb);
	return 0;
}

/* Not told by a callback where both ends have closed it in order. */
void stream_gone(struct tcp_pcb *pcb)
{
	/* Others are nobody's, or have the listening socket where theirs will be. */
	if (pcb->errf != failed)
		return;

	struct socket *socket = pcb->callback_arg;

	socket->tcp = NULL;
	socket->state = SOCKET_OVER;
	socket->end = true;
	wake(socket, UINT8_MAX);
}

/* lwIP's. The connection is freed before this or right after it. */
static void failed(void *ctx, err_t error)
{
	struct socket *socket = ctx;

	if (error == ERR_CLSD)
		return;
	if (error == ERR_RST)
		socket->error = socket->state == SOCKET_CONNECTS ? -ECONNREFUSED : -ECONNRESET;
	else
		socket->error = -ETIMEDOUT;
	wake(socket, UINT8_MAX);
}

int stream_bind(struct socket *socket, const ip_addr_t *ip, uint16_t port)
{
	if (socket->state != SOCKET_NEW || socket->tcp->local_port != 0)
		return -EINVAL;
	return error_of(tcp_bind(socket->tcp, ip, port));
}

/* One that nobody has accepted goes. */
static void free_child(struct socket **at)
{
	struct socket *child = *at;
	struct tcp_pcb *pcb = child->tcp;

	*at = child->next;
	if (pcb != NULL) {
		detach(pcb);
		tcp_abort(pcb);
	}
	stream_drop(child);
	socket_free(child);
}

/* lwIP's: a connection is there. */
static err_t arrived(void *ctx, struct tcp_pcb *pcb, err_t error)
{
	struct socket *listener = ctx;

	if (pcb == NULL || error != ERR_OK)
		return ERR_OK;

	struct socket **at = &listener->children;

	/* Those that were lost meanwhile make room. */
	while (*at != NULL) {
		if ((*at)->tcp == NULL)
			free_child(at);
		else
			at = &(*at)->next;
	}

	struct socket *socket = socket_new(listener->family, SOCKET_STREAM);

	if (socket == NULL)
		return ERR_MEM;
	tcp_backlog_delayed(pcb);
	ip_reset_option(pcb, SOF_KEEPALIVE);
	attach(socket, pcb);
	socket->state = SOCKET_CONNECTED;
	*at = socket;
	wake(listener, SOCKET_READABLE);
	return ERR_OK;
}

int socket_listen(struct socket *socket, unsigned backlog)
{
	err_t error = ERR_VAL;

	if (socket->type != SOCKET_STREAM)
		return -EINVAL;
	core_enter();
	if (socket->state == SOCKET_NEW) {
		struct tcp_pcb *pcb = socket->tcp;

		error = pcb->local_port == 0 ? tcp_bind(pcb, &pcb->local_ip, 0) : ERR_OK;
		if (error == ERR_OK) {
			/* What follows frees `pcb` where it does not fail. */
			tcp_err(pcb, NULL);

			struct tcp_pcb *listens = tcp_listen_with_backlog_and_err(
				pcb, (u8_t)LWIP_MIN(LWIP_MAX(backlog, 1u), 255u), &error);

			if (listens != NULL) {
				socket->tcp = listens;
				socket->state = SOCKET_LISTENS;
				tcp_accept(listens, arrived);
			} else {
				tcp_err(pcb, failed);
			}
		}
	}
	core_leave();
	return error_of(error);
}

int socket_accept(struct socket *socket, struct socket **out, struct socket_address *peer)
{
	struct attempt attempt = { .ms = socket->receive_ms };
	int error = 0;

	core_enter();
	if (socket->state != SOCKET_LISTENS)
		error = -EINVAL;
	while (error == 0 && socket->children == NULL)
		error = wait_again(socket, SOCKET_READABLE, 0, &attempt);
	if (error == 0) {
		struct socket *child = socket->children;

		socket->children = child->next;
		child->next = NULL;
		if (peer != NULL)
			*peer = (struct socket_address){ .family = child->family };
		if (child->tcp != NULL) {
			tcp_backlog_accepted(child->tcp);
			if (peer != NULL)
				address_out(&child->tcp->remote_ip, child->tcp->remote_port,
					    child->family == SOCKET_IP6, peer);
		}
		*out = child;
	}
	core_leave();
	return error;
}

/* lwIP's. */
static err_t connected(void *ctx, struct tcp_pcb *pcb, err_t error)
{
	struct socket *socket = ctx;

	(void)pcb;
	(void)error;
	socket->state = SOCKET_CONNECTED;
	wake(socket, SOCKET_WRITABLE);
	return ERR_OK;
}

static int begin_connecting(struct socket *socket, const ip_addr_t *ip, uint16_t port)
{
	err_t error = tcp_connect(socket->tcp, ip, port, connected);

	if (error == ERR_RTE && !socket->nonblock && wait_for_network() == 0)
		error = tcp_connect(socket->tcp, ip, port, connected);
	if (error == ERR_OK)
		socket->state = SOCKET_CONNECTS;
	return error_of(error);
}

int stream_connect(struct socket *socket, const ip_addr_t *ip, uint16_t port)
{
	uint64_t until = wait_until(socket->send_ms);

	if (socket->state == SOCKET_CONNECTED)
		return -EISCONN;
	if (socket->state == SOCKET_LISTENS || port == 0)
		return -EINVAL;
	if (socket->state == SOCKET_OVER)
		return socket->error != 0 ? take_error(socket) : -ECONNREFUSED;
	if (socket->state == SOCKET_CONNECTS && socket->nonblock)
		return -EALREADY;

	int error = socket->state == SOCKET_NEW ? begin_connecting(socket, ip, port) : 0;

	while (error == 0 && socket->state == SOCKET_CONNECTS) {
		if (socket->nonblock || wait_for(socket, SOCKET_WRITABLE, until) < 0)
			error = -EINPROGRESS;
	}
	if (error == 0 && socket->state == SOCKET_OVER)
		error = take_error(socket);
	return error;
}

/* lwIP's: the peer has had its time. */
static err_t closing(void *ctx, struct tcp_pcb *pcb)
{
	(void)ctx;
	tcp_abort(pcb);
	return ERR_ABRT;
}

/* The program is done with it: what was written has so long to arrive. */
static void begin_closing(struct tcp_pcb *pcb)
{
	tcp_poll(pcb, closing, CONFIG_CLOSING_S * 2);
	pcb->polltmr = 0;
}

int socket_shutdown(struct socket *socket, unsigned how)
{
	int error = -ENOTCONN;

	if (socket->type != SOCKET_STREAM)
		return error;
	core_enter();
	if (socket->state == SOCKET_CONNECTED) {
		error = 0;
		if ((how & SOCKET_SHUT_READ) != 0) {
			socket->shut_read = true;
			if (socket->first != NULL && !socket->end)
				tcp_recved(socket->tcp, TCP_WND);
			stream_drop(socket);
		}
		if ((how & SOCKET_SHUT_WRITE) != 0 && !socket->shut_write) {
			socket->shut_write = true;
			(void)tcp_shutdown(socket->tcp, 0, 1);
		}
		if (how == SOCKET_SHUT_BOTH)
			begin_closing(socket->tcp);
		wake(socket, UINT8_MAX);
	}
	core_leave();
	return error;
}

void stream_close(struct socket *socket)
{
	struct tcp_pcb *pcb = socket->tcp;
	bool unread = socket->first != NULL;

	while (socket->children != NULL)
		free_child(&socket->children);
	stream_drop(socket);
	if (pcb == NULL)
		return;
	socket->tcp = NULL;
	if (socket->state == SOCKET_LISTENS) {
		(void)tcp_close(pcb);
		return;
	}
	detach(pcb);
	begin_closing(pcb);
	if (unread || tcp_close(pcb) != ERR_OK)
		tcp_abort(pcb);
}

#else

/* There are no streams, and nothing else has these. */
int socket_listen(struct socket *socket, unsigned backlog)
{
	(void)socket;
	(void)backlog;
	return -EINVAL;
}

int socket_accept(struct socket *socket, struct socket **out, struct socket_address *peer)
{
	(void)socket;
	(void)out;
	(void)peer;
	return -EINVAL;
}

int socket_shutdown(struct socket *socket, unsigned how)
{
	(void)socket;
	(void)how;
	return -ENOTCONN;
}

#endif
