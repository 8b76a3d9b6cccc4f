/* SPDX-License-Identifier: BSD-3-Clause */
/* TCP: the bytes of connections. */
#include "sockets.h"

#if LWIP_TCP

#define COMPACT_BYTES 512u
#define QUEUE_SPARE 2u

bool stream_has_room(const struct socket *socket)
{
	return socket->state == SOCKET_CONNECTED && tcp_sndbuf(socket->tcp) >= TCP_SNDLOWAT &&
	       tcp_sndqueuelen(socket->tcp) <= TCP_SND_QUEUELEN / 2;
}

void stream_drop(struct socket *socket)
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

/* lwIP's. */
err_t stream_acknowledged(void *ctx, struct tcp_pcb *pcb, u16_t size)
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
err_t stream_received(void *ctx, struct tcp_pcb *pcb, struct pbuf *pbuf, err_t error)
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
	if (frames_held <= CONFIG_HELD || !compact(socket, pbuf)) {
		/* What came with the peer's end is not offered again where ours has gone out as well. */
		if (frames_held > CONFIG_HELD && pcb->state < CLOSE_WAIT)
			return ERR_MEM;
		append(socket, pbuf);
	}
	wake(socket, SOCKET_READABLE);
	return ERR_OK;
}

int take_error(struct socket *socket)
{
	int error = socket->error;

	socket->error = 0;
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
	struct attempt attempt = { .ms = socket->send_ms };

	while (true) {
		if (socket->error != 0)
			return take_error(socket);
		if (socket->state == SOCKET_OVER || socket->shut_write)
			return -EPIPE;
		if (socket->state != SOCKET_CONNECTED)
			return socket->state == SOCKET_CONNECTS && !may_wait(socket, flags) ? -EAGAIN : -ENOTCONN;
		if (size == 0)
			return 0;

		ssize_t done = write(socket, data, size, flags, how);

		if (done != 0)
			return done;
		/* No more comes before some has gone. */
		(void)tcp_output(socket->tcp);
		if (wait_again(socket, SOCKET_WRITABLE, flags, &attempt) < 0)
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
	struct attempt attempt = { .ms = socket->receive_ms };

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
		/* What was kept back for more to come. */
		if (socket->state == SOCKET_CONNECTED && may_wait(socket, flags))
			(void)tcp_output(socket->tcp);
		if (wait_again(socket, SOCKET_READABLE, flags, &attempt) < 0)
			return -EAGAIN;
	}
}

#endif
