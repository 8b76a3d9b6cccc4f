/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A stub brings the stack to one shape (an error code is there, real or 0) and calls `common`; the address that the call
 * pushes says which vector it was. So a vector costs 8 bytes.
 */
#include <ports.h>

#include "cpu.h"
#include "entry.h"

static __attribute__((naked, used)) void common(void)
{
	CPU_COMMON(cpu_trap);
}

__attribute__((naked, used, aligned(8))) void cpu_stubs(void)
{
	/* 0x60227d00: the exceptions for which the processor pushes an error code (Intel SDM vol. 3, table 6-1; 29, 30 AMD). */
	__asm__ volatile(".set .Lvector, 0\n\t"
			 ".rept " CPU_VALUE(CONFIG_VECTORS) "\n\t"
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
