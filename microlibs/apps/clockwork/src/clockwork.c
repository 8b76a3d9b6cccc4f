/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#include "date.h"

#define MOST 1000u
#define NS_PER_US 1000u
#define NS_PER_S 1000000000ull
#define LEAD_NS 1000000u     /* before the first is due, */
#define LEAD_EACH_NS 10000u  /* so that all are set by then */

static struct shot {
	struct timer timer;
	uint64_t late_ns;
	unsigned place; /* how many fired before */
} shots[MOST];

static volatile unsigned fired;

/* Interrupt context. */
static void fire(void *ctx)
{
	struct shot *shot = ctx;

	shot->late_ns = clock_now_ns() - shot->timer.when_ns;
	shot->place = fired++;
}

static void say_wall(void)
{
	uint64_t ns;

	if (!WALL_WIRED)
		return;
	if (wall_read(&ns) < 0) {
		out_print("nobody knows what day it is\n");
		return;
	}

	uint64_t seconds = ns / NS_PER_S;
	struct date date = date_of(seconds / 86400);

	out_print("it is %04u-%02u-%02u %02u:%02u:%02u UTC\n", date.year, date.month, date.day, (unsigned)(seconds / 3600 % 24),
		  (unsigned)(seconds / 60 % 60), (unsigned)(seconds % 60));
}

/* All of them, in an order that has nothing to do with their times. */
static void set_all(unsigned count, uint64_t spacing_ns)
{
	/* A step that shares no factor with `count` reaches each once. At least one of these primes does not divide it. */
	static const unsigned primes[] = { 7, 11, 13, 17 };
	uint64_t first = clock_now_ns() + LEAD_NS + (uint64_t)count * LEAD_EACH_NS;
	unsigned prime = 0;

	while (count % primes[prime] == 0)
		prime++;
	for (unsigned i = 0, at = 0; i < count; i++, at = (at + primes[prime]) % count) {
		shots[at].timer = (struct timer)TIMER_INIT(fire, &shots[at]);
		timer_set(&shots[at].timer, first + at * spacing_ns);
	}
}

/* Returns how often it was woken. */
static unsigned long wait_all(unsigned count)
{
	unsigned long woken = 0;

	/* Interrupts are off between looking and idling: the last timer cannot fire in between. */
	while (fired < count) {
		cpu_idle();
		woken++;
	}
	return woken;
}

static unsigned out_of_order(unsigned count)
{
	unsigned wrong = 0;

	for (unsigned i = 0; i < count; i++)
		wrong += shots[i].place != i;
	return wrong;
}

/* By insertion: the shots are there, and few are out of place. */
static void sort(unsigned count)
{
	for (unsigned i = 1; i < count; i++) {
		uint64_t late = shots[i].late_ns;
		unsigned at = i;

		for (; at > 0 && shots[at - 1].late_ns > late; at--)
			shots[at].late_ns = shots[at - 1].late_ns;
		shots[at].late_ns = late;
	}
}

/* Context: thread. 1 when a timer was early or out of order. */
int main(void)
{
	unsigned count = (unsigned)CONFIG_COUNT;
	unsigned early = 0;

	fired = 0;
	say_wall();

	/* None fires before all are set, however long that takes. */
	unsigned long state = cpu_irq_save();

	set_all(count, (uint64_t)CONFIG_SPACING_US * NS_PER_US);

	unsigned long woken = wait_all(count);

	cpu_irq_restore(state);

	unsigned wrong = out_of_order(count);

	for (unsigned i = 0; i < count; i++)
		early += (int64_t)shots[i].late_ns < 0;
	sort(count);
	out_print("clockwork: %u timers, %u out of order, %u early, woken %lu times\n", count, wrong, early, woken);
	out_print("lateness, ns: median %llu, 99 of 100 %llu, most %llu\n", (unsigned long long)shots[count / 2].late_ns,
		  (unsigned long long)shots[count * 99 / 100].late_ns, (unsigned long long)shots[count - 1].late_ns);
	return wrong == 0 && early == 0 ? 0 : 1;
}
