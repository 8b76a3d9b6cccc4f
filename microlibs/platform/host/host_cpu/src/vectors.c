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

void cpu_take(bool in_signal)
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
	if (!cpu_preempt_wanted())
		return;
	if (in_signal) {
		sigset_t interrupts;

		/* The end of the signal's handler, which may be long after, puts back the mask of what was interrupted. */
		cpu_signals(&interrupts);
		(void)sigprocmask(SIG_UNBLOCK, &interrupts, NULL);
	}
	cpu_preempt();
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
