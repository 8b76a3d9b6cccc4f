/* SPDX-License-Identifier: BSD-3-Clause */
/* with: coop context */
/* config: ROUNDS=10 */
/* config: coop.STACK_KB=64 */
/* define: CPU_WIRED=0 TIMER_WIRED=0 POINTER_WIRED=0 */
/* The figures are of what a switch costs: here a clock of which each reading is a microsecond. */
#include <ports.h>
#include <uniloom/test.h>

#include <coop_ports.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t now = 1;
static char shown[1024];

uint64_t clock_now_ns(void)
{
	return now += 1000;
}

void clock_spin_ns(uint64_t ns)
{
	now += ns;
}

uint64_t cputime_swap(uint64_t next)
{
	return next;
}

void *stacks_malloc(size_t size)
{
	return aligned_alloc(16, size);
}

void stacks_free(void *block)
{
	free(block);
}

void *stacks_realloc(void *block, size_t size)
{
	return realloc(block, size);
}

void *stacks_memalign(size_t align, size_t size)
{
	return aligned_alloc(align, size);
}

int out_print_v(const char *format, va_list arguments)
{
	size_t used = strlen(shown);

	return vsnprintf(shown + used, sizeof shown - used, format, arguments);
}

_Noreturn void panic_because(const char *reason)
{
	printf("%s\n", reason);
	abort();
}

static int status = -1;

static int first(void *ctx)
{
	(void)ctx;
	status = component_main();
	return 0;
}

int main(void)
{
	unsigned long long late;

	CHECK_EQ(sched_spawn(first, NULL, "main", NULL), 0);
	CHECK_EQ(sched_run(), 0);
	CHECK_EQ(status, 0);
	CHECK(strstr(shown, "switch yield 50\nswitch semaphore 50\nswitch condition 50\n") == shown);
	CHECK(sscanf(strstr(shown, "wake median"), "wake median %llu", &late) == 1 && late < 50000);
	return test_done();
}
