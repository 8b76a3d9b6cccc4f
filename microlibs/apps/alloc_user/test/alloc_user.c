/* SPDX-License-Identifier: BSD-3-Clause */
/* config: NAME=left */
/* config: ROUNDS=40 */
/* The line is what the statistics say, a refused block is no failure of the app, and a changed one is. */
#include <ports.h>
#include <uniloom/test.h>

static char printed[512];
static unsigned calls;
static unsigned refuse_at;
static unsigned spoil_at;
static uint64_t live;
static char *last;

void *heap_malloc(size_t size)
{
	if (++calls == refuse_at)
		return NULL;
	if (calls == spoil_at)
		last[0] ^= 1;
	live++;
	last = malloc(size);
	return last;
}

void heap_free(void *block)
{
	if (block != NULL)
		live--;
	free(block);
}

void stats_read(struct allocstats *out)
{
	*out = (struct allocstats){ .used = 11, .peak = 22, .live = live, .failures = refuse_at != 0 };
}

int out_print_v(const char *format, va_list arguments)
{
	return vsnprintf(printed, sizeof(printed), format, arguments);
}

int main(void)
{
	CHECK_EQ(component_main(), 0);
	CHECK_STR(printed, "left: 40 rounds, used 11, peak 22, live 8, failures 0\n");
	CHECK_EQ(calls, 40);

	calls = 0;
	refuse_at = 36;
	CHECK_EQ(component_main(), 0);
	CHECK_STR(printed, "left: 40 rounds, used 11, peak 22, live 7, failures 1\n");

	calls = 0;
	refuse_at = 0;
	spoil_at = 10;
	CHECK_EQ(component_main(), 1);
	CHECK_STR(printed, "left: a block changed in round 16\n");
	return test_done();
}
