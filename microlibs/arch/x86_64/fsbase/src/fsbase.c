/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#define MSR_FS_BASE 0xc0000100u
#define LEAF_FEATURES 7u
#define FEATURE_FSGSBASE (1u << 0)
#define CR4_FSGSBASE (1ul << 16)

/* The instructions exist and are enabled: no emulator or hypervisor looks at each access, as some do at the MSR's. */
static bool instructions;

int init(void)
{
	uint32_t a = 0;
	uint32_t b = 0;
	uint32_t c = 0;
	uint32_t d;

	__asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
	if (a < LEAF_FEATURES)
		return 0;
	a = LEAF_FEATURES;
	c = 0;
	__asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
	if (!(b & FEATURE_FSGSBASE))
		return 0;

	unsigned long cr4;

	__asm__ volatile("mov %%cr4, %0" : "=r"(cr4));
	__asm__ volatile("mov %0, %%cr4" : : "r"(cr4 | CR4_FSGSBASE) : "memory");
	instructions = true;
	return 0;
}

void *pointer_get(void)
{
	if (instructions) {
		uint64_t base;

		__asm__ volatile("rdfsbase %0" : "=r"(base));
		return (void *)(uintptr_t)base;
	}

	uint32_t low;
	uint32_t high;

	__asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(MSR_FS_BASE));
	return (void *)(uintptr_t)((uint64_t)high << 32 | low);
}

void pointer_set(void *pointer)
{
	uint64_t base = (uintptr_t)pointer;

	if (instructions)
		__asm__ volatile("wrfsbase %0" : : "r"(base) : "memory");
	else
		__asm__ volatile("wrmsr" : : "c"(MSR_FS_BASE), "a"((uint32_t)base), "d"((uint32_t)(base >> 32)) : "memory");
}
