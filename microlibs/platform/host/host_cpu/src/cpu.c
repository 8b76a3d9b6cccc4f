/* SPDX-License-Identifier: BSD-3-Clause */
#define _POSIX_C_SOURCE 200809L
#include <ports.h>

#include <stdatomic.h>
#include <time.h>

#include "cpu.h"

#define NS_PER_S 1000000000u

volatile unsigned long cpu_disabled;

/* cpu.irq_save. A signal between the two lines leaves the flag as it found it. */
unsigned long cpu_irq_save(void)
{
	unsigned long before = cpu_disabled;

	cpu_disabled = 1;
	atomic_signal_fence(memory_order_seq_cst);
	return before;
}

/* cpu.irq_restore. */
void cpu_irq_restore(unsigned long state)
{
	atomic_signal_fence(memory_order_seq_cst);
	cpu_disabled = state;
	atomic_signal_fence(memory_order_seq_cst);
	if (state == 0 && cpu_pending())
		cpu_take(false);
}

unsigned long lock_enter(void)
{
	return cpu_irq_save();
}

void lock_leave(unsigned long state)
{
	cpu_irq_restore(state);
}

/*
 * cpu.idle. The signals are blocked between looking for one that came already and waiting, which lets them in again: so
 * none can come in between unnoticed.
 */
void cpu_idle(void)
{
	sigset_t interrupts;
	sigset_t before;

	if (!cpu_hooked())
		return;

	unsigned long state = cpu_irq_save();

	cpu_signals(&interrupts);
	(void)sigprocmask(SIG_BLOCK, &interrupts, &before);
	if (!cpu_pending()) {
		cpu_disabled = 0;
		(void)sigsuspend(&before);
		cpu_disabled = 1;
	}
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
	cpu_irq_restore(0);
	if (state != 0)
		(void)cpu_irq_save();
}

/* cpu.cycles. */
uint64_t cpu_cycles(void)
{
	struct timespec now = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}
