/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Signals as interrupts. A signal's handler notes that it came; where interrupts are on it handles all that came, on the
 * interrupted thread's own stack, so that it may switch to another. Where they are off, whoever turns them on does.
 */
#define _POSIX_C_SOURCE 200809L
#include <ports.h>

#include <errno.h>
#include <stdatomic.h>

#include "cpu.h"

#define COUNT (CPU_LAST - CPU_FIRST + 1)

static struct {
	vectors_handler *handler;
	void *ctx;
} hooks[COUNT];

static bool hooked;
static _Atomic uint64_t pending; /* a bit a vector */

bool cpu_pending(void)
{
	return atomic_load(&pending) != 0;
}

bool cpu_hooked(void)
{
	return hooked;
}

void cpu_signals(sigset_t *set)
{
	(void)sigemptyset(set);
	for (unsigned i = CPU_FIRST; i <= CPU_LAST; i++)
		(void)sigaddset(set, (int)i);
}

/* Interrupts are on before and after. */
static void handle_pending(void)
{
	while (cpu_pending()) {
		cpu_disabled = 1;
		for (uint64_t came = atomic_exchange(&pending, 0); came != 0; came &= came - 1) {
			unsigned at = (unsigned)__builtin_ctzll(came);

			hooks[at].handler(hooks[at].ctx, CPU_FIRST + at);
		}
		atomic_signal_fence(memory_order_seq_cst);
		cpu_disabled = 0;
		/* One that came meanwhile is seen by the loop; one that comes from here on handles itself. */
		atomic_signal_fence(memory_order_seq_cst);
	}
}

static void block(int how)
{
	sigset_t interrupts;

	cpu_signals(&interrupts);
	(void)sigprocmask(how, &interrupts, NULL);
}

void cpu_take(bool in_signal)
{
	for (handle_pending(); cpu_preempt_wanted(); handle_pending()) {
		/*
		 * What is interrupted here is not interrupted again before it goes on: frames would pile up on its stack.
		 * Other threads want signals, though, and the end of the signal's handler may be long after.
		 */
		cpu_disabled = 1;
		if (in_signal)
			block(SIG_UNBLOCK);
		cpu_preempt();
		if (in_signal)
			block(SIG_BLOCK);
		atomic_signal_fence(memory_order_seq_cst);
		cpu_disabled = 0;
		atomic_signal_fence(memory_order_seq_cst);
	}
}

static void signalled(int number)
{
	int error = errno;

	(void)atomic_fetch_or(&pending, (uint64_t)1 << ((unsigned)number - CPU_FIRST));
	if (cpu_disabled == 0)
		cpu_take(true);
	errno = error;
}

int vectors_hook(unsigned vector, vectors_handler *handler, void *ctx)
{
	struct sigaction action = { .sa_handler = signalled, .sa_flags = SA_RESTART };
	struct sigaction before;

	if (vector < CPU_FIRST || vector > CPU_LAST || !handler)
		return -EINVAL;
	/* Another instance's counts as well: the process has one handler a signal. */
	if (sigaction((int)vector, NULL, &before) != 0 || before.sa_handler != SIG_DFL)
		return -EBUSY;
	hooks[vector - CPU_FIRST].handler = handler;
	hooks[vector - CPU_FIRST].ctx = ctx;
	hooked = true;
	cpu_signals(&action.sa_mask);
	return sigaction((int)vector, &action, NULL) == 0 ? 0 : -EINVAL;
}
