/* SPDX-License-Identifier: BSD-3-Clause */
/* GDT, TSS, IDT (Intel SDM vol. 3, 3.5, 7.7, 6.14). */
#include <ports.h>

#include "cpu.h"

#define CODE_SELECTOR 8
#define DATA_SELECTOR 16
#define TSS_SELECTOR 24
#define IST_INTERRUPT 1u
#define IST_EXCEPTION 2u
#define GATE_INTERRUPT 0x8e00u
#define EXCEPTION_STACK_BYTES 8192u

struct tss {
	uint32_t reserved0;
	uint32_t words[25]; /* RSP0..2, reserved, IST1..7, reserved: 64-bit fields at addresses that are multiples of 4 */
};

_Static_assert(sizeof(struct tss) == 104, "the processor's layout");

static char interrupt_stack[CONFIG_IRQ_STACK_KB * 1024] __attribute__((aligned(16)));
static char exception_stack[EXCEPTION_STACK_BYTES] __attribute__((aligned(16)));
static struct tss tss;
static struct gate idt[CONFIG_VECTORS] __attribute__((aligned(16)));
static uint64_t gdt[5] = { 0, 0x00af9b000000ffff, 0x00cf93000000ffff, 0, 0 };

static void set_ist(unsigned ist, uintptr_t top)
{
	/* IST1 is at byte 36 of the TSS: word 8 after the first. */
	tss.words[8 + 2 * (ist - 1)] = (uint32_t)top;
	tss.words[9 + 2 * (ist - 1)] = (uint32_t)((uint64_t)top >> 32);
}

static void load_gdt(void)
{
	uint64_t base = (uintptr_t)&tss;

	set_ist(IST_INTERRUPT, (uintptr_t)interrupt_stack + sizeof interrupt_stack);
	set_ist(IST_EXCEPTION, (uintptr_t)exception_stack + sizeof exception_stack);
	/* The I/O map's base past the limit: there is none. */
	tss.words[24] = (uint32_t)sizeof tss << 16;
	gdt[3] = (sizeof tss - 1) | (base & 0xffffff) << 16 | 0x89ull << 40 | (base >> 24 & 0xff) << 56;
	gdt[4] = base >> 32;

	struct descriptor_table table = { sizeof gdt - 1, (uintptr_t)gdt };

	__asm__ volatile("lgdt %[table]\n\t"
			 "pushq %[code]\n\t"
			 "leaq 1f(%%rip), %%rax\n\t"
			 "pushq %%rax\n\t"
			 "lretq\n"
			 "1:\n\t"
			 "movl %[data], %%eax\n\t"
			 "movl %%eax, %%ds\n\t"
			 "movl %%eax, %%es\n\t"
			 "movl %%eax, %%ss\n\t"
			 "movl %[tss], %%eax\n\t"
			 "ltr %%ax"
			 :
			 : [table] "m"(table), [code] "i"(CODE_SELECTOR), [data] "i"(DATA_SELECTOR), [tss] "i"(TSS_SELECTOR)
			 : "rax", "memory");
}

static void load_idt(void)
{
	uint64_t stub = (uintptr_t)cpu_stubs;

	for (unsigned i = 0; i < CONFIG_VECTORS; i++, stub += CPU_STUB_BYTES) {
		unsigned ist = i < CPU_EXCEPTIONS ? IST_EXCEPTION : IST_INTERRUPT;

		idt[i].low = (uint32_t)CODE_SELECTOR << 16 | (uint32_t)(stub & 0xffff);
		idt[i].middle = (uint32_t)(stub & 0xffff0000) | GATE_INTERRUPT | ist;
		idt[i].high = (uint32_t)(stub >> 32);
	}

	struct descriptor_table table = { sizeof idt - 1, (uintptr_t)idt };

	__asm__ volatile("lidt %0" : : "m"(table) : "memory");
}

int init(void)
{
	load_gdt();
	load_idt();
	return 0;
}
