/* SPDX-License-Identifier: BSD-3-Clause */
/* Cycles to nanoseconds: right to a part in a million, never backwards, without overflow after years. */
/* sources: src/tsc.c */
/* config: KHZ=2500000 */
#include <ports.h>
#include <uniloom/panics.h>

#include "tsc.h"

static uint64_t cycles;
static unsigned asked;

uint64_t tsc_frequency_khz(void)
{
	asked++;
	return 0;
}

uint64_t cpu_cycles(void)
{
	return cycles += 3;
}

unsigned long cpu_irq_save(void)
{
	return 0;
}

void cpu_irq_restore(unsigned long state)
{
	(void)state;
}

void cpu_idle(void)
{
}

uint32_t mmio_read32(uint64_t address)
{
	(void)address;
	return 0;
}

void mmio_write32(uint64_t address, uint32_t value)
{
	(void)address;
	(void)value;
}

int main(void)
{
	struct test_random random = { 25 };
	uint64_t last = 0;

	cycles = 1ull << 60;
	CHECK_EQ(clock_now_ns(), 0);
	clock_spin_ns(1000); /* before init it comes back at once */
	CHECK_EQ(component_init(), 0);
	CHECK_EQ(asked, 0);

	uint64_t start = cycles;

	for (unsigned long round = scaled(20000); round > 0; round--) {
		/* Up to some thirty years in all. */
		cycles += test_next(&random) >> (test_below(&random, 44) + 20);

		uint64_t now = clock_now_ns();
		uint64_t exact = (uint64_t)((long double)(cycles - start) / 2.5L);
		uint64_t error = now > exact ? now - exact : exact - now;

		REQUIRE(now >= last);
		REQUIRE(error <= exact / 1000000 + 2);
		last = now;
	}
	last = clock_now_ns();
	clock_spin_ns(1000);
	CHECK(clock_now_ns() - last >= 1000);
	return test_done();
}
