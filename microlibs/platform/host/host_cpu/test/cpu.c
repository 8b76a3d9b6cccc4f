/* SPDX-License-Identifier: BSD-3-Clause */
/* The flag nests, interrupts wait for it, one at a time; idling ends with an interrupt, also one that came before. */
#define _POSIX_C_SOURCE 200809L
#include <ports.h>
#include <uniloom/test.h>

#include <signal.h>
#include <time.h>
#include <unistd.h>

#define FIRST 40u

static unsigned calls[2];
static unsigned depth;

static void handler(void *ctx, unsigned vector)
{
	CHECK_EQ(vector, FIRST + (unsigned)((unsigned *)ctx - calls));
	CHECK_EQ(depth++, 0);
	/* With interrupts off; others wait, this one as well. */
	unsigned long state = cpu_irq_save();

	CHECK(state != 0);
	if (calls[0] == 0) {
		CHECK_EQ(raise(FIRST), 0);
		CHECK_EQ(raise(FIRST + 1), 0);
	}
	cpu_irq_restore(state);
	++*(unsigned *)ctx;
	depth--;
}

static void flag(void)
{
	unsigned long outer = cpu_irq_save();
	unsigned long inner = cpu_irq_save();

	CHECK(outer != inner);
	cpu_irq_restore(inner);
	CHECK_EQ(cpu_irq_save(), inner);
	cpu_irq_restore(outer);
	CHECK_EQ(cpu_irq_save(), outer);
	cpu_irq_restore(outer);
	CHECK_EQ(lock_enter(), outer);
	CHECK_EQ(cpu_irq_save(), inner);
	lock_leave(outer);
	CHECK_EQ(cpu_irq_save(), outer);
	cpu_irq_restore(outer);
}

static void hooking(void)
{
	CHECK_EQ(vectors_hook(33, handler, calls), -EINVAL);
	CHECK_EQ(vectors_hook(65, handler, calls), -EINVAL);
	CHECK_EQ(vectors_hook(FIRST, NULL, calls), -EINVAL);
	/* With nothing hooked no interrupt can end it: it comes back. */
	cpu_idle();
	CHECK_EQ(vectors_hook(FIRST, handler, &calls[0]), 0);
	CHECK_EQ(vectors_hook(FIRST, handler, &calls[0]), -EBUSY);
	CHECK_EQ(vectors_hook(FIRST + 1, handler, &calls[1]), 0);
	/* Somebody else's signal. */
	signal(50, SIG_IGN);
	CHECK_EQ(vectors_hook(50, handler, calls), -EBUSY);
}

static void waiting_for_the_flag(void)
{
	CHECK_EQ(raise(FIRST), 0);
	CHECK_EQ(calls[0], 2);
	CHECK_EQ(calls[1], 1);

	unsigned long state = cpu_irq_save();

	CHECK_EQ(raise(FIRST), 0);
	CHECK_EQ(raise(FIRST + 1), 0);
	CHECK_EQ(calls[0] + calls[1], 3);

	unsigned long inner = cpu_irq_save();

	cpu_irq_restore(inner);
	CHECK_EQ(calls[0] + calls[1], 3);
	cpu_irq_restore(state);
	CHECK_EQ(calls[0], 3);
	CHECK_EQ(calls[1], 2);
}

static void idling(void)
{
	unsigned before = calls[0];
	unsigned long state = cpu_irq_save();

	/* It came between looking and idling. */
	CHECK_EQ(raise(FIRST), 0);
	cpu_idle();
	CHECK_EQ(calls[0], before + 1);
	CHECK(cpu_irq_save() != state);
	cpu_irq_restore(state);

	/* It comes at any time from just before idling to after its begin: none is lost, or this never ends. */
	struct test_random random = { 3 };
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = FIRST };
	timer_t timer;

	REQUIRE(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
	for (unsigned long round = scaled(3000); round > 0; round--) {
		struct itimerspec soon = { .it_value = { .tv_nsec = 1 + (long)test_below(&random, 20000) } };

		before = calls[0];
		state = cpu_irq_save();
		REQUIRE(timer_settime(timer, 0, &soon, NULL) == 0);
		while (calls[0] == before)
			cpu_idle();
		cpu_irq_restore(state);
		REQUIRE(calls[0] == before + 1);
	}
	timer_delete(timer);
}

int main(void)
{
	flag();
	hooking();
	waiting_for_the_flag();
	idling();

	uint64_t cycles = cpu_cycles();

	CHECK(cpu_cycles() >= cycles);
	return test_done();
}
