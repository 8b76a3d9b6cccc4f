/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A stub brings the stack to one shape (an error code is there, real or 0) and calls `common`; the address that the call
 * pushes says which vector it was. So a vector costs 8 bytes.
 */
#include <ports.h>

#include "cpu.h"

#define STRING(x) #x
#define VALUE(x) STRING(x)

static __attribute__((naked, used)) void common(void)
{
	__asm__ volatile("pushq %%r15\n\t"
			 "pushq %%r14\n\t"
			 "pushq %%r13\n\t"
			 "pushq %%r12\n\t"
			 "pushq %%r11\n\t"
			 "pushq %%r10\n\t"
			 "pushq %%r9\n\t"
			 "pushq %%r8\n\t"
			 "pushq %%rbp\n\t"
			 "pushq %%rdi\n\t"
			 "pushq %%rsi\n\t"
			 "pushq %%rdx\n\t"
			 "pushq %%rcx\n\t"
			 "pushq %%rbx\n\t"
			 "pushq %%rax\n\t"
			 "movq %%rsp, %%rdi\n\t"
			 "subq $512, %%rsp\n\t"
			 "fxsave64 (%%rsp)\n\t"
			 "cld\n\t"
			 "callq %c[trap]\n\t"
			 "fxrstor64 (%%rsp)\n\t"
			 "addq $512, %%rsp\n\t"
			 "popq %%rax\n\t"
			 "popq %%rbx\n\t"
			 "popq %%rcx\n\t"
			 "popq %%rdx\n\t"
			 "popq %%rsi\n\t"
			 "popq %%rdi\n\t"
			 "popq %%rbp\n\t"
			 "popq %%r8\n\t"
			 "popq %%r9\n\t"
			 "popq %%r10\n\t"
			 "popq %%r11\n\t"
			 "popq %%r12\n\t"
			 "popq %%r13\n\t"
			 "popq %%r14\n\t"
			 "popq %%r15\n\t"
			 "addq $16, %%rsp\n\t" /* stub, error */
			 "iretq"
			 :
			 : [trap] "i"(cpu_trap));
}

__attribute__((naked, used, aligned(8))) void cpu_stubs(void)
{
	/* 0x60227d00: the exceptions for which the processor pushes an error code (Intel SDM vol. 3, table 6-1; 29, 30 AMD). */
	__asm__ volatile(".set .Lvector, 0\n\t"
			 ".rept " VALUE(CONFIG_VECTORS) "\n\t"
			 ".if .Lvector < 32 && ((0x60227d00 >> .Lvector) & 1)\n\t"
			 ".byte 0x66, 0x90\n\t" /* nop of two bytes */
			 ".else\n\t"
			 "pushq $0\n\t"
			 ".endif\n\t"
			 "callq %c[common]\n\t"
			 "nop\n\t"
			 ".set .Lvector, .Lvector + 1\n\t"
			 ".endr"
			 :
			 : [common] "i"(common));
}
