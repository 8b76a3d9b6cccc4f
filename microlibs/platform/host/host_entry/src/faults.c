/* SPDX-License-Identifier: BSD-3-Clause */
/* The processor's exceptions reach a process as signals; Linux tells the vector, the error code and CR2 along with the registers. */
#define _GNU_SOURCE /* REG_RIP and its like */
#include <ports.h>

#include <signal.h>
#include <ucontext.h>

#include "faults.h"

/* For panic and what it calls; a fault may be the end of the stack itself. */
static char stack[64 * 1024] __attribute__((aligned(16)));

static void caught(int signal, siginfo_t *info, void *context)
{
	/* In the order of struct panic_frame. */
	static const int order[16] = {
		REG_RAX, REG_RBX, REG_RCX, REG_RDX, REG_RSI, REG_RDI, REG_RBP, REG_RSP,
		REG_R8,	 REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15,
	};
	const greg_t *registers = ((const ucontext_t *)context)->uc_mcontext.gregs;
	struct panic_frame frame = {
		.vector = (uint64_t)registers[REG_TRAPNO],
		.error = (uint64_t)registers[REG_ERR],
		.pc = (uint64_t)registers[REG_RIP],
		.flags = (uint64_t)registers[REG_EFL],
		.address = (uint64_t)registers[REG_CR2],
	};

	(void)signal;
	(void)info;
	for (size_t i = 0; i < 16; i++)
		frame.registers[i] = (uint64_t)registers[order[i]];
	panic_exception(&frame);
}

void faults_catch(void)
{
	static const int signals[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP };
	const stack_t alternative = { .ss_sp = stack, .ss_size = sizeof(stack) };
	struct sigaction catch = { .sa_sigaction = caught, .sa_flags = SA_SIGINFO | SA_ONSTACK };

	sigemptyset(&catch.sa_mask);
	(void)sigaltstack(&alternative, NULL);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		struct sigaction before;

		if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler == SIG_DFL)
			(void)sigaction(signals[i], &catch, NULL);
	}
}
