/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#include "start.h"

static int argument_count;
static char **arguments;
static int first_status;
/* Mains that end may be interrupted by each other. */
static struct sched_mutex ending = SCHED_MUTEX_INIT;

/* "init 12 failed with -22": `reason` is static, as the panic outlives nothing. */
static _Noreturn void init_failed(unsigned index, int error)
{
	static char reason[64];
	size_t used = 0;
	const unsigned numbers[2] = { index, 0u - (unsigned)error };
	static const char *const words[2] = { "init ", " failed with -" };

	for (unsigned i = 0; i < 2; i++) {
		for (const char *from = words[i]; *from; from++)
			reason[used++] = *from;

		unsigned divisor = 1;

		while (numbers[i] / divisor >= 10)
			divisor *= 10;
		for (; divisor != 0; divisor /= 10)
			reason[used++] = (char)('0' + numbers[i] / divisor % 10);
	}
	panic_because(reason);
}

static void run_inits(void)
{
	for (unsigned i = 0; i < composition_init_count(); i++) {
		uint64_t begin_ns = start_timeline_now();
		int error = composition_init_call(i);

		start_timeline_add(i, false, begin_ns);
		if (error < 0)
			init_failed(i, error);
	}
}

static int run_main(void *ctx)
{
	unsigned index = (unsigned)(uintptr_t)ctx;
	uint64_t begin_ns = start_timeline_now();
	int status = composition_main_call(index, argument_count, arguments);

	if (SCHED_WIRED)
		sched_mutex_lock(&ending);
	start_timeline_add(index, true, begin_ns);
	if (first_status == 0)
		first_status = status;
	if (SCHED_WIRED)
		sched_mutex_unlock(&ending);
	return status;
}

static void run_mains(void)
{
	for (unsigned i = 0; i < composition_main_count(); i++) {
		void *ctx = (void *)(uintptr_t)i;

		if (!SCHED_WIRED)
			run_main(ctx);
		else if (sched_spawn(run_main, ctx, "main", NULL) < 0)
			panic_because(COMPONENT_NAME ": no memory for the thread of a main");
	}
	if (SCHED_WIRED && sched_run() < 0)
		panic_because("all threads wait for each other");
}

void start_begin(void)
{
	start_timeline_begin();
	argument_count = start_parse(bootinfo_cmdline(), &arguments);
	run_inits();
	if (SEAL_WIRED && seal_close() < 0)
		panic_because(COMPONENT_NAME ": the seal could not be closed");
	run_mains();
	composition_finish();
	if (CONTROL_WIRED) {
		struct control_exit record = { first_status };

		start_tell();
		control_send(CONTROL_EXIT, &record, sizeof record);
	}
	power_off(first_status);
}
