/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#include "processor.h"

#define PAGE 4096u
#define WRITE_PROTECT (1ul << 16) /* in CR0 */
#define FLAG_INTERRUPTS 0x200ul
#define ONE_BY_ONE 32u /* more pages than this: all at once is faster */

uint64_t processor_root(void)
{
	uint64_t root;

	__asm__ volatile("mov %%cr3, %0" : "=r"(root));
	return root & ~(uint64_t)(PAGE - 1);
}

void processor_forget(uint64_t at, uint64_t pages)
{
	if (pages > ONE_BY_ONE) {
		uint64_t root;

		/* No page is global, so this is everything. */
		__asm__ volatile("mov %%cr3, %0\n\tmov %0, %%cr3" : "=&r"(root) : : "memory");
		return;
	}
	for (; pages > 0; pages--, at += PAGE)
		__asm__ volatile("invlpg (%0)" : : "r"(at) : "memory");
}

void processor_overrides(bool on)
{
	static unsigned long flags;
	unsigned long control;

	if (on)
		__asm__ volatile("pushfq\n\tpopq %0\n\tcli" : "=r"(flags) : : "memory");
	__asm__ volatile("mov %%cr0, %0" : "=r"(control));
	control = on ? control & ~WRITE_PROTECT : control | WRITE_PROTECT;
	__asm__ volatile("mov %0, %%cr0" : : "r"(control) : "memory");
	if (!on && (flags & FLAG_INTERRUPTS) != 0)
		__asm__ volatile("sti" : : : "memory");
}
