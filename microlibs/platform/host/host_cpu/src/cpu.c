/* SPDX-License-Identifier: BSD-3-Clause */
#define _POSIX_C_SOURCE 200809L
#include <ports.h>

#include <poll.h>
#include <time.h>
#include <unistd.h>

#define IDLE_MS 1
#define NS_PER_S 1000000000u

static unsigned long disabled;
static bool input_waits;

/* cpu.irq_save. */
unsigned long cpu_irq_save(void)
{
	unsigned long before = disabled;

	disabled = 1;
	return before;
}

/* cpu.irq_restore. */
void cpu_irq_restore(unsigned long state)
{
	disabled = state;
}

/*
 * cpu.idle. Input that nobody has read since the last call (or that has ended, which poll reports for ever) must not turn
 * waiting into spinning: then only time passes.
 */
void cpu_idle(void)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };

	bool waited = input_waits;

	input_waits = poll(&input, 1, 0) > 0;
	if (input_waits && waited)
		(void)poll(NULL, 0, IDLE_MS);
	else if (!input_waits)
		input_waits = poll(&input, 1, IDLE_MS) > 0;
}

/* cpu.cycles. */
uint64_t cpu_cycles(void)
{
	struct timespec now = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}
