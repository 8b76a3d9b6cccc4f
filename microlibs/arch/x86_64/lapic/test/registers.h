/* SPDX-License-Identifier: BSD-3-Clause */
/* The registers as a model, with a timer that counts at a rate of its own; the clock is the test's. */
#ifndef TEST_REGISTERS_H
#define TEST_REGISTERS_H

#include <ports.h>
#include <uniloom/test.h>

#include "lapic.h"

static uint32_t registers[256];
static unsigned acknowledged;
static bool interrupts = true;
static struct {
	vectors_handler *handler;
	void *ctx;
} vectors[256];

/* Femtoseconds since the model began; the clock shows nanoseconds of it. */
static long double real_ns;
static bool clock_runs = true;
static long double count_ns = 1;   /* a count of the timer */
static long double cycle_ns = 0.5L; /* a cycle of the processor */
static bool deadline_there;
static uint64_t told_khz;

static long double shot_began;
static uint32_t shot_counts;
static uint64_t deadline_cycles; /* 0: none */

static uint32_t counts_left(void)
{
	long double gone = (real_ns - shot_began) / count_ns;

	return gone >= shot_counts ? 0 : shot_counts - (uint32_t)gone;
}

static long double cycles_now(void)
{
	return 1e9L + real_ns / cycle_ns;
}

/* Each access takes a while. */
uint32_t mmio_read32(uint64_t address)
{
	REQUIRE(address >= CONFIG_BASE && address < CONFIG_BASE + 0x400);
	real_ns += 20;
	return address - CONFIG_BASE == LAPIC_TIMER_CURRENT ? counts_left() : registers[(address - CONFIG_BASE) / 4];
}

void mmio_write32(uint64_t address, uint32_t value)
{
	REQUIRE(address >= CONFIG_BASE && address < CONFIG_BASE + 0x400);
	real_ns += 20;
	acknowledged += address == CONFIG_BASE + LAPIC_EOI;
	registers[(address - CONFIG_BASE) / 4] = value;
	if (address == CONFIG_BASE + LAPIC_TIMER_INITIAL) {
		shot_counts = value;
		shot_began = real_ns;
	}
}

int vectors_hook(unsigned vector, vectors_handler *handler, void *ctx)
{
	REQUIRE(vector >= 32 && vector < 256 && handler != NULL);
	if (vectors[vector].handler)
		return -EBUSY;
	vectors[vector].handler = handler;
	vectors[vector].ctx = ctx;
	return 0;
}

unsigned long cpu_irq_save(void)
{
	unsigned long state = interrupts;

	interrupts = false;
	return state;
}

void cpu_irq_restore(unsigned long state)
{
	interrupts = state;
}

void cpu_idle(void)
{
}

uint64_t cpu_cycles(void)
{
	real_ns += 10;
	return (uint64_t)cycles_now();
}

uint64_t clock_now_ns(void)
{
	real_ns += 10;
	return clock_runs ? (uint64_t)real_ns : 0;
}

void clock_spin_ns(uint64_t ns)
{
	real_ns += ns;
}

uint64_t lapic_told_khz(void)
{
	return told_khz;
}

bool lapic_has_deadline(void)
{
	return deadline_there;
}

void lapic_set_deadline(uint64_t cycles)
{
	deadline_cycles = cycles;
}

static void deliver(unsigned vector)
{
	unsigned before = acknowledged;

	REQUIRE(vectors[vector].handler != NULL);
	interrupts = false;
	vectors[vector].handler(vectors[vector].ctx, vector);
	interrupts = true;
	/* Every interrupt once, but for spurious ones. */
	CHECK_EQ(acknowledged - before, vector != LAPIC_SPURIOUS_VECTOR);
}

/* Lets time pass until the shot is over and its interrupt is handled. False when none runs. */
static inline bool pass(void)
{
	if (deadline_there) {
		if (deadline_cycles == 0)
			return false;
		if ((long double)deadline_cycles > cycles_now())
			real_ns = ((long double)deadline_cycles - 1e9L) * cycle_ns;
		deadline_cycles = 0;
	} else {
		long double end = shot_began + shot_counts * count_ns;

		if (shot_counts == 0)
			return false;
		real_ns = end > real_ns ? end : real_ns;
		shot_counts = 0;
	}
	deliver(LAPIC_TIMER_VECTOR);
	return true;
}

#endif
