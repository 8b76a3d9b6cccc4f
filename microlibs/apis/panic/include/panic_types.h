/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UNILOOM_PANIC_TYPES_H
#define UNILOOM_PANIC_TYPES_H

#include <stdint.h>

/* The registers at an exception, as the CPU and the entry code saved them. */
struct panic_frame {
	uint64_t registers[16]; /* rax rbx rcx rdx rsi rdi rbp rsp r8..r15 */
	uint64_t vector;
	uint64_t error;
	uint64_t pc;
	uint64_t flags;
	uint64_t address; /* CR2 for a page fault */
};

#endif
