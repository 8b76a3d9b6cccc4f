/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Preemption. With the first `attach` interrupts get stubs of their own, so that images without it have nothing of it.
 * Where one ends and a switch is wanted, it returns to `enter` instead, on the interrupted stack, below which all that
 * was there stands, as the processor would have pushed it without a stack for interrupts.
 */
#include <ports.h>

#include "cpu.h"
#include "entry.h"

#define RED_ZONE 128u
#define FLAGS_OFF 0x40700u /* alignment checks, direction, interrupts, single steps: as a handler wants them */

static preempt_handler *attached;
static volatile bool wanted;

/* What `iretq` takes. */
struct frame {
	uint64_t pc;
	uint64_t cs;
	uint64_t flags;
	uint64_t sp;
	uint64_t ss;
	uint64_t padding; /* the stack is aligned at `enter` */
};

_Static_assert(sizeof(struct frame) == 48, "a multiple of 16");

static __attribute__((used)) void call_attached(void)
{
	attached();
}

/*
 * Interrupts stay off until the handler or the last instruction turns them on: what is interrupted here is not interrupted
 * again before it goes on, so that frames do not pile up.
 */
static __attribute__((naked, used)) void enter(void)
{
	__asm__ volatile(CPU_PUSH_REGISTERS
			 "subq $520, %%rsp\n\t" /* 120 bytes are pushed: now it is a multiple of 16 again */
			 "fxsave64 (%%rsp)\n\t"
			 "movl $0x1f80, 512(%%rsp)\n\t"
			 "ldmxcsr 512(%%rsp)\n\t"
			 "fninit\n\t"
			 "xorl %%ebp, %%ebp\n\t"
			 "callq %c[call]\n\t"
			 "fxrstor64 (%%rsp)\n\t"
			 "addq $520, %%rsp\n\t"
			 CPU_POP_REGISTERS
			 "iretq"
			 :
			 : [call] "i"(call_attached));
}

__attribute__((used)) void cpu_trap_preemptive(struct cpu_trap *trap)
{
	/* As if it had come by the other stub. */
	trap->stub += (uintptr_t)cpu_stubs + CPU_EXCEPTIONS * CPU_STUB_BYTES - (uintptr_t)cpu_preemptive_stubs;
	cpu_trap(trap);
	if (!wanted)
		return;
	wanted = false;

	struct frame *frame = (struct frame *)((trap->sp - RED_ZONE) & ~(uint64_t)15) - 1;

	*frame = (struct frame){ trap->pc, trap->cs, trap->flags, trap->sp, trap->ss, 0 };
	trap->pc = (uintptr_t)enter;
	trap->flags &= ~(uint64_t)FLAGS_OFF;
	trap->sp = (uintptr_t)frame;
}

static __attribute__((naked, used)) void common(void)
{
	CPU_COMMON(cpu_trap_preemptive);
}

__attribute__((naked, used, aligned(8))) void cpu_preemptive_stubs(void)
{
	__asm__ volatile(".rept " CPU_VALUE(CONFIG_VECTORS) " - 32\n\t"
			 "pushq $0\n\t"
			 "callq %c[common]\n\t"
			 "nop\n\t"
			 ".endr"
			 :
			 : [common] "i"(common));
}

void preempt_attach(preempt_handler *handler)
{
	unsigned long state = cpu_irq_save();
	uint64_t stub = (uintptr_t)cpu_preemptive_stubs;
	struct descriptor_table table;

	attached = handler;
	__asm__ volatile("sidt %0" : "=m"(table));

	struct gate *gates = (struct gate *)(uintptr_t)table.base;

	for (unsigned i = CPU_EXCEPTIONS; i < CONFIG_VECTORS; i++, stub += CPU_STUB_BYTES) {
		gates[i].low = (gates[i].low & 0xffff0000) | (uint32_t)(stub & 0xffff);
		gates[i].middle = (uint32_t)(stub & 0xffff0000) | (gates[i].middle & 0xffff);
		gates[i].high = (uint32_t)(stub >> 32);
	}
	cpu_irq_restore(state);
}

void preempt_request(void)
{
	wanted = true;
}
