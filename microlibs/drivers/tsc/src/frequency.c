/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#include "tsc.h"

#define LEAF_FREQUENCY 0x15u
#define LEAF_HYPERVISOR 0x40000000u
#define LEAF_KVM_FEATURES 0x40000001u
#define KVM_CLOCK (1u << 3) /* the clock with the newer register */
#define LEAF_HYPERVISOR_KHZ 0x40000010u
#define FEATURE_HYPERVISOR (1u << 31)

#define TIMER_MODE 0x320u
#define TIMER_INITIAL 0x380u
#define TIMER_CURRENT 0x390u
#define TIMER_DIVIDER 0x3e0u
#define TIMER_MASKED 0x10000u
#define DIVIDE_BY_1 0xbu

#define WINDOW_NS 200000u
#define POLLS_MOST 100000u
#define TRIES 4u

struct leaf {
	uint32_t a, b, c, d;
};

static struct leaf cpuid(uint32_t number)
{
	struct leaf leaf;

	__asm__ volatile("cpuid" : "=a"(leaf.a), "=b"(leaf.b), "=c"(leaf.c), "=d"(leaf.d) : "a"(number), "c"(0));
	return leaf;
}

/* One moment on both counters. */
struct moment {
	uint64_t cycles;
	uint32_t left; /* the timer counts down, a nanosecond a tick */
};

/*
 * The pair of readings that lie closest together: when the emulator is descheduled between them, they do not belong
 * together, and another try does.
 */
static struct moment sample(void)
{
	struct moment best = { 0, 0 };
	uint64_t best_gap = UINT64_MAX;

	for (unsigned i = 0; i < TRIES; i++) {
		uint64_t before = cpu_cycles();
		uint32_t left = mmio_read32(CONFIG_LOCAL_APIC + TIMER_CURRENT);
		uint64_t gap = cpu_cycles() - before;

		if (gap < best_gap) {
			best_gap = gap;
			best = (struct moment){ before + gap / 2, left };
		}
	}
	return best;
}

/*
 * QEMU's emulated local APIC counts nanoseconds of the guest's time. 0 when it does not run. The timer may be another's
 * already, where an image has a second clock: it goes on as it was, a little later.
 */
static uint64_t measure_khz(void)
{
	uint32_t mode = mmio_read32(CONFIG_LOCAL_APIC + TIMER_MODE);
	uint32_t divider = mmio_read32(CONFIG_LOCAL_APIC + TIMER_DIVIDER);
	uint32_t rest = mmio_read32(CONFIG_LOCAL_APIC + TIMER_CURRENT);

	mmio_write32(CONFIG_LOCAL_APIC + TIMER_MODE, TIMER_MASKED);
	mmio_write32(CONFIG_LOCAL_APIC + TIMER_DIVIDER, DIVIDE_BY_1);
	mmio_write32(CONFIG_LOCAL_APIC + TIMER_INITIAL, UINT32_MAX);

	struct moment begin = sample();
	struct moment end = begin;

	for (unsigned i = 0; i < POLLS_MOST && begin.left - end.left < WINDOW_NS; i++)
		end.left = mmio_read32(CONFIG_LOCAL_APIC + TIMER_CURRENT);
	end = sample();
	mmio_write32(CONFIG_LOCAL_APIC + TIMER_MODE, mode);
	mmio_write32(CONFIG_LOCAL_APIC + TIMER_DIVIDER, divider);
	mmio_write32(CONFIG_LOCAL_APIC + TIMER_INITIAL, rest);

	uint32_t ns = begin.left - end.left;

	return ns >= WINDOW_NS ? (end.cycles - begin.cycles) * 1000000u / ns : 0;
}

uint64_t tsc_frequency_khz(void)
{
	/* A leaf past the maximum returns another leaf's data, so each is asked for only when it exists. */
	if (cpuid(0).a >= LEAF_FREQUENCY) {
		struct leaf leaf = cpuid(LEAF_FREQUENCY);

		if (leaf.a != 0 && leaf.b != 0 && leaf.c != 0)
			return (uint64_t)leaf.c * leaf.b / leaf.a / 1000;
	}
	if (!(cpuid(1).c & FEATURE_HYPERVISOR))
		return 0;

	struct leaf hypervisor = cpuid(LEAF_HYPERVISOR);

	if (hypervisor.a >= LEAF_HYPERVISOR_KHZ && hypervisor.a < LEAF_HYPERVISOR + 0x10000) {
		uint32_t khz = cpuid(LEAF_HYPERVISOR_KHZ).a;

		if (khz != 0)
			return khz;
	}
	/* "KVMKVMKVM" */
	if (hypervisor.b == 0x4b4d564b && hypervisor.c == 0x564b4d56 && hypervisor.d == 0x4d && hypervisor.a >= LEAF_KVM_FEATURES &&
	    (cpuid(LEAF_KVM_FEATURES).a & KVM_CLOCK))
		return tsc_pvclock_khz();
	/* "TCGTCGTCGTCG" */
	if (hypervisor.b == 0x54474354 && hypervisor.c == 0x43544743 && hypervisor.d == 0x47435447)
		return measure_khz();
	return 0;
}
