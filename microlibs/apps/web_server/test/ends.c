/* SPDX-License-Identifier: BSD-3-Clause */
/* config: PORT=$port */
/* config: ROOT=$root_folder */
/* config: REQUESTS=$requests */
/* config: CONNECTIONS=3 */
/* config: HEADER_BYTES=600 */
/* config: OUT_BYTES=1024 */
/* config: CHUNK_BYTES=4096 */
/* When the server ends, and with what. */
#define _GNU_SOURCE /* memmem */
#include "serving.h"

/* It ends in order after so many requests, and says 1 where it cannot listen. */
static void ends(void)
{
	const struct client all[] = {
		{ TEXT(GET("/") GET("/")), .take = 5000 },
		{ TEXT(""), .take = 5000 },
		{ TEXT(GET("/big.txt")), .take = 500, .piece = 1 },
	};

	requests = 3;
	CHECK_EQ(serve(all, 3), 0);
	CHECK(server_closed);
	CHECK_STR(statuses(&sockets[0], false), "200 200");
	CHECK_STR(statuses(&sockets[2], false), "200");
	CHECK_STR(printed, "component: listening on port 8080\n");
	CHECK(says(&sockets[2], "Connection: close"));

	/* Each answer is one, whatever comes of it. */
	const struct client fails[] = { { TEXT(GET("/bad") GET("/") GET("/nothing") GET("/")), .take = 5000 } };

	CHECK_EQ(serve(fails, 1), 0);
	CHECK_STR(statuses(&sockets[0], false), "500 200 404");
	requests = 1;

	const struct client wrong[] = { { TEXT("GET / HTTP/9.0\r\n\r\n"), .take = 5000 } };
	const struct client slow[] = { { TEXT("GET / HT"), .take = 5000, .stays = true } };

	CHECK_EQ(serve(wrong, 1), 0);
	CHECK_STR(statuses(&sockets[0], false), "505");
	CHECK_EQ(serve(slow, 1), 0);
	CHECK_STR(statuses(&sockets[0], false), "408");
	requests = 0;
	bind_error = -EADDRINUSE;
	CHECK_EQ(serve(NULL, 0), 1);
	CHECK(strstr(printed, "cannot listen") != NULL);
	bind_error = 0;
}

int main(void)
{
	fill_contents();
	ends();
	return test_done();
}
