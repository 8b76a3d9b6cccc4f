/* SPDX-License-Identifier: BSD-3-Clause */
/* config: OPERATIONS=5000 */
/* config: ROUNDS=3 */
/* The trace frees only what is allocated, everything is freed between rounds, and the line counts right. */
#include <ports.h>
#include <uniloom/test.h>

static long live;
static unsigned long allocated;
static bool empty;
static char said[256];
static uint64_t now;

void *heap_malloc(size_t size)
{
	CHECK(size > 0 && size <= 32768);
	if (empty)
		return NULL;
	live++;
	allocated++;
	return malloc(size);
}

void heap_free(void *block)
{
	live -= block != NULL;
	free(block);
}

void *heap_realloc(void *block, size_t size)
{
	return realloc(block, size);
}

void *heap_memalign(size_t align, size_t size)
{
	(void)align;
	return heap_malloc(size);
}

uint64_t clock_now_ns(void)
{
	return now += 5000;
}

void clock_spin_ns(uint64_t ns)
{
	now += ns;
}

int out_print_v(const char *format, va_list arguments)
{
	return vsnprintf(said, sizeof(said), format, arguments);
}

int main(void)
{
	CHECK_EQ(component_main(), 0);
	CHECK_EQ(live, 0);
	CHECK(allocated > 3 * 2500 && allocated < 3 * 5000);
	CHECK_STR(said, "allocbench: heap, made trace, 5000 operations, 1000 ps each, 0 refused\n");
	return test_done();
}
