/* SPDX-License-Identifier: BSD-3-Clause */
/* config: PORT=$port */
/* config: TOTAL=$total */
/* config: CONNECTIONS=3 */
/* config: BUFFER_BYTES=50 */
/* Clients of any pace: what each has sent comes back, whole and in order; memory and sockets are all given back. */
#include <ports.h>
#include <uniloom/clients.h>
#include <uniloom/test.h>

#define CLIENTS 10u
#define SIZE 1000u

long port = 7;
long total = CLIENTS;

static struct socket clients[CLIENTS];
static char texts[CLIENTS][SIZE];
static size_t blocks;
static bool no_memory;
static struct test_random random_ = { 9 };

int out_print_v(const char *format, va_list arguments)
{
	return vsnprintf(NULL, 0, format, arguments);
}

void *heap_malloc(size_t size)
{
	if (no_memory)
		return NULL;
	blocks++;
	return malloc(size);
}

void heap_free(void *block)
{
	blocks -= block != NULL;
	free(block);
}

static void serve(size_t count, int status)
{
	test_begin(clients, count);
	CHECK_EQ(component_main(), status);
	CHECK_EQ(test_open_clients(), 0);
	CHECK_EQ(blocks, 0);
	CHECK(!test_listener.open);
	CHECK(test_most_open <= 3);
}

static void any_pace(void)
{
	for (unsigned long i = 0; i < scaled(50); i++) {
		for (size_t c = 0; c < CLIENTS; c++) {
			clients[c].piece = 1 + test_below(&random_, 200);
			clients[c].take = 1 + test_below(&random_, 200);
		}
		test_on_its_way = (int)(i % 50) * 50;
		test_is_stuck = i == 1;
		serve(CLIENTS, 0);
		CHECK_EQ(test_on_its_way, test_is_stuck ? 50 : 0);
		CHECK_EQ(test_settled, test_is_stuck ? 200 : (i % 50 + 1) / 2);
		for (size_t c = 0; c < CLIENTS; c++)
			CHECK((c == 4 || clients[c].arrived == SIZE) && memcmp(clients[c].reply, texts[c], clients[c].arrived) == 0);
	}
	test_on_its_way = 0;
	test_is_stuck = false;
}

/* One that never stops sending has its turns, and the others have theirs. */
static void endless(void)
{
	clients[0].endless = true;
	total = CLIENTS - 1;
	serve(CLIENTS, 0);
	clients[0].endless = false;
	total = CLIENTS;
	for (size_t c = 1; c < CLIENTS; c++)
		CHECK(c == 4 || clients[c].arrived == SIZE);
}

int main(void)
{
	for (size_t c = 0; c < CLIENTS; c++) {
		for (size_t at = 0; at < SIZE; at++)
			texts[c][at] = (char)(c * 31 + at * 7);
		clients[c] = (struct socket){ .text = texts[c], .size = SIZE, .window = 100, .reset_at = c == 4 ? SIZE / 2 : 0 };
	}
	any_pace();
	endless();
	/* Without memory each is closed, and it goes on; here until there is nothing to wait for. */
	no_memory = true;
	serve(CLIENTS, 1);
	CHECK_EQ(test_accepted, CLIENTS);
	test_bind_error = -EADDRINUSE;
	serve(0, 1);
	return test_done();
}
