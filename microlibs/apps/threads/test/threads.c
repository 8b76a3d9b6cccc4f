/* SPDX-License-Identifier: BSD-3-Clause */
/* with: coop context */
/* config: ITEMS=5000 */
/* config: SLOTS=3 */
/* config: coop.STACK_KB=64 */
/* define: CPU_WIRED=0 CPUTIME_WIRED=0 TIMER_WIRED=0 POINTER_WIRED=0 */
/* On the cooperative scheduler: the summary line, and memory that runs out at every place. */
#include <ports.h>
#include <coop_ports.h>
#include <uniloom/test.h>

static char printed[1024];
static long live;
static long budget = 1000000;

static void *take(size_t size)
{
	if (budget-- <= 0)
		return NULL;
	live++;
	return aligned_alloc(16, (size + 15) & ~(size_t)15);
}

static void give(void *block)
{
	if (block != NULL)
		live--;
	free(block);
}

void *heap_malloc(size_t size) { return take(size); }
void heap_free(void *block) { give(block); }
void *stacks_malloc(size_t size) { return take(size); }
void stacks_free(void *block) { give(block); }
uint64_t clock_now_ns(void) { return 1; }
void clock_spin_ns(uint64_t ns) { (void)ns; }

_Noreturn void panic_because(const char *reason);
_Noreturn void panic_because(const char *reason)
{
	printf("panic: %s\n", reason);
	exit(1);
}

int out_print_v(const char *format, va_list arguments)
{
	size_t used = strlen(printed);

	return vsnprintf(printed + used, sizeof(printed) - used, format, arguments);
}

static int status;

static int run_main(void *ctx)
{
	(void)ctx;
	status = component_main();
	return status;
}

int main(void)
{
	REQUIRE(sched_spawn(run_main, NULL, "main", NULL) == 0);
	CHECK_EQ(sched_run(), 0);
	CHECK_EQ(status, 0);
	CHECK_STR(printed, "threads: 4 producers, 3 consumers, 5000 items, sum 12497500, ok\n");
	CHECK_EQ(live, 0);

	/* The main thread, the ring, and seven more threads. */
	for (long blocks = 1; blocks < 9; blocks++) {
		printed[0] = '\0';
		budget = blocks;
		REQUIRE(sched_spawn(run_main, NULL, "main", NULL) == 0);
		CHECK_EQ(sched_run(), 0);
		CHECK_EQ(status, 1);
		CHECK(strstr(printed, "no memory") != NULL);
		CHECK_EQ(live, 0);
	}
	return test_done();
}
