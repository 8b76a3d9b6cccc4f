/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef CPU_H
#define CPU_H

#include <signal.h>
#include <stdbool.h>

/* Real-time signals by the kernel's numbers; the C library keeps the first two. */
#define CPU_FIRST 34u
#define CPU_LAST 64u

/* Whether interrupts are off. Everything else looks at it from signal handlers as well. */
extern volatile unsigned long cpu_disabled;

/* Whether an interrupt waits for them to be on. */
bool cpu_pending(void);

/* Whether anything is hooked: only then can waiting for an interrupt end. */
bool cpu_hooked(void);

/*
 * Handles what waits, with interrupts on before and after, and calls the preempt handler where that was asked for. In a
 * signal handler the signals that are interrupts are blocked, and are not meanwhile.
 */
void cpu_take(bool in_signal);

/* The signals that are interrupts. */
void cpu_signals(sigset_t *set);

/* What to call at the end of an interrupt, if anything; forgets it. In preempt.c. */
bool cpu_preempt_wanted(void);
void cpu_preempt(void);

#endif
