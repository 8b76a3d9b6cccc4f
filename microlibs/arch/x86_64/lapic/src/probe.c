/* SPDX-License-Identifier: BSD-3-Clause */
/* What only the processor itself can say: CPUID, and the register of the deadline. */
#include "lapic.h"

#define LEAF_HYPERVISOR 0x40000000u
#define FEATURE_DEADLINE (1u << 24)
#define FEATURE_HYPERVISOR (1u << 31)
#define MSR_DEADLINE 0x6e0u
#define EMULATION_KHZ 1000000u

struct leaf {
	uint32_t a, b, c, d;
};

static struct leaf cpuid(uint32_t number)
{
	struct leaf leaf;

	__asm__ volatile("cpuid" : "=a"(leaf.a), "=b"(leaf.b), "=c"(leaf.c), "=d"(leaf.d) : "a"(number), "c"(0));
	return leaf;
}

uint64_t lapic_told_khz(void)
{
	if (!(cpuid(1).c & FEATURE_HYPERVISOR))
		return 0;

	struct leaf hypervisor = cpuid(LEAF_HYPERVISOR);

	/* "TCGTCGTCGTCG" */
	return hypervisor.b == 0x54474354 && hypervisor.c == 0x43544743 && hypervisor.d == 0x47435447 ? EMULATION_KHZ : 0;
}

bool lapic_has_deadline(void)
{
	return cpuid(1).c & FEATURE_DEADLINE;
}

void lapic_set_deadline(uint64_t cycles)
{
	/* The mode was written to memory, and this is not ordered with that. */
	__asm__ volatile("mfence\n\twrmsr" : : "c"(MSR_DEADLINE), "a"((uint32_t)cycles), "d"((uint32_t)(cycles >> 32)) : "memory");
}
