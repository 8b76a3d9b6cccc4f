/* SPDX-License-Identifier: BSD-3-Clause */
/* KVM's paravirtual clock (Linux Documentation/virt/kvm/x86/msr.rst, MSR_KVM_SYSTEM_TIME_NEW): only its scale is used. */
#include <ports.h>

#include "tsc.h"

#define MSR_SYSTEM_TIME 0x4b564d01u
#define ENABLE 1u
#define SHIFT_MOST 31

/* Written by the hypervisor. */
struct time_info {
	uint32_t version;
	uint32_t reserved0;
	uint64_t timestamp;
	uint64_t system_time;
	uint32_t multiplier;
	int8_t shift;
	uint8_t flags;
	uint8_t reserved1[2];
};

_Static_assert(sizeof(struct time_info) == 32, "the hypervisor's layout");

static struct time_info info __attribute__((aligned(32)));

static void write_msr(uint32_t number, uint64_t value)
{
	__asm__ volatile("wrmsr" : : "c"(number), "a"((uint32_t)value), "d"((uint32_t)(value >> 32)) : "memory");
}

uint64_t tsc_scale_khz(uint32_t multiplier, int8_t shift)
{
	if (multiplier == 0 || shift < -SHIFT_MOST || shift > SHIFT_MOST)
		return 0;

	uint64_t khz = (1000000ull << 32) / multiplier;

	/* Shifted out of 64 bits it is no frequency. */
	if (shift >= 0)
		return khz >> shift;
	return khz > UINT64_MAX >> -shift ? 0 : khz << -shift;
}

uint64_t tsc_pvclock_khz(void)
{
	/* The hypervisor fills the structure before the write returns, and is then told to forget it. */
	write_msr(MSR_SYSTEM_TIME, (uintptr_t)&info | ENABLE);

	uint64_t khz = tsc_scale_khz(*(volatile uint32_t *)&info.multiplier, *(volatile int8_t *)&info.shift);

	write_msr(MSR_SYSTEM_TIME, 0);
	return khz;
}
