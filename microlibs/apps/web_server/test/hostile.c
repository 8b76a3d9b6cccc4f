/* SPDX-License-Identifier: BSD-3-Clause */
/* config: PORT=$port */
/* config: ROOT=$root_folder */
/* config: REQUESTS=$requests */
/* config: CONNECTIONS=3 */
/* config: HEADER_BYTES=600 */
/* config: OUT_BYTES=1024 */
/* config: CHUNK_BYTES=4096 */
/* Clients that are slow, silent, endless or lost: each is answered or given up, and others are served meanwhile. */
#define _GNU_SOURCE /* memmem */
#include "serving.h"

/* Heads without an end, of 100 KB; readers and writers without hurry; connections that are lost. Meanwhile another is served. */
static void hostile(void)
{
	static char long_line[100000];
	static char long_fields[100000];

	memset(long_line, 'a', sizeof long_line);
	memcpy(long_line, "GET /", 5);
	memset(long_fields, 'b', sizeof long_fields);
	memcpy(long_fields, "GET / HTTP/1.1\r\nHost: x\r\nX: ", 29);

	const struct client all[] = {
		{ .text = long_line, .size = sizeof long_line, .piece = 900, .take = 700 },
		{ .text = long_fields, .size = sizeof long_fields, .piece = 900, .take = 700 },
		{ TEXT(GET("/big.txt")), .take = 0, .stays = true },
		{ TEXT("GET / HTTP/1.1\r\nHos"), .take = 700, .stays = true },
		{ TEXT(""), .stays = true },
		{ TEXT(GET("/big.txt")), .take = 700, .resets = true },
		{ TEXT(GET("/big.txt")), .take = 1, .half = true, .acks_late = true },
		{ TEXT(GET("/big.txt") GET("/big.txt") LAST("/slow.bin")), .take = 700, .acks_late = true },
		{ TEXT(GET("/") GET("/") GET("/") GET("/") GET("/") LAST("/")), .piece = 1, .take = 1 },
		/* Between requests, whatever came with the last one, silence is no request that takes too long. */
		{ TEXT("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"), .take = 700, .stays = true },
		{ TEXT("GET / HTTP/9.0\r\n\r\n"), .take = 700, .stays = true, .endless = true },
	};

	CHECK_EQ(serve(all, 11), 1);
	CHECK_STR(statuses(&sockets[0], false), "414");
	CHECK_STR(statuses(&sockets[1], false), "431");
	CHECK_EQ(sockets[2].arrived, 5000);
	CHECK_STR(statuses(&sockets[3], false), "408");
	CHECK_STR(statuses(&sockets[4], false), "");
	CHECK_STR(statuses(&sockets[6], false), "200");
	CHECK_STR(statuses(&sockets[7], false), "200 200 200");
	CHECK_STR(statuses(&sockets[8], false), "200 200 200 200 200 200");
	CHECK_STR(statuses(&sockets[9], false), "405");
	CHECK_STR(statuses(&sockets[10], false), "505");
}

int main(void)
{
	fill_contents();
	hostile();
	return test_done();
}
