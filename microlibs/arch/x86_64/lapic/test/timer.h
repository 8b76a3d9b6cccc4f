/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The timer against a model whose rate is another one than was said or guessed, in both modes: the owner is called once a
 * shot, never before the time, soon after it, with few interrupts; whatever else comes in between.
 */
#ifndef TEST_TIMER_H
#define TEST_TIMER_H

#include "registers.h"

#define LAPSE_NS 3000u /* of accesses around a shot */

static unsigned fired;
static uint64_t fired_ns;

static void owner(void *ctx)
{
	CHECK(ctx == &fired);
	CHECK(!interrupts);
	fired_ns = (uint64_t)real_ns;
	fired++;
}

/* One shot of `ns`; the interrupts that it took. */
static unsigned shoot(uint64_t ns, long double error)
{
	unsigned before = fired;
	unsigned passes = 0;
	uint64_t when = (uint64_t)real_ns + ns;

	oneshot_arm(when);
	while (fired == before) {
		REQUIRE(pass());
		REQUIRE(++passes < 100);
	}
	CHECK_EQ(fired, before + 1);
	CHECK(fired_ns >= when);
	CHECK((long double)(fired_ns - when) <= LAPSE_NS + (long double)ns * error);
	CHECK(!pass());
	return passes;
}

/* Short and long ones. */
static void shots(struct test_random *random, long double error)
{
	for (unsigned long i = 0; i < scaled(300); i++) {
		uint64_t ns = test_below(random, 1ull << (1 + test_below(random, 33)));
		unsigned steps = (unsigned)(ns / 2000000000u) + 1;

		/* One more where a shot was found too early. */
		CHECK(shoot(ns, error) <= 2 * steps + 1);
	}
	/* A time that has passed. */
	oneshot_arm((uint64_t)real_ns - 5);

	unsigned before = fired;

	CHECK(pass());
	CHECK_EQ(fired, before + 1);
}

static void early_and_unasked(void)
{
	unsigned before = fired;

	/* Nobody armed it. */
	deliver(LAPIC_TIMER_VECTOR);
	CHECK_EQ(fired, before);
	/* Disarmed with its interrupt on the way. */
	oneshot_arm((uint64_t)real_ns + 1000);
	oneshot_disarm();
	CHECK(!pass());
	deliver(LAPIC_TIMER_VECTOR);
	CHECK_EQ(fired, before);
	/* Replaced by a later one with its interrupt on the way: the later one still runs. */
	oneshot_arm((uint64_t)real_ns + 10);
	oneshot_arm((uint64_t)real_ns + 1000000);

	uint64_t when = (uint64_t)real_ns + 999000;

	deliver(LAPIC_TIMER_VECTOR);
	CHECK_EQ(fired, before);
	while (fired == before)
		REQUIRE(pass());
	CHECK(fired_ns >= when);
	/* Hardware that always fires at once: each time it is armed anew, and in the end the time has come. */
	oneshot_arm((uint64_t)real_ns + 100000);
	for (unsigned i = 0; fired == before + 1; i++) {
		REQUIRE(i < 10000);
		shot_counts = 0;
		deadline_cycles = 0;
		deliver(LAPIC_TIMER_VECTOR);
	}
	/* It has not spoilt the rate. */
	CHECK(shoot(10000000, 0.01L) <= 2);
}

/* With a timer of which a count takes `count`; `error` is how much too late a shot may be, as a part of it. */
static int timer_test(bool deadline, uint64_t told, long double count, long double error)
{
	struct test_random random = { 9 };

	CHECK_EQ(oneshot_attach(NULL, &fired), -EINVAL);
	CHECK_EQ(oneshot_attach(owner, &fired), 0);
	CHECK_EQ(oneshot_attach(owner, &fired), -EBUSY);
	CHECK_EQ(registers[LAPIC_SPURIOUS / 4], 0x100 | 63);
	CHECK_EQ(registers[LAPIC_LINT0 / 4], 0x10000);

	deadline_there = deadline;
	told_khz = told;
	count_ns = count;
	/* Armed before the clock runs. */
	clock_runs = false;
	oneshot_arm(1000);
	clock_runs = true;
	while (fired == 0)
		REQUIRE(pass());
	/* The first while it runs is what the rate is measured in. */
	CHECK(shoot(1000000, error) <= 2);
	shots(&random, error);
	early_and_unasked();
	deliver(LAPIC_SPURIOUS_VECTOR);
	return test_done();
}

#endif
