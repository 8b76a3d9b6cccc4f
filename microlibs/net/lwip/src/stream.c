/* SPDX-License-Identifier: BSD-3-Clause */
/* TCP: connections from the first to the last, and their bytes. */
#include "sockets.h"

#if LWIP_TCP

#define COMPACT_BYTES 512u
#define QUEUE_SPARE 2u
#define FIRST_RTO (1000 / TCP_SLOW_INTERVAL)

static err_t received(void *ctx, struct tcp_pcb *pcb, struct pbuf *pbuf, err_t error);
static err_t acknowledged(void *ctx, struct tcp_pcb *pcb, u16_t size);
static void failed(void *ctx, err_t error);

static void attach(struct socket *socket, struct tcp_pcb *pcb)
{
	socket->tcp = pcb;
	tcp_arg(pcb, socket);
	tcp_recv(pcb, received);
	tcp_sent(pcb, acknowledged);
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

bool stream_has_room(const struct socket *socket)
{
	return socket->state == SOCKET_CONNECTED && tcp_sndbuf(socket->tcp) >= TCP_SNDLOWAT &&
	       tcp_sndqueuelen(socket->tcp) <= TCP_SND_QUEUELEN / 2;
}

static void drop_bytes(struct socket *socket)
{
	while (socket->first != NULL) {
		struct pbuf *pbuf = socket->first;

		socket->first = pbuf->next;
		pbuf->next = NULL;
		pbuf->tot_len = pbuf->len;
		pbuf_free(pbuf);
	}
	socket->last = NULL;
	socket->offset = 0;
	socket->spare = 0;
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

/* lwIP's. The connection is freed already. */
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

/* lwIP's. */
static err_t acknowledged(void *ctx, struct tcp_pcb *pcb, u16_t size)
{
	struct socket *socket = ctx;

	(void)pcb;
	(void)size;
	if (stream_has_room(socket))
		wake(socket, SOCKET_WRITABLE);
	return ERR_OK;
}

static void append(struct socket *socket, struct pbuf *pbuf)
{
	if (socket->first == NULL)
		socket->first = pbuf;
	else
		socket->last->next = pbuf;
	while (pbuf->next != NULL)
		pbuf = pbuf->next;
	socket->last = pbuf;
	socket->spare = 0;
}

/*
 * The card's buffers are few, and its user's while somebody does not read: beyond HELD bytes are moved into the heap's
 * memory, closely packed. False when there is none.
 */
static bool compact(struct socket *socket, struct pbuf *pbuf)
{
	u16_t begin = LWIP_MIN(socket->spare, pbuf->tot_len);
	u16_t rest = (u16_t)(pbuf->tot_len - begin);
	struct pbuf *more = NULL;

	if (rest > 0) {
		more = pbuf_alloc(PBUF_RAW, LWIP_MAX(rest, COMPACT_BYTES), PBUF_RAM);
		if (more == NULL)
			return false;
	}
	if (begin > 0) {
		struct pbuf *last = socket->last;

		(void)pbuf_copy_partial(pbuf, (uint8_t *)last->payload + last->len, begin, 0);
		last->len = (u16_t)(last->len + begin);
		socket->spare = (u16_t)(socket->spare - begin);
	}
	if (more != NULL) {
		u16_t room = more->len;

		(void)pbuf_copy_partial(pbuf, more->payload, rest, begin);
		more->len = rest;
		append(socket, more);
		socket->spare = (u16_t)(room - rest);
	}
	pbuf_free(pbuf);
	return true;
}

/* lwIP's: bytes, or the peer's end. What is not taken is offered again. */
static err_t received(void *ctx, struct tcp_pcb *pcb, struct pbuf *pbuf, err_t error)
{
	struct socket *socket = ctx;

	(void)error;
	if (pbuf == NULL) {
		socket->end = true;
		wake(socket, SOCKET_READABLE | (socket->shut_write ? SOCKET_HANGUP : 0));
		return ERR_OK;
	}
	if (socket->shut_read) {
		tcp_recved(pcb, pbuf->tot_len);
		pbuf_free(pbuf);
		return ERR_OK;
	}
	if (frames_held <= CONFIG_HELD)
		append(socket, pbuf);
	else if (!compact(socket, pbuf))
		return ERR_MEM;
	wake(socket, SOCKET_READABLE);
	return ERR_OK;
}

int stream_bind(struct socket *socket, const ip_addr_t *ip, uint16_t port)
{
	if (socket->state != SOCKET_NEW || socket->tcp->local_port != 0)
		return -EINVAL;
	return error_of(tcp_bind(socket->tcp, ip, port));
}

/* lwIP's: a connection is there. */
static err_t arrived(void *ctx, struct tcp_pcb *pcb, err_t error)
{
	struct socket *listener = ctx;

	if (pcb == NULL || error != ERR_OK)
		return ERR_OK;

	struct socket *socket = socket_new(listener->family, SOCKET_STREAM);
	struct socket **at = &listener->children;

	if (socket == NULL)
		return ERR_MEM;
	tcp_backlog_delayed(pcb);
	attach(socket, pcb);
	socket->state = SOCKET_CONNECTED;
	while (*at != NULL)
		at = &(*at)->next;
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
	int error = 0;

	core_enter();

	uint64_t until = wait_until(socket->receive_ms);

	if (socket->state != SOCKET_LISTENS)
		error = -EINVAL;
	if (error == 0 && socket->children == NULL && socket->nonblock)
		core_serve();
	while (error == 0 && socket->children == NULL)
		error = socket->nonblock ? -EAGAIN : wait_for(socket, SOCKET_READABLE, until);
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

/* The error that has come up, which is forgotten with this. */
static int take_error(struct socket *socket)
{
	int error = socket->error;

	socket->error = 0;
	return error;
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

/* As many bytes as go. 0 when they have to wait. */
static ssize_t write(struct socket *socket, const void *data, size_t size, unsigned flags, uint8_t how)
{
	struct tcp_pcb *pcb = socket->tcp;
	size_t part = LWIP_MIN(size, (size_t)tcp_sndbuf(pcb));

	if (part == 0 || tcp_sndqueuelen(pcb) + QUEUE_SPARE > TCP_SND_QUEUELEN)
		return 0;
	if ((flags & SOCKET_MORE) != 0 || part < size)
		how |= TCP_WRITE_FLAG_MORE;
	while (true) {
		memory_refused = false;

		err_t error = tcp_write(pcb, data, (u16_t)part, how);

		if (error == ERR_OK)
			break;
		if (error != ERR_MEM)
			return error_of(error);
		if (part > 1) {
			part = (part + 1) / 2;
			continue;
		}
		/* Not for want of memory: what is on its way has to arrive. */
		return memory_refused || tcp_sndqueuelen(pcb) == 0 ? -ENOMEM : 0;
	}
	if ((flags & SOCKET_MORE) == 0 || part < size)
		(void)tcp_output(pcb);
	return (ssize_t)part;
}

ssize_t stream_send(struct socket *socket, const void *data, size_t size, unsigned flags, uint8_t how)
{
	bool may_wait = !socket->nonblock && (flags & SOCKET_DONT_WAIT) == 0;
	uint64_t until = NO_LIMIT;
	bool again = false;

	while (true) {
		if (socket->error != 0)
			return take_error(socket);
		if (socket->state == SOCKET_OVER || socket->shut_write)
			return -EPIPE;
		if (socket->state != SOCKET_CONNECTED)
			return socket->state == SOCKET_CONNECTS && !may_wait ? -EAGAIN : -ENOTCONN;
		if (size == 0)
			return 0;

		ssize_t done = write(socket, data, size, flags, how);

		if (done != 0)
			return done;
		if (!may_wait && again)
			return -EAGAIN;
		if (!again)
			until = wait_until(socket->send_ms);
		again = true;
		if (!may_wait) {
			core_serve();
			continue;
		}
		(void)tcp_output(socket->tcp);
		if (wait_for(socket, SOCKET_WRITABLE, until) < 0)
			return -EAGAIN;
	}
}

/* Bytes from what has come; with SOCKET_PEEK they stay. */
static size_t take(struct socket *socket, uint8_t *data, size_t size, unsigned flags)
{
	struct pbuf *at = socket->first;
	u16_t offset = socket->offset;
	size_t done = 0;

	while (done < size && at != NULL) {
		size_t part = LWIP_MIN(size - done, (size_t)(at->len - offset));
		struct pbuf *next = at->next;

		memcpy(data + done, (const uint8_t *)at->payload + offset, part);
		done += part;
		offset = (u16_t)(offset + part);
		if (offset < at->len)
			break;
		offset = 0;
		if ((flags & SOCKET_PEEK) == 0) {
			socket->first = next;
			at->next = NULL;
			at->tot_len = at->len;
			pbuf_free(at);
		}
		at = next;
	}
	if ((flags & SOCKET_PEEK) != 0)
		return done;
	socket->offset = offset;
	if (socket->first == NULL) {
		socket->last = NULL;
		socket->spare = 0;
	}
	return done;
}

/* Tells the peer that there is room again; past its end only lwIP, for which a close would be one with unread bytes. */
static void have_read(struct socket *socket, size_t size)
{
	struct tcp_pcb *pcb = socket->tcp;

	if (socket->end)
		pcb->rcv_wnd = (tcpwnd_size_t)LWIP_MIN(pcb->rcv_wnd + size, TCP_WND_MAX(pcb));
	else
		tcp_recved(pcb, (u16_t)size);
}

ssize_t stream_receive(struct socket *socket, uint8_t *data, size_t size, unsigned flags)
{
	bool may_wait = !socket->nonblock && (flags & SOCKET_DONT_WAIT) == 0;
	uint64_t until = NO_LIMIT;
	bool again = false;

	while (true) {
		if (socket->first != NULL) {
			size_t done = take(socket, data, size, flags);

			if ((flags & SOCKET_PEEK) == 0 && socket->tcp != NULL)
				have_read(socket, done);
			return (ssize_t)done;
		}
		if (socket->error != 0)
			return take_error(socket);
		if (socket->end || socket->shut_read)
			return 0;
		if (socket->state != SOCKET_CONNECTED && socket->state != SOCKET_CONNECTS)
			return -ENOTCONN;
		if (!may_wait && again)
			return -EAGAIN;
		if (!again)
			until = wait_until(socket->receive_ms);
		again = true;
		if (!may_wait) {
			core_serve();
			continue;
		}
		/* What was kept back for more to come. */
		if (socket->state == SOCKET_CONNECTED)
			(void)tcp_output(socket->tcp);
		if (wait_for(socket, SOCKET_READABLE, until) < 0)
			return -EAGAIN;
	}
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
			drop_bytes(socket);
		}
		if ((how & SOCKET_SHUT_WRITE) != 0 && !socket->shut_write) {
			socket->shut_write = true;
			(void)tcp_shutdown(socket->tcp, 0, 1);
		}
		wake(socket, UINT8_MAX);
	}
	core_leave();
	return error;
}

/* lwIP's, of a connection that is closed here: its peer has had its time. */
static err_t closing(void *ctx, struct tcp_pcb *pcb)
{
	(void)ctx;
	tcp_abort(pcb);
	return ERR_ABRT;
}

void stream_close(struct socket *socket)
{
	struct tcp_pcb *pcb = socket->tcp;
	bool unread = socket->first != NULL;

	while (socket->children != NULL) {
		struct socket *child = socket->children;

		socket->children = child->next;
		if (child->tcp != NULL) {
			struct tcp_pcb *theirs = child->tcp;

			detach(theirs);
			tcp_abort(theirs);
		}
		drop_bytes(child);
		socket_free(child);
	}
	drop_bytes(socket);
	if (pcb == NULL)
		return;
	socket->tcp = NULL;
	if (socket->state == SOCKET_LISTENS) {
		(void)tcp_close(pcb);
		return;
	}
	detach(pcb);
	tcp_poll(pcb, closing, CONFIG_CLOSING_S * 2);
	pcb->polltmr = 0;
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
