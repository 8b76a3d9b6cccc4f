/* SPDX-License-Identifier: BSD-3-Clause */
/* sources: src/preempt.c */
/*
 * Where an interrupt ends and a switch is wanted: the frame that is left below the red zone of what was interrupted.
 * The tables, and the way back, are a machine's matter.
 */
#include <ports.h>
#include <uniloom/test.h>

#include "cpu.h"

#define RED_ZONE 128

static unsigned traps;
static bool request;

unsigned long cpu_irq_save(void)
{
	return 0;
}

void cpu_irq_restore(unsigned long state)
{
	(void)state;
}

void cpu_stubs(void)
{
}

void cpu_trap(const struct cpu_trap *trap)
{
	CHECK_EQ(trap->stub, (uintptr_t)cpu_stubs + 40 * CPU_STUB_BYTES + 7);
	traps++;
	if (request)
		preempt_request();
}

static struct cpu_trap trap_at(uint64_t sp)
{
	return (struct cpu_trap){ .stub = (uintptr_t)cpu_preemptive_stubs + (40 - CPU_EXCEPTIONS) * CPU_STUB_BYTES + 7,
				  .pc = 0x1234, .cs = 8, .flags = 0x246 | 0x400, .sp = sp, .ss = 16 };
}

static void ends(char *stack)
{
	for (unsigned offset = 0; offset < 32; offset += 4) {
		uint64_t sp = (uintptr_t)stack + 1024 - offset;
		struct cpu_trap trap = trap_at(sp);

		request = false;
		memset(stack, 0xa5, 1024);
		cpu_trap_preemptive(&trap);
		CHECK_EQ(trap.pc, 0x1234);
		CHECK_EQ(trap.sp, sp);

		request = true;
		trap = trap_at(sp);
		cpu_trap_preemptive(&trap);
		CHECK(trap.pc != 0x1234);
		CHECK_EQ(trap.sp % 16, 0);
		CHECK_EQ(trap.flags, 0x46);

		uint64_t frame[5];

		memcpy(frame, (const void *)trap.sp, sizeof frame);
		CHECK_EQ(frame[0], 0x1234);
		CHECK_EQ(frame[1], 8);
		CHECK_EQ(frame[2], 0x246 | 0x400);
		CHECK_EQ(frame[3], sp);
		CHECK_EQ(frame[4], 16);
		CHECK(trap.sp + sizeof frame <= sp - RED_ZONE);
		for (uint64_t at = sp - RED_ZONE; at < (uintptr_t)stack + 1024; at++)
			CHECK_EQ(*(unsigned char *)at, 0xa5);

		/* Wanted once. */
		request = false;
		trap = trap_at(sp);
		cpu_trap_preemptive(&trap);
		CHECK_EQ(trap.pc, 0x1234);
	}
	CHECK_EQ(traps, 24);
}

int main(void)
{
	static char stack[1024] __attribute__((aligned(16)));

	ends(stack);
	return test_done();
}
