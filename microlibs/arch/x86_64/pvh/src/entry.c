/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From the loader's 32-bit mode to C in 64-bit mode (Intel SDM vol. 3, 9.8.5). The functions are `naked`: C has no way
 * to say where the first instruction is, and an assembler file would not take part in the engine's renaming.
 */
#include <ports.h>

#include "pvh.h"

#define GUARD PVH_PAGE
#define STACK_BYTES (CONFIG_STACK_KB * 1024u)

/*
 * What QEMU and others look for: XEN_ELFNOTE_PHYS32_ENTRY. QEMU pads the name to the segment's alignment, so the object
 * itself must say 4: gcc aligns larger ones to 16, and QEMU would read the entry from behind the note.
 */
static const struct __attribute__((packed)) {
	uint32_t name_size;
	uint32_t value_size;
	uint32_t type;
	char name[4];
	void (*entry)(void);
} note __attribute__((section(".note.Xen"), used, aligned(4))) = { 4, 8, 18, "Xen", _start };

/* Flat code and data segments, until the `cpu` microlib loads its own. */
static const uint64_t boot_gdt[3] = { 0, 0x00af9b000000ffff, 0x00cf93000000ffff };

static char boot_stack[GUARD + STACK_BYTES] __attribute__((aligned(4096)));

struct pvh_tables pvh_tables __attribute__((aligned(4096)));

extern const char __image_start[];
extern const char __text_start[];
extern const char __text_end[];
extern const char __image_end[];

__attribute__((naked, used, section(".text._start"))) void _start(void)
{
	__asm__ volatile(".code32\n\t"
			 "cli\n\t"
			 "cld\n\t"
			 "movl %[stack], %%esp\n\t"
			 /* PML4[0] -> PDPT; PDPT[0..3] -> four directories, executable in the first GiB only */
			 "movl %[pdpt_entry], %c[pml4]\n\t"
			 "movl %[directory_entry], %%eax\n\t"
			 "movl %[pdpt], %%edi\n\t"
			 "movl $0, %%edx\n\t"
			 "movl $4, %%ecx\n"
			 "1:\n\t"
			 "movl %%eax, (%%edi)\n\t"
			 "movl %%edx, 4(%%edi)\n\t"
			 "movl $0x80000000, %%edx\n\t"
			 "addl $4096, %%eax\n\t"
			 "addl $8, %%edi\n\t"
			 "decl %%ecx\n\t"
			 "jnz 1b\n\t"
			 /* 2048 pages of 2 MiB: present, writable, large */
			 "movl $0x83, %%eax\n\t"
			 "movl %[directory], %%edi\n\t"
			 "movl $2048, %%ecx\n"
			 "2:\n\t"
			 "movl %%eax, (%%edi)\n\t"
			 "addl $0x200000, %%eax\n\t"
			 "addl $8, %%edi\n\t"
			 "decl %%ecx\n\t"
			 "jnz 2b\n\t"
			 /* CR4: PAE, OSFXSR, OSXMMEXCPT */
			 "movl %%cr4, %%eax\n\t"
			 "orl $0x620, %%eax\n\t"
			 "movl %%eax, %%cr4\n\t"
			 "movl %[pml4], %%eax\n\t"
			 "movl %%eax, %%cr3\n\t"
			 /* EFER: LME, NXE */
			 "movl $0xc0000080, %%ecx\n\t"
			 "rdmsr\n\t"
			 "orl $0x900, %%eax\n\t"
			 "wrmsr\n\t"
			 /* CR0: PE, MP, NE, WP, PG on; EM, TS off */
			 "movl %%cr0, %%eax\n\t"
			 "andl $0xfffffff3, %%eax\n\t"
			 "orl $0x80010023, %%eax\n\t"
			 "movl %%eax, %%cr0\n\t"
			 "pushl %[gdt]\n\t"
			 "pushw $23\n\t"
			 "lgdt (%%esp)\n\t"
			 "ljmp $8, $3f\n\t"
			 ".code64\n"
			 "3:\n\t"
			 "movl $16, %%eax\n\t"
			 "movl %%eax, %%ds\n\t"
			 "movl %%eax, %%es\n\t"
			 "movl %%eax, %%fs\n\t"
			 "movl %%eax, %%gs\n\t"
			 "movl %%eax, %%ss\n\t"
			 "movl %[stack], %%esp\n\t"
			 "xorl %%ebp, %%ebp\n\t" /* where backtraces end */
			 "movl %%ebx, %%edi\n\t"
			 "call %c[enter]\n\t"
			 "ud2"
			 :
			 : [stack] "i"(boot_stack + sizeof boot_stack), [pml4] "i"(pvh_tables.pml4),
			   [pdpt] "i"(pvh_tables.pdpt), [directory] "i"(pvh_tables.directory),
			   [pdpt_entry] "i"((char *)pvh_tables.pdpt + 3),
			   [directory_entry] "i"((char *)pvh_tables.directory + 3), [gdt] "i"(boot_gdt),
			   [enter] "i"(pvh_enter));
}

__attribute__((used)) void pvh_enter(uint64_t start_info)
{
	const struct pvh_layout layout = {
		.image_start = (uintptr_t)__image_start,
		.text_start = (uintptr_t)__text_start,
		.text_end = (uintptr_t)__text_end,
		.image_end = (uintptr_t)__image_end,
		.guard = (uintptr_t)boot_stack,
	};

	pvh_protect(&layout);
	pvh_bootinfo_read(start_info, &layout);
	start_begin();
}
