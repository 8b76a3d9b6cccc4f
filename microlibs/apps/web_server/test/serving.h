/* SPDX-License-Identifier: BSD-3-Clause */
/* What the tests of the whole server share: clients are served to the end, and what each of them got. */
#ifndef WEB_SERVER_SERVING_H
#define WEB_SERVER_SERVING_H

#include "files.h"
#include "network.h"
#include "world.h"

/* Serves these clients to the end: of all of them, or of so many requests. */
static int serve(const struct client *all, size_t count)
{
	clients = all;
	client_count = count;
	accepted = 0;
	open_sockets = 0;
	most_open = 0;
	statics = 0;
	printed[0] = '\0';

	int status = component_main();

	CHECK_EQ(accepted, count);
	CHECK_EQ(open_sockets, 0);
	CHECK_EQ(blocks, 0);
	CHECK_EQ(files_open_now, 0);
	CHECK(most_open <= 6);
	return status;
}

/* The answers that a client has got: statuses as text, and whether each is whole. */
static size_t body_size;
static const char *body_at;

static const char *statuses(const struct socket *socket, bool head)
{
	static char text[256];
	const char *at = socket->out;
	const char *end = socket->out + socket->arrived;

	text[0] = '\0';
	while (at < end) {
		const char *head_end = memmem(at, (size_t)(end - at), "\r\n\r\n", 4);
		const char *length;
		size_t size = 0;

		if (head_end == NULL || memcmp(at, "HTTP/1.1 ", 9) != 0)
			return strcat(text, "?");
		strncat(text, at + 9, 3);
		length = memmem(at, (size_t)(head_end - at), "Content-Length: ", 16);
		if (length != NULL && !head && memcmp(at + 9, "304", 3) != 0)
			size = strtoul(length + 16, NULL, 10);
		body_at = head_end + 4;
		body_size = size;
		if (size > (size_t)(end - body_at))
			return strcat(text, "-");
		at = body_at + size;
		if (at < end)
			strcat(text, " ");
	}
	return text;
}

static inline bool says(const struct socket *socket, const char *text)
{
	return memmem(socket->out, socket->arrived, text, strlen(text)) != NULL;
}

#define TEXT(literal) .text = (literal), .size = sizeof(literal) - 1
#define GET(path) "GET " path " HTTP/1.1\r\nHost: x\r\n\r\n"
#define LAST(path) "GET " path " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

#endif
