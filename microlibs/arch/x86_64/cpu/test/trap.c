/* SPDX-License-Identifier: BSD-3-Clause */
/* sources: src/trap.c */
/* Which vector goes where: hooks, and exceptions with their registers. The stubs and tables are a machine's matter. */
#define _GNU_SOURCE /* REG_RIP */
#include <ports.h>
#include <uniloom/test.h>

#include "cpu.h"

#include <setjmp.h>
#include <signal.h>
#include <ucontext.h>

#define STI 0xfbu

static unsigned enabled;
static unsigned calls;
static struct panic_frame seen;
static jmp_buf panicked;

void cpu_stubs(void)
{
}

/* `sti` is not for processes: it is counted and skipped. */
static void fault(int number, siginfo_t *info, void *context)
{
	ucontext_t *state = context;
	greg_t *pc = &state->uc_mcontext.gregs[REG_RIP];

	(void)number;
	(void)info;
	if (*(const unsigned char *)*pc != STI)
		abort();
	enabled++;
	*pc += 1;
}

_Noreturn void panic_because(const char *reason)
{
	printf("%s\n", reason);
	abort();
}

_Noreturn void panic_exception(const struct panic_frame *frame)
{
	seen = *frame;
	longjmp(panicked, 1);
}

static void handler(void *ctx, unsigned vector)
{
	CHECK_EQ(*(unsigned *)ctx, vector);
	calls++;
}

static struct cpu_trap trap_of(unsigned vector)
{
	/* The address behind the stub's call. */
	return (struct cpu_trap){ .stub = (uintptr_t)cpu_stubs + vector * CPU_STUB_BYTES + 7,
				  .rax = 1, .rbx = 2, .rcx = 3, .rdx = 4, .rsi = 5, .rdi = 6, .rbp = 7, .sp = 8, .r8 = 9,
				  .r15 = 16, .error = 17, .pc = 18, .flags = 19 };
}

int main(void)
{
	struct sigaction action = { .sa_sigaction = fault, .sa_flags = SA_SIGINFO };
	static unsigned numbers[CONFIG_VECTORS];

	REQUIRE(sigaction(SIGSEGV, &action, NULL) == 0);
	CHECK_EQ(vectors_hook(CPU_EXCEPTIONS - 1, handler, NULL), -EINVAL);
	CHECK_EQ(vectors_hook(CONFIG_VECTORS, handler, NULL), -EINVAL);
	CHECK_EQ(vectors_hook(CPU_EXCEPTIONS, NULL, NULL), -EINVAL);
	CHECK_EQ(enabled, 0);
	for (unsigned i = CPU_EXCEPTIONS; i < CONFIG_VECTORS; i++) {
		numbers[i] = i;
		CHECK(cpu_hooked() == (i > CPU_EXCEPTIONS + 1));
		CHECK_EQ(vectors_hook(i, handler, &numbers[i]), 0);
		CHECK_EQ(vectors_hook(i, handler, &numbers[i]), -EBUSY);
	}
	/* From the first hook onward, and once. */
	CHECK_EQ(enabled, 1);
	for (unsigned i = CPU_EXCEPTIONS; i < CONFIG_VECTORS; i++) {
		struct cpu_trap trap = trap_of(i);

		cpu_trap(&trap);
		CHECK_EQ(calls, i - CPU_EXCEPTIONS + 1);
	}
	for (volatile unsigned i = 0; i < CPU_EXCEPTIONS; i++) {
		struct cpu_trap trap = trap_of(i);

		/* A page fault's address is in a register that processes cannot read. */
		if (i == 14)
			continue;
		if (setjmp(panicked) == 0)
			cpu_trap(&trap);
		CHECK_EQ(seen.vector, i);
		for (unsigned at = 0; at < 9; at++)
			CHECK_EQ(seen.registers[at], at + 1);
		CHECK_EQ(seen.registers[15], 16);
		CHECK_EQ(seen.error, 17);
		CHECK_EQ(seen.pc, 18);
		CHECK_EQ(seen.flags, 19);
	}
	return test_done();
}
