/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A suspended context is its stack pointer; at it lies struct saved. The functions are `naked`: C has no way to switch
 * stacks, and an assembler file would not take part in the engine's renaming.
 */
#include <ports.h>

#define X87_CONTROL 0x037fu /* the psABI's initial state: all exceptions masked, extended precision */
#define MXCSR 0x1f80u

struct saved {
	uint32_t mxcsr;
	uint32_t x87_control;
	uint64_t r15, r14, r13, r12, rbx, rbp;
	uint64_t pc;
	uint64_t end[2]; /* a zero return address and frame pointer: where backtraces of a new context end */
};

_Static_assert(sizeof(struct saved) == 80, "context_swap pushes this layout, and the stack stays aligned to 16");

/* First code of a new context: r12 is the entry, r13 its argument. */
static __attribute__((naked)) void trampoline(void)
{
	__asm__ volatile("xorl %ebp, %ebp\n\t"
			 "movq %r13, %rdi\n\t"
			 "callq *%r12\n\t"
			 "ud2");
}

void *context_prepare(void *stack_top, void (*entry)(void *ctx), void *ctx)
{
	struct saved *saved = (struct saved *)stack_top - 1;

	*saved = (struct saved){
		.mxcsr = MXCSR,
		.x87_control = X87_CONTROL,
		.r12 = (uint64_t)(uintptr_t)entry,
		.r13 = (uint64_t)(uintptr_t)ctx,
		.pc = (uint64_t)(uintptr_t)trampoline,
	};
	return saved;
}

__attribute__((naked)) void context_swap(void **save, void *load)
{
	(void)save;
	(void)load;
	__asm__ volatile("pushq %rbp\n\t"
			 "pushq %rbx\n\t"
			 "pushq %r12\n\t"
			 "pushq %r13\n\t"
			 "pushq %r14\n\t"
			 "pushq %r15\n\t"
			 "subq $8, %rsp\n\t"
			 "stmxcsr (%rsp)\n\t"
			 "fnstcw 4(%rsp)\n\t"
			 "movq %rsp, (%rdi)\n\t"
			 "movq %rsi, %rsp\n\t"
			 "ldmxcsr (%rsp)\n\t"
			 "fldcw 4(%rsp)\n\t"
			 "addq $8, %rsp\n\t"
			 "popq %r15\n\t"
			 "popq %r14\n\t"
			 "popq %r13\n\t"
			 "popq %r12\n\t"
			 "popq %rbx\n\t"
			 "popq %rbp\n\t"
			 "retq");
}
