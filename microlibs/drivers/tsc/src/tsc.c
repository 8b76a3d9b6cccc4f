/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#include "tsc.h"

#define NS_PER_MS 1000000ull

/* ns = cycles * multiplier / 2^shift, with a multiplier of at most 32 bits, so that no product overflows. */
static uint64_t multiplier;
static unsigned shift;
static uint64_t first;

int init(void)
{
	uint64_t khz = CONFIG_KHZ > 0 ? (uint64_t)CONFIG_KHZ : tsc_frequency_khz();

	if (khz == 0)
		panic_because("nothing tells the frequency of the time-stamp counter: set the clock's option KHZ");
	for (shift = 32; (NS_PER_MS << shift) / khz > UINT32_MAX; shift--)
		;
	first = cpu_cycles();
	multiplier = (NS_PER_MS << shift) / khz;
	return 0;
}

uint64_t clock_now_ns(void)
{
	/* Before init the multiplier is 0, and so is the time. */
	uint64_t cycles = cpu_cycles() - first;

	return ((cycles >> 32) * multiplier << (32 - shift)) + ((cycles & UINT32_MAX) * multiplier >> shift);
}

void clock_spin_ns(uint64_t ns)
{
	uint64_t begin = clock_now_ns();

	while (multiplier != 0 && clock_now_ns() - begin < ns)
		__asm__ volatile("pause");
}
