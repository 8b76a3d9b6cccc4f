/* SPDX-License-Identifier: BSD-3-Clause */
/* with: host_cpu */
/* On the processor as it is: never before the time, at once for the past, replaced and disarmed; idling ends with it. */
#define _POSIX_C_SOURCE 200809L
#include <ports.h>
#include <host_cpu_ports.h>
#include <uniloom/test.h>

#include <signal.h>
#include <time.h>

static volatile unsigned fired;
static uint64_t fired_ns;

uint64_t clock_now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void clock_spin_ns(uint64_t ns)
{
	(void)ns;
}

static void owner(void *ctx)
{
	CHECK(ctx == &fired);
	fired_ns = clock_now_ns();
	fired++;
}

static void wait_for(unsigned count)
{
	unsigned long state = cpu_irq_save();

	while (fired < count)
		cpu_idle();
	cpu_irq_restore(state);
}

int main(void)
{
	struct test_random random = { 5 };

	/* The first vector is somebody's. */
	signal(40, SIG_IGN);
	CHECK_EQ(oneshot_attach(NULL, NULL), -EINVAL);
	CHECK_EQ(oneshot_attach(owner, (void *)&fired), 0);
	CHECK_EQ(oneshot_attach(owner, (void *)&fired), -EBUSY);
	for (unsigned long round = scaled(2000); round > 0; round--) {
		unsigned before = fired;
		uint64_t when = clock_now_ns() + test_below(&random, 60000) - 10000;

		oneshot_arm(when);
		wait_for(before + 1);
		REQUIRE(fired_ns >= when);
		REQUIRE(fired == before + 1);
	}

	/* Replaced before it fires; what was armed first does not come. */
	unsigned before = fired;
	uint64_t when = clock_now_ns() + 2000000;
	unsigned long state = cpu_irq_save();

	oneshot_arm(clock_now_ns() + 3600000000000u);
	oneshot_arm(when);
	cpu_irq_restore(state);
	wait_for(before + 1);
	CHECK(fired_ns >= when);

	/* Disarmed when its signal waits already. */
	state = cpu_irq_save();
	oneshot_arm(0);
	while (clock_now_ns() < fired_ns + 5000000)
		;
	oneshot_disarm();
	cpu_irq_restore(state);
	CHECK_EQ(fired, before + 1);
	/* Years away: it is there, and silent. */
	oneshot_arm(UINT64_MAX);
	oneshot_disarm();
	CHECK_EQ(fired, before + 1);
	return test_done();
}
