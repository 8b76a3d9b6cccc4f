/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UNILOOM_SOCKET_TYPES_H
#define UNILOOM_SOCKET_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum socket_family { SOCKET_IP4 = 4, SOCKET_IP6 = 6 };
enum socket_type { SOCKET_STREAM = 1, SOCKET_DATAGRAM = 2 };

struct socket_address {
	uint8_t family;  /* enum socket_family */
	uint16_t port;   /* in the machine's byte order */
	uint32_t scope;  /* of a link-local IPv6 address: the interface's number; else 0 */
	uint8_t ip[16];  /* in network order; IPv4 in the first four. All zero: any */
};

enum socket_flags {
	SOCKET_PEEK = 1,     /* receive: leaves the bytes where they are */
	SOCKET_DONT_WAIT = 2, /* this call gives -EAGAIN instead of waiting */
	SOCKET_MORE = 4      /* send, of a stream: more follows at once, which goes out together with it */
};

enum socket_how { SOCKET_SHUT_READ = 1, SOCKET_SHUT_WRITE = 2, SOCKET_SHUT_BOTH = 3 };

/* Values are ints. */
enum socket_option {
	SOCKET_NONBLOCK = 1,    /* no call waits; 0 or 1 */
	SOCKET_REUSE_ADDRESS,   /* 0 or 1 */
	SOCKET_KEEPALIVE,       /* 0 or 1 */
	SOCKET_NODELAY,         /* small writes go out at once; 0 or 1 */
	SOCKET_BROADCAST,       /* 0 or 1 */
	SOCKET_ONLY_IP6,        /* an IPv6 socket takes no IPv4; 0 or 1 */
	SOCKET_RECEIVE_TIMEOUT, /* milliseconds; 0: none. -EAGAIN when it is over */
	SOCKET_SEND_TIMEOUT,    /* milliseconds; 0: none */
	SOCKET_ERROR,           /* get: the error that has come up since, as a negative number, and forgets it */
	/* get: bytes not acknowledged by the peer; of a listening socket those of all its connections, with their ends */
	SOCKET_UNSENT
};

/* What to wait for, and what is. */
enum socket_events {
	SOCKET_READABLE = 1,  /* bytes, a datagram, a connection to accept, or the peer's end */
	SOCKET_WRITABLE = 2,  /* room for some; of a connecting one, that it is connected or has failed */
	SOCKET_HANGUP = 4,    /* both directions are closed, or the connection is lost; told unasked */
	SOCKET_FAILED = 8     /* there is a SOCKET_ERROR; told unasked */
};

/* An open socket; the stack's. */
struct socket;

struct socket_wait {
	struct socket *socket; /* NULL: skipped */
	uint8_t wanted;        /* of enum socket_events */
	uint8_t ready;         /* what is; filled in */
};

#endif
