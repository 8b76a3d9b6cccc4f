/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef CONNECTION_H
#define CONNECTION_H

#include <ports.h>

#include "http.h"
#include "text.h"

/* What an answer's head can take, but for a redirection. */
#define ANSWER_ROOM 768u

enum went { WENT_ON, WENT_WAITING, WENT_WRONG };

/* What is being sent behind a head: of a file, or of memory. */
struct body {
	struct fs_file *file; /* closed afterwards */
	char *memory;         /* freed afterwards */
	uint64_t at;          /* the next byte's place in it */
	uint64_t left;
	bool may_stand;       /* what is in memory may be sent from where it stands */
	bool stood;           /* some of it has been */
	char *chunk;          /* of a file that is not in memory; CHUNK_BYTES, or NULL */
	size_t chunk_used;
	size_t chunk_sent;
};

enum stage {
	SERVING,
	LINGERING, /* all is sent; what still comes is let go until the other side ends, too */
	LEAVING    /* given up, but there are bytes on their way from where they stand */
};

struct connection {
	struct socket *socket;
	enum stage stage;
	bool close;            /* after the answer that is in the making; no more requests */
	bool unread;           /* there may be bytes to come that nobody will read */
	bool in_head;          /* a request has begun to arrive, */
	bool timed;            /* and the time that it may take counts */
	uint8_t wanted;        /* enum socket_events */
	uint64_t deadline;     /* nanoseconds */
	struct http_request request;
	size_t begin;          /* of the request in `in` */
	size_t used;           /* bytes in `in` */
	uint64_t skip;         /* bytes to come of a request's body */
	struct body body;
	struct fs_file *held;  /* its bytes may still be on their way, from where they stand */
	struct text out;
	size_t sent;           /* bytes of `out` */
	char out_bytes[CONFIG_OUT_BYTES];
	char in[CONFIG_HEADER_BYTES];
};

/* What all connections share. */
struct server {
	uint64_t now;      /* nanoseconds */
	uint64_t answered;
	bool ending;       /* each answer is its connection's last */
	size_t leaving;    /* connections that are */
};

extern struct server server;

/* Of a socket that was accepted, which it owns then, also where it fails: NULL without memory. */
struct connection *connection_make(struct socket *socket);

/* Goes on as far as it can, knowing what is `ready` (enum socket_events). False when it is gone. */
bool connection_work(struct connection *connection, unsigned ready);

/* Its deadline is over. False when it is gone. */
bool connection_expire(struct connection *connection);

/* The server is ending: one that is between requests ends in order. False when it is gone. */
bool connection_end_idle(struct connection *connection);

/* Puts an answer to the request into `out`, and what does not fit there into `body`. */
void respond(struct connection *connection);
void respond_error(struct connection *connection, unsigned status);
/* The list of a folder. Takes `folder`. */
void respond_listing(struct connection *connection, struct fs_file *folder, const char *path);

/* Writes what an answer begins and ends with. */
void head_begin(struct connection *connection, unsigned status);
void head_end(struct connection *connection);

/* Of a path, in a link: bytes that mean something else there are escaped. */
void put_link(struct text *text, const char *path);

/* The body's next bytes go behind what is in `out`, as many as there is room for. False when they cannot be read. */
bool body_fill(struct connection *connection);
/* Sends what is in `out`. */
enum went flush_out(struct connection *connection);
/* Sends the body and what stands before it, all or as much as goes. */
enum went body_send(struct connection *connection);
/* Gives all of it back; bytes that may be on their way stay. */
void body_end(struct connection *connection);
/* Closes the held file if none of its bytes is on its way any more. Whether there is none held now. */
bool let_go(struct connection *connection);

#endif
