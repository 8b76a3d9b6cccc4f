/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef CPU_H
#define CPU_H

#include <stdbool.h>
#include <stdint.h>

#define CPU_EXCEPTIONS 32u
#define CPU_STUB_BYTES 8u

/* What the entry code leaves on the IST stack, lowest address first. */
struct cpu_trap {
	uint64_t rax, rbx, rcx, rdx, rsi, rdi, rbp;
	uint64_t r8, r9, r10, r11, r12, r13, r14, r15;
	uint64_t stub; /* return address into the stub: tells the vector */
	uint64_t error;
	uint64_t pc;
	uint64_t cs;
	uint64_t flags;
	uint64_t sp;
	uint64_t ss;
};

_Static_assert(sizeof(struct cpu_trap) % 16 == 0, "the stack stays aligned where C is called");

/* Of the interrupt descriptor table. */
struct gate {
	uint32_t low;
	uint32_t middle;
	uint32_t high;
	uint32_t reserved;
};

/* What `lgdt`, `lidt` and `sidt` take and give. */
struct __attribute__((packed)) descriptor_table {
	uint16_t limit;
	uint64_t base;
};

/* The entry stubs, CPU_STUB_BYTES each, one a vector. Not to be called. */
void cpu_stubs(void);

/* Called by the entry code with interrupts off, on an IST stack. Returns to what was interrupted. */
void cpu_trap(const struct cpu_trap *trap);

/* As cpu_stubs, from vector 32 on, where preemption is wired: they call the one below. */
void cpu_preemptive_stubs(void);
void cpu_trap_preemptive(struct cpu_trap *trap);

/* Whether a vector besides the first, the controller's own, is hooked: only then can waiting for an interrupt end. */
bool cpu_hooked(void);

#endif
