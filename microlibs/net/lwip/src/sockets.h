/* SPDX-License-Identifier: BSD-3-Clause */
/* The socket layer: lwIP's callbacks queue what comes and wake who waits. All of it in the core. */
#ifndef UNILOOM_LWIP_SOCKETS_H
#define UNILOOM_LWIP_SOCKETS_H

#include "lwip.h"

enum socket_state {
	SOCKET_NEW, /* of a datagram socket: for ever */
	SOCKET_LISTENS,
	SOCKET_CONNECTS,
	SOCKET_CONNECTED,
	SOCKET_OVER, /* its connection is no more */
};

/* Who waits, on its own stack. */
struct waiter {
	struct sched_sem sem;
	bool told;
};

struct wait_link {
	struct waiter *waiter;
	struct wait_link *next;
	uint8_t wanted;
};

struct socket {
	union {
		struct tcp_pcb *tcp; /* NULL when there is none any more */
		struct udp_pcb *udp;
	};
	uint8_t type;
	uint8_t family;
	uint8_t state;
	bool nonblock;
	bool end;        /* the peer has sent all that it will */
	bool shut_read;
	bool shut_write;
	bool only_ip6;
	bool connected;  /* a datagram socket with a peer */
	uint8_t poll_wanted;
	uint16_t offset; /* bytes of `first` that have been read */
	uint16_t spare;  /* bytes free behind `last` */
	uint16_t queued; /* datagrams */
	int error;
	uint32_t receive_ms;
	uint32_t send_ms;
	struct pbuf *first; /* a stream's bytes; the datagrams, linked in front of their data */
	struct pbuf *last;
	struct socket *children; /* connections that nobody has accepted */
	struct socket *next;     /* of these */
	struct wait_link *waiting;
	struct waiter *poller;
};

/* socket.c. NULL: no memory, or too many. */
struct socket *socket_new(unsigned family, unsigned type);
void socket_free(struct socket *socket);

/* wait.c */
#define NO_LIMIT UINT64_MAX
uint64_t wait_until(uint32_t ms); /* 0: NO_LIMIT */
/* Of a call that finds nothing to do: the milliseconds that it may wait, and what else it has tried. */
struct attempt {
	uint32_t ms; /* 0: without a limit */
	bool again;
	uint64_t until;
};
/* Whether a call with these flags may. */
bool may_wait(const struct socket *socket, unsigned flags);
/*
 * The call found nothing. Waits for one of `events`; where it may not, takes in once what has come. 0 when it should look
 * again, or -EAGAIN.
 */
int wait_again(struct socket *socket, uint8_t events, unsigned flags, struct attempt *attempt);
/* Leaves the core, waits for one of `events` at most until then, and enters it again. 0 or -EAGAIN. */
int wait_for(struct socket *socket, uint8_t events, uint64_t until);
void wake(struct socket *socket, uint8_t events);
/* As wait_for, for an address of our own. -ENETUNREACH when none has come. */
int wait_for_network(void);
void wake_network(void);
uint8_t socket_ready(const struct socket *socket);

/* Streams, where there are any. */
bool stream_has_room(const struct socket *socket);
#if LWIP_TCP
/* connection.c */
int stream_open(struct socket *socket);
void stream_close(struct socket *socket);
int stream_bind(struct socket *socket, const ip_addr_t *ip, uint16_t port);
int stream_connect(struct socket *socket, const ip_addr_t *ip, uint16_t port);

/* stream.c */
ssize_t stream_send(struct socket *socket, const void *data, size_t size, unsigned flags, uint8_t how);
ssize_t stream_receive(struct socket *socket, uint8_t *data, size_t size, unsigned flags);
int take_error(struct socket *socket); /* the one that has come up, which is forgotten with this */
void stream_drop(struct socket *socket); /* what has come and nobody has read */
/* lwIP's callbacks: bytes, or the peer's end (what is not taken is offered again); bytes of ours have arrived. */
err_t stream_received(void *ctx, struct tcp_pcb *pcb, struct pbuf *pbuf, err_t error);
err_t stream_acknowledged(void *ctx, struct tcp_pcb *pcb, u16_t size);
#endif

/* datagram.c */
int datagram_open(struct socket *socket);
void datagram_close(struct socket *socket);
ssize_t datagram_send(struct socket *socket, const void *data, size_t size, unsigned flags,
		      const struct socket_address *peer);
ssize_t datagram_receive(struct socket *socket, uint8_t *data, size_t size, unsigned flags, struct socket_address *peer);

#endif
