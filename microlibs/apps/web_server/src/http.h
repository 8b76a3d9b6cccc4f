/* SPDX-License-Identifier: BSD-3-Clause */
/* A request's head, read as it arrives (RFC 9112). Pure: it looks at bytes and keeps places in them. */
#ifndef HTTP_H
#define HTTP_H

#include <ports.h>

/* Bytes of the buffer that the head is in. */
struct http_span {
	uint32_t at;
	uint32_t size;
};

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_KNOWN, HTTP_UNKNOWN };

enum http_status {
	HTTP_OK = 200,
	HTTP_PARTIAL = 206,
	HTTP_MOVED = 301,
	HTTP_NOT_MODIFIED = 304,
	HTTP_BAD_REQUEST = 400,
	HTTP_FORBIDDEN = 403,
	HTTP_NOT_FOUND = 404,
	HTTP_NOT_ALLOWED = 405,
	HTTP_TIMED_OUT = 408,
	HTTP_LENGTH_REQUIRED = 411,
	HTTP_TOO_LARGE = 413,
	HTTP_TARGET_TOO_LONG = 414,
	HTTP_BAD_RANGE = 416,
	HTTP_HEAD_TOO_LARGE = 431,
	HTTP_BROKEN = 500,
	HTTP_UNKNOWN_METHOD = 501,
	HTTP_UNAVAILABLE = 503,
	HTTP_BAD_VERSION = 505,
};

struct http_request {
	/* Where the reading is. */
	uint32_t line;      /* the line that is not complete yet begins here, */
	uint32_t looked;    /* and has no end before here */
	bool has_start;     /* the request line is read */
	/* What the head says. Spans of fields that are absent have size 0. */
	uint8_t method;     /* enum http_method */
	uint8_t minor;      /* HTTP/1.minor */
	bool has_host;
	bool close;         /* Connection: close */
	bool keep_alive;    /* Connection: keep-alive */
	bool expects;       /* Expect: 100-continue */
	bool has_length;
	bool has_coding;    /* Transfer-Encoding */
	uint64_t length;    /* of the body that follows */
	struct http_span target;
	struct http_span if_modified_since;
	struct http_span if_none_match;
	struct http_span if_range;
	struct http_span range;
};

/*
 * Reads on in `data`, which holds the head from its first byte on and has grown since the last call. `request` was all zeroes at
 * first. Returns the head's size once it is complete, 0 while it is not, and a negative status (enum http_status) for a head that
 * is to be refused; then nothing more can be read of this connection.
 */
long http_read(struct http_request *request, const char *data, size_t size);

enum http_range { HTTP_RANGE_NONE, HTTP_RANGE_ONE, HTTP_RANGE_OUTSIDE };

/*
 * The one range of a Range field's value, of something of `whole` bytes: `*from` and `*size`. None where it has no form that is
 * understood, or more than one.
 */
enum http_range http_range(const char *value, size_t length, uint64_t whole, uint64_t *from, uint64_t *size);

/* Whether a list of entity tags, or "*", has `tag` (with its quotes); weakly compared (RFC 9110, 8.8.3.2). */
bool http_has_tag(const char *list, size_t size, const char *tag, size_t tag_size);

#endif
