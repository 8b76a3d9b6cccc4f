/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Against a plain list as the model: random sets, moves, cancels, also by handlers, on hardware that fires in time, early,
 * late, and without being asked. Every timer fires once, not before its time, in order, and the hardware is armed in time.
 */
#include <ports.h>
#include <uniloom/test.h>

#define COUNT 200u
#define NEVER UINT64_MAX

static oneshot_handler *hardware;
static void *hardware_ctx;
static uint64_t now;
static uint64_t armed = NEVER;
static unsigned long arms;
static unsigned masked;

static struct test_random random_state = { 7 };
static struct timer timers[COUNT];
static uint64_t expected[COUNT]; /* NEVER: not set */
static bool handlers_act;
static bool in_interrupt;
static uint64_t interrupt_now;
static uint64_t last_when;
static unsigned long fires;

int oneshot_attach(oneshot_handler *handler, void *ctx)
{
	if (hardware)
		return -EBUSY;
	hardware = handler;
	hardware_ctx = ctx;
	return 0;
}

void oneshot_arm(uint64_t when_ns)
{
	CHECK(masked > 0);
	armed = when_ns;
	arms++;
}

void oneshot_disarm(void)
{
	armed = NEVER;
}

unsigned long cpu_irq_save(void)
{
	return masked++;
}

void cpu_irq_restore(unsigned long state)
{
	REQUIRE(masked == state + 1);
	masked--;
}

void cpu_idle(void)
{
}

uint64_t cpu_cycles(void)
{
	return now;
}

uint64_t clock_now_ns(void)
{
	return now;
}

void clock_spin_ns(uint64_t ns)
{
	now += ns;
}

static void set(size_t at, uint64_t when)
{
	timer_set(&timers[at], when);
	expected[at] = when;
}

static void cancel(size_t at)
{
	CHECK_EQ(timer_cancel(&timers[at]), expected[at] != NEVER);
	expected[at] = NEVER;
}

static uint64_t some_time(void)
{
	/* Some of the past, many equal. */
	return now + test_below(&random_state, 50) * 10 - (now >= 50 ? 50 : 0);
}

static void handler(void *ctx)
{
	size_t at = (size_t)((struct timer *)ctx - timers);

	REQUIRE(in_interrupt);
	REQUIRE(expected[at] == timers[at].when_ns);
	REQUIRE(expected[at] <= interrupt_now);
	/* In order; what handlers set in between waits for the next interrupt. */
	REQUIRE(expected[at] >= last_when);
	last_when = expected[at];
	expected[at] = NEVER;
	fires++;
	if (!handlers_act)
		return;
	for (uint64_t actions = test_below(&random_state, 4); actions > 0; actions--) {
		size_t other = test_below(&random_state, 3) == 0 ? at : test_below(&random_state, COUNT);

		if (test_below(&random_state, 2) == 0)
			set(other, some_time());
		else
			cancel(other);
	}
}

static uint64_t earliest(void)
{
	uint64_t least = NEVER;

	for (size_t i = 0; i < COUNT; i++)
		least = expected[i] < least ? expected[i] : least;
	return least;
}

static void interrupt(void)
{
	armed = NEVER;
	in_interrupt = true;
	interrupt_now = now;
	last_when = 0;
	masked++;
	hardware(hardware_ctx);
	masked--;
	in_interrupt = false;
	/* What the handlers set anew apart, nothing due is left; and that is armed for the past. */
	if (!handlers_act)
		CHECK(earliest() > now);
}

static void random_rounds(void)
{
	for (size_t i = 0; i < COUNT; i++) {
		timers[i] = (struct timer)TIMER_INIT(handler, &timers[i]);
		expected[i] = NEVER;
	}
	for (unsigned long round = scaled(20000); round > 0; round--) {
		size_t at = test_below(&random_state, COUNT);

		handlers_act = round % 2 == 0;
		switch (test_below(&random_state, 8)) {
		case 0:
		case 1:
		case 2:
			set(at, some_time());
			break;
		case 3:
			cancel(at);
			break;
		case 4: /* nobody asked for it */
			interrupt();
			break;
		case 5: /* early */
			if (armed != NEVER && armed > now + 1) {
				now += (armed - now) / 2;
				interrupt();
			}
			break;
		default:
			if (armed != NEVER) {
				now = armed > now ? armed : now;
				now += test_below(&random_state, 30);
				interrupt();
			}
		}
		REQUIRE(armed <= earliest());
		REQUIRE(masked == 0);
	}
	/* All of them in the end. */
	handlers_act = false;
	while (earliest() != NEVER) {
		REQUIRE(armed != NEVER);
		now = armed > now ? armed : now;
		interrupt();
	}
	CHECK(fires > scaled(1000));
}

static unsigned ticks;

static void sets_itself(void *ctx)
{
	ticks++;
	timer_set(ctx, 0);
}

/* A handler that is always due does not keep the processor: each time an interrupt ends. */
static void always_due(void)
{
	struct timer timer = TIMER_INIT(sets_itself, &timer);

	armed = NEVER;
	timer_set(&timer, 0);
	for (unsigned i = 0; i < 10; i++) {
		REQUIRE(armed == 0);
		armed = NEVER;
		hardware(hardware_ctx);
		CHECK_EQ(ticks, i + 1);
	}
	CHECK(timer_cancel(&timer));
	CHECK(!timer_cancel(&timer));
}

static void no_op(void *ctx)
{
	(void)ctx;
}

/* Time-outs that never happen: the hardware is left alone. */
static void lazy(void)
{
	struct timer timer = TIMER_INIT(no_op, NULL);

	armed = NEVER;
	masked++;
	hardware(hardware_ctx);
	masked--;
	arms = 0;
	for (unsigned i = 0; i < 1000; i++) {
		timer_set(&timer, now + 1000000 + i);
		CHECK(timer_cancel(&timer));
	}
	CHECK_EQ(arms, 1);
	/* A time that never comes needs no hardware. */
	timer_set(&timer, NEVER);
	CHECK_EQ(arms, 1);
	CHECK(timer_cancel(&timer));
}

/* Many that are due at once, in rising and falling order: no recursion, all of them. */
static void large(void)
{
	size_t count = scaled(20000);
	struct timer *all = calloc(count, sizeof(*all));
	uint64_t base = now + 1000;

	REQUIRE(all != NULL);
	for (size_t i = 0; i < count; i++) {
		all[i] = (struct timer)TIMER_INIT(no_op, NULL);
		timer_set(&all[i], base + (i % 2 == 0 ? i : count - i));
	}
	now = base + count;
	interrupt();
	for (size_t i = 0; i < count; i++)
		CHECK(!all[i].set);
	free(all);
}

int main(void)
{
	CHECK_EQ(component_init(), 0);
	CHECK_EQ(component_init(), -EBUSY);
	random_rounds();
	always_due();
	lazy();
	large();
	return test_done();
}
