/* SPDX-License-Identifier: BSD-3-Clause */
#define _POSIX_C_SOURCE 200809L
#include <ports.h>

#include <time.h>

#define NS_PER_S 1000000000u

static uint64_t base_ns;

static uint64_t monotonic_ns(void)
{
	struct timespec now = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail with this clock on Linux */
	return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

int init(void)
{
	base_ns = monotonic_ns();
	return 0;
}

/* clock.now_ns. Any context; 0 before init. */
uint64_t clock_now_ns(void)
{
	return base_ns == 0 ? 0 : monotonic_ns() - base_ns;
}

/* clock.spin_ns. Works before init as well. */
void clock_spin_ns(uint64_t ns)
{
	uint64_t begin = monotonic_ns();

	while (monotonic_ns() - begin < ns)
		;
}
