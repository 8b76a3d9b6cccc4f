/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#include "cpu.h"

#define FLAG_INTERRUPTS 0x200ul

unsigned long cpu_irq_save(void)
{
	unsigned long flags;

	__asm__ volatile("pushfq\n\tpopq %0\n\tcli" : "=r"(flags) : : "memory");
	return flags;
}

void cpu_irq_restore(unsigned long state)
{
	if (state & FLAG_INTERRUPTS)
		__asm__ volatile("sti" : : : "memory");
	else
		__asm__ volatile("cli" : : : "memory");
}

unsigned long lock_enter(void)
{
	return cpu_irq_save();
}

void lock_leave(unsigned long state)
{
	cpu_irq_restore(state);
}

void cpu_idle(void)
{
	if (!cpu_hooked())
		return;

	unsigned long state = cpu_irq_save();

	/* `sti` takes effect after the next instruction, so that an interrupt cannot slip in before `hlt`. */
	__asm__ volatile("sti\n\thlt" : : : "memory");
	cpu_irq_restore(state);
}

uint64_t cpu_cycles(void)
{
	uint32_t low;
	uint32_t high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return (uint64_t)high << 32 | low;
}
