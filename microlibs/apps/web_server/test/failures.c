/* SPDX-License-Identifier: BSD-3-Clause */
/* config: PORT=$port */
/* config: ROOT=$root_folder */
/* config: REQUESTS=$requests */
/* config: CONNECTIONS=3 */
/* config: HEADER_BYTES=600 */
/* config: OUT_BYTES=1024 */
/* config: CHUNK_BYTES=4096 */
/* Memory or the network fails: what has failed says so or is closed, others are served, and nothing is left. */
#define _GNU_SOURCE /* memmem */
#include "serving.h"

/* Each allocation fails in turn: an answer that says so, or a connection that is closed; the next one is served. */
static void without_memory(void)
{
	const struct client all[] = {
		{ TEXT(GET("/folder/") GET("/slow.bin") LAST("/big.txt")), .take = 700 },
		{ TEXT(LAST("/")), .take = 700 },
	};
	unsigned refused = 0;

	for (long at = 0;; at++) {
		heap_fails = at;
		CHECK_EQ(serve(all, 2), 1);
		if (heap_fails >= 0)
			break;

		const char *first = statuses(&sockets[0], false);

		refused += strcmp(first, "200 200 200") != 0;
		CHECK(strcmp(first, "503") == 0 || strcmp(first, "200 200 200") == 0);
		CHECK(strcmp(statuses(&sockets[1], false), "200") == 0 || at == 1 || at == 0);
	}
	heap_fails = -1;
	CHECK(refused >= 2);
	CHECK_STR(statuses(&sockets[0], false), "200 200 200");
}

/* Any clients at any pace, with whatever fails: nothing is left, and what is answered has a form. */
static void soak(void)
{
	static const char *const texts[] = {
		GET("/"), GET("/big.txt"), GET("/slow.bin"), GET("/folder/"), LAST("/later"), GET("/bad"), LAST("/"),
		"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 40\r\n\r\n", "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HT", "\r\n",
		"x\r\n\r\n", GET("/nothing") GET("/small.bin"),
	};
	struct test_random random = { 5 };

	for (unsigned long i = 0; i < scaled(300); i++) {
		struct client all[CLIENTS];
		char text[CLIENTS][600];
		size_t count = 1 + test_below(&random, CLIENTS);

		for (size_t c = 0; c < count; c++) {
			text[c][0] = '\0';
			for (uint64_t n = test_below(&random, 5); n > 0; n--)
				strcat(text[c], texts[test_below(&random, 13)]);
			all[c] = (struct client){
				.text = text[c],
				.size = strlen(text[c]),
				.piece = test_below(&random, 3) * test_below(&random, 100),
				.take = test_below(&random, 8) == 0 ? 0 : 400 + test_below(&random, 4000),
				.half = test_below(&random, 3) == 0,
				.resets = test_below(&random, 8) == 0,
				.stays = test_below(&random, 4) == 0,
				.acks_late = test_below(&random, 3) == 0,
			};
		}
		heap_fails = test_below(&random, 3) == 0 ? (long)test_below(&random, 20) : -1;
		send_error = test_below(&random, 8) == 0 ? -ENOMEM : 0;
		CHECK_EQ(serve(all, count), 1);
		for (size_t c = 0; c < count; c++)
			CHECK(sockets[c].arrived == 0 || memcmp(sockets[c].out, "HTTP/1.1 ", 9) == 0);
	}
	heap_fails = -1;
	send_error = 0;
}

int main(void)
{
	fill_contents();
	without_memory();
	soak();
	return test_done();
}
