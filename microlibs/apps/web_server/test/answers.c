/* SPDX-License-Identifier: BSD-3-Clause */
/* config: PORT=$port */
/* config: ROOT=$root_folder */
/* config: REQUESTS=$requests */
/* config: CONNECTIONS=3 */
/* config: HEADER_BYTES=600 */
/* config: OUT_BYTES=1024 */
/* config: CHUNK_BYTES=4096 */
/* What a client gets for each request, at any pace: statuses, fields and bodies; versions of a file, and parts of it. */
#define _GNU_SOURCE /* memmem */
#include "serving.h"

/* This text, in pieces of several sizes, is answered with these statuses. */
static void one(const char *text, size_t size, const char *expected)
{
	static const size_t pieces[] = { 0, 1, 7 };

	for (size_t i = 0; i < 3; i++) {
		struct client client = { .text = text, .size = size, .piece = pieces[i], .take = 700, .half = true };

		CHECK_EQ(serve(&client, 1), 1);
		if (!CHECK_STR(statuses(&sockets[0], strncmp(text, "HEAD", 4) == 0), expected))
			printf("to '%.60s'\n", text);
	}
}

#define ONE(literal, expected) one((literal), sizeof(literal) - 1, (expected))

static void answers(void)
{
	ONE(GET("/"), "200");
	CHECK(body_size == 300 && memcmp(body_at, contents, 300) == 0);
	CHECK(says(&sockets[0], "Content-Type: text/html") && says(&sockets[0], "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"));
	CHECK(!says(&sockets[0], "Last-Modified") && !says(&sockets[0], "ETag"));
	ONE(GET("/big.txt"), "200");
	CHECK(body_size == 100000 && memcmp(body_at, contents, 100000) == 0);
	CHECK(statics > 0);
	ONE(GET("/slow.bin") GET("/big.txt") GET("/small.bin") GET("/empty"), "200 200 200 200");
	ONE(GET("/slow.bin"), "200");
	CHECK(body_size == 50000 && memcmp(body_at, contents, 50000) == 0);
	ONE("HEAD /big.txt HTTP/1.1\r\nHost: x\r\n\r\n", "200");
	CHECK(says(&sockets[0], "Content-Length: 100000\r\n"));
	ONE("HEAD /nothing HTTP/1.1\r\nHost: x\r\n\r\n", "404");
	ONE(GET("/nothing") GET("/"), "404 200");
	ONE(GET("/secret") GET("/device"), "403 403");
	ONE(GET("/many") GET("/"), "503");
	ONE(GET("/broken") GET("/bad") GET("/"), "500 500 200");
	ONE(GET("/later"), "200-");
	ONE(GET("/folder?x"), "301");
	CHECK(says(&sockets[0], "Location: /folder/\r\n"));
	ONE(GET("/folder/"), "200");
	CHECK(says(&sockets[0], "href=\"./a%26b%20%3Cc%3E%22.txt\">a&amp;b &lt;c&gt;&quot;.txt</a>"));
	CHECK(says(&sockets[0], "href=\"./sub/\">sub/") && says(&sockets[0], "./%C3%A4%3Ax"));
	ONE("HEAD /folder/ HTTP/1.1\r\nHost: x\r\n\r\n", "200");
	ONE(GET("/odd/") GET("/lost/") GET("/gone/"), "404 500 404");
	ONE("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello" GET("/"), "405 200");
	ONE("BREW / HTTP/1.1\r\nHost: x\r\n\r\n" GET("/"), "501");
	ONE("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\nhello", "413");
	ONE("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n", "200");
	ONE("GET / HTTP/1.1\r\n\r\n" GET("/"), "400");
	ONE("GET /../x HTTP/1.1\r\nHost: x\r\n\r\n" GET("/"), "400");
	ONE("GET / HTTP/3.0\r\n\r\n", "505");
	ONE("GET / HTTP/1.0\r\n\r\n" GET("/"), "200");
	ONE("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" GET("/"), "200 200");
	CHECK(says(&sockets[0], "Connection: keep-alive\r\n"));
	ONE(LAST("/") GET("/"), "200");
	ONE("", "");
	ONE("GET / HT", "");
	wall_error = -ENODATA;
	now += 2000 * MS;
	ONE(LAST("/"), "200");
	CHECK(!says(&sockets[0], "Date:"));
	wall_error = 0;
}

static void versions(void)
{
#define WITH(field) "GET /index.html HTTP/1.1\r\nHost: x\r\n" field "\r\n\r\n"
	mtime_ns = 784111777500000000u;
	ONE(GET("/"), "200");
	CHECK(says(&sockets[0], "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n"));
	/* The time in nanoseconds and the size. */
	CHECK(says(&sockets[0], "ETag: \"ae1b981da166f00-12c\"\r\n"));

	char tag[64];
	const char *at = strstr(sockets[0].out, "ETag: ");
	char text[300];

	REQUIRE(at != NULL && sscanf(at, "ETag: %60s", tag) == 1);
	snprintf(text, sizeof text, WITH("If-None-Match: W/%s") WITH("If-None-Match: \"x\"\r\nIf-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT"),
		 tag);
	one(text, strlen(text), "304 200");
	snprintf(text, sizeof text, WITH("Range: bytes=1-2\r\nIf-Range: %s") WITH("Range: bytes=1-2\r\nIf-Range: \"x\""), tag);
	one(text, strlen(text), "206 200");
	ONE(WITH("If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT"), "304");
	ONE(WITH("If-Modified-Since: Sun, 06 Nov 1994 08:49:36 GMT"), "200");
	ONE(WITH("If-Modified-Since: yesterday"), "200");
	ONE(WITH("If-Range: Sun, 06 Nov 1994 08:49:37 GMT\r\nRange: bytes=0-9"), "206");
	CHECK(says(&sockets[0], "Content-Range: bytes 0-9/300\r\n") && body_size == 10);
	ONE(WITH("Range: bytes=-10"), "206");
	CHECK(memcmp(body_at, contents + 290, 10) == 0);
	ONE(WITH("Range: bytes=300-") WITH("Range: bytes=0-1,3-4"), "416 200");
	CHECK(says(&sockets[0], "Content-Range: bytes */300\r\n"));
	mtime_ns = 0;
}

int main(void)
{
	fill_contents();
	answers();
	versions();
	return test_done();
}
