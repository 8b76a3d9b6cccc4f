/* SPDX-License-Identifier: BSD-3-Clause */
/* Assembly that more than one entry is made of. Bodies of naked functions. */
#ifndef CPU_ENTRY_H
#define CPU_ENTRY_H

#define CPU_STRING(x) #x
#define CPU_VALUE(x) CPU_STRING(x)

/* Lowest address last: the order of struct cpu_trap's registers. */
#define CPU_PUSH_REGISTERS      \
	"pushq %%r15\n\t"       \
	"pushq %%r14\n\t"       \
	"pushq %%r13\n\t"       \
	"pushq %%r12\n\t"       \
	"pushq %%r11\n\t"       \
	"pushq %%r10\n\t"       \
	"pushq %%r9\n\t"        \
	"pushq %%r8\n\t"        \
	"pushq %%rbp\n\t"       \
	"pushq %%rdi\n\t"       \
	"pushq %%rsi\n\t"       \
	"pushq %%rdx\n\t"       \
	"pushq %%rcx\n\t"       \
	"pushq %%rbx\n\t"       \
	"pushq %%rax\n\t"

#define CPU_POP_REGISTERS      \
	"popq %%rax\n\t"       \
	"popq %%rbx\n\t"       \
	"popq %%rcx\n\t"       \
	"popq %%rdx\n\t"       \
	"popq %%rsi\n\t"       \
	"popq %%rdi\n\t"       \
	"popq %%rbp\n\t"       \
	"popq %%r8\n\t"        \
	"popq %%r9\n\t"        \
	"popq %%r10\n\t"       \
	"popq %%r11\n\t"       \
	"popq %%r12\n\t"       \
	"popq %%r13\n\t"       \
	"popq %%r14\n\t"       \
	"popq %%r15\n\t"

/* What a stub calls: makes a struct cpu_trap, hands it to `trap`, and goes back to what was interrupted. */
#define CPU_COMMON(trap)                                  \
	__asm__ volatile(CPU_PUSH_REGISTERS               \
			 "movq %%rsp, %%rdi\n\t"          \
			 "subq $512, %%rsp\n\t"           \
			 "fxsave64 (%%rsp)\n\t"           \
			 "cld\n\t"                        \
			 "callq %c[function]\n\t"         \
			 "fxrstor64 (%%rsp)\n\t"          \
			 "addq $512, %%rsp\n\t"           \
			 CPU_POP_REGISTERS                \
			 "addq $16, %%rsp\n\t" /* stub, error */ \
			 "iretq"                          \
			 :                                \
			 : [function] "i"(trap))

#endif
