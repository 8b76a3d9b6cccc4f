/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The timer in one of two modes: it counts down at a rate of its own, or waits for a count of the cycle counter. Both
 * rates are in kHz, counts a millisecond.
 */
#include "lapic.h"

#define NS_PER_MS 1000000u
#define DIVIDE_BY_1 0xbu
#define MODE_DEADLINE (2u << 17)
#define STEP_NS 2000000000u /* within 32 bits of any rate up to 2 GHz; longer waits are made of steps */
#define GUESS_KHZ 1000000u

#define WINDOW_NS 200000u
#define POLLS_MOST 100000u
#define TRIES 4u

static oneshot_handler *owner;
static void *owner_ctx;

static bool deadline;
static uint64_t khz;      /* 0: not known yet */
static uint64_t khz_most; /* how far `khz` may be corrected */

static bool armed;
static uint64_t when_ns;
static uint64_t begun_ns; /* the shot that runs: when it began, how long it shall take */
static uint64_t shot_ns;
static uint64_t shot_counts;

/* One moment on both counters. */
struct moment {
	uint64_t ns;
	uint64_t count;
};

/* Of a few pairs of readings the one that lie closest together: whoever emulates us may pause between two. */
static struct moment sample(void)
{
	struct moment best = { 0, 0 };
	uint64_t best_gap = UINT64_MAX;

	for (unsigned i = 0; i < TRIES; i++) {
		uint64_t before = clock_now_ns();
		uint64_t count = deadline ? cpu_cycles() : UINT32_MAX - lapic_get(LAPIC_TIMER_CURRENT);
		uint64_t gap = clock_now_ns() - before;

		if (gap < best_gap) {
			best_gap = gap;
			best = (struct moment){ before + gap / 2, count };
		}
	}
	return best;
}

/* Counts a millisecond of the clock, measured in some 200 us; 0 while the clock or the counter stands. */
static uint64_t measure(void)
{
	if (!deadline)
		lapic_put(LAPIC_TIMER_INITIAL, UINT32_MAX);

	struct moment begin = sample();

	for (unsigned i = 0; i < POLLS_MOST && clock_now_ns() - begin.ns < WINDOW_NS; i++)
		;

	struct moment end = sample();

	return end.ns - begin.ns >= WINDOW_NS ? (end.count - begin.count) * NS_PER_MS / (end.ns - begin.ns) : 0;
}

/* The mode is set each time until the rate is known: a clock that measures itself by this timer changes it in its init. */
static void prepare(void)
{
	deadline = lapic_has_deadline();
	lapic_put(LAPIC_TIMER_DIVIDER, DIVIDE_BY_1);
	lapic_put(LAPIC_TIMER_MODE, (deadline ? MODE_DEADLINE : 0) | LAPIC_TIMER_VECTOR);
	if (clock_now_ns() == 0)
		return;
	khz = deadline ? 0 : lapic_told_khz();
	if (khz == 0)
		khz = measure();
	khz_most = khz + khz / 128;
}

/* The next shot towards `when_ns`. */
static void start(void)
{
	if (khz == 0)
		prepare();
	begun_ns = clock_now_ns();
	shot_ns = when_ns > begun_ns ? when_ns - begun_ns : 0;
	if (shot_ns > STEP_NS)
		shot_ns = STEP_NS;
	shot_counts = shot_ns * (khz != 0 ? khz : GUESS_KHZ) / NS_PER_MS + 1;
	if (deadline)
		lapic_set_deadline(cpu_cycles() + shot_counts);
	else
		lapic_put(LAPIC_TIMER_INITIAL, shot_counts < UINT32_MAX ? (uint32_t)shot_counts : UINT32_MAX);
}

/* A shot that was over too early by the clock tells that the timer counts faster than was thought. */
static void correct(uint64_t now)
{
	uint64_t took_ns = now - begun_ns;

	if (deadline || khz == 0 || took_ns == 0 || took_ns >= shot_ns)
		return;

	uint64_t found = shot_counts * NS_PER_MS / took_ns + 1;

	if (found > khz && found <= khz_most)
		khz = found;
}

static void fired(void *ctx, unsigned vector)
{
	(void)ctx;
	(void)vector;
	/* While it counts, this is the end of a shot that was replaced or disarmed, and had been on the way. */
	if (armed && (deadline || lapic_get(LAPIC_TIMER_CURRENT) == 0)) {
		uint64_t now = clock_now_ns();

		if (now < when_ns) {
			correct(now);
			start();
		} else {
			armed = false;
			owner(owner_ctx);
		}
	}
	lapic_done();
}

int oneshot_attach(oneshot_handler *handler, void *ctx)
{
	if (!handler)
		return -EINVAL;
	if (owner)
		return -EBUSY;
	lapic_enable();

	int error = vectors_hook(LAPIC_TIMER_VECTOR, fired, NULL);

	if (error < 0)
		return error;
	owner_ctx = ctx;
	owner = handler;
	return 0;
}

void oneshot_arm(uint64_t ns)
{
	unsigned long state = cpu_irq_save();

	when_ns = ns;
	armed = true;
	start();
	cpu_irq_restore(state);
}

void oneshot_disarm(void)
{
	unsigned long state = cpu_irq_save();

	armed = false;
	if (deadline)
		lapic_set_deadline(0);
	else
		lapic_put(LAPIC_TIMER_INITIAL, 0);
	cpu_irq_restore(state);
}
