/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#include "cpu.h"

#define PAGE_FAULT 14u
#define CONTROLLER_HOOKS 1u /* spurious interrupts: none to wait for */

static struct {
	vectors_handler *handler;
	void *ctx;
} hooks[CONFIG_VECTORS - CPU_EXCEPTIONS];

static unsigned hooked;

static _Noreturn void exception(const struct cpu_trap *trap, unsigned vector)
{
	struct panic_frame frame = {
		.registers = { trap->rax, trap->rbx, trap->rcx, trap->rdx, trap->rsi, trap->rdi, trap->rbp, trap->sp,
			       trap->r8, trap->r9, trap->r10, trap->r11, trap->r12, trap->r13, trap->r14, trap->r15 },
		.vector = vector,
		.error = trap->error,
		.pc = trap->pc,
		.flags = trap->flags,
	};

	if (vector == PAGE_FAULT)
		__asm__ volatile("mov %%cr2, %0" : "=r"(frame.address));
	panic_exception(&frame);
}

__attribute__((used)) void cpu_trap(const struct cpu_trap *trap)
{
	unsigned vector = (unsigned)((trap->stub - (uintptr_t)cpu_stubs) / CPU_STUB_BYTES);

	if (vector < CPU_EXCEPTIONS || !hooks[vector - CPU_EXCEPTIONS].handler)
		exception(trap, vector);
	hooks[vector - CPU_EXCEPTIONS].handler(hooks[vector - CPU_EXCEPTIONS].ctx, vector);
}

int vectors_hook(unsigned vector, vectors_handler *handler, void *ctx)
{
	if (vector < CPU_EXCEPTIONS || vector >= CONFIG_VECTORS || !handler)
		return -EINVAL;
	if (hooks[vector - CPU_EXCEPTIONS].handler)
		return -EBUSY;
	hooks[vector - CPU_EXCEPTIONS].handler = handler;
	hooks[vector - CPU_EXCEPTIONS].ctx = ctx;
	if (hooked++ == 0)
		__asm__ volatile("sti" : : : "memory");
	return 0;
}

bool cpu_hooked(void)
{
	return hooked > CONTROLLER_HOOKS;
}
