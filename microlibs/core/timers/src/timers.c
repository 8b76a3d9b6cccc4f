/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The hardware is armed for the earliest timer or a time before it, never later. A timer that is cancelled or moved back
 * leaves it armed: most time-outs never happen, and one interrupt now and then costs less than two register accesses each.
 */
#include "heap.h"

#define NEVER UINT64_MAX

static struct timer *waiting;
/* Those that handlers set while the due ones are called: one that sets itself again and again must not keep us here. */
static struct timer *again;
static bool firing;
static uint64_t armed_ns = NEVER;

static void arm(void)
{
	if (!waiting || waiting->when_ns >= armed_ns)
		return;
	armed_ns = waiting->when_ns;
	oneshot_arm(armed_ns);
}

static void take_out(struct timer *timer)
{
	/* Below a root nothing needs to know which of the two heaps it is. */
	if (timer == again)
		again = heap_remove(again, timer);
	else
		waiting = heap_remove(waiting, timer);
	timer->set = false;
}

static void fired(void *ctx)
{
	unsigned long state = cpu_irq_save();
	uint64_t now = clock_now_ns();

	(void)ctx;
	armed_ns = NEVER;
	firing = true;
	while (waiting && waiting->when_ns <= now) {
		struct timer *timer = waiting;

		take_out(timer);
		timer->handler(timer->ctx);
	}
	firing = false;
	waiting = heap_merge(waiting, again);
	again = NULL;
	arm();
	cpu_irq_restore(state);
}

int init(void)
{
	return oneshot_attach(fired, NULL);
}

void timer_set(struct timer *timer, uint64_t when_ns)
{
	unsigned long state = cpu_irq_save();

	if (timer->set)
		take_out(timer);
	timer->when_ns = when_ns;
	timer->set = true;
	if (firing) {
		again = heap_add(again, timer);
	} else {
		waiting = heap_add(waiting, timer);
		arm();
	}
	cpu_irq_restore(state);
}

bool timer_cancel(struct timer *timer)
{
	unsigned long state = cpu_irq_save();
	bool was_set = timer->set;

	if (was_set)
		take_out(timer);
	cpu_irq_restore(state);
	return was_set;
}
