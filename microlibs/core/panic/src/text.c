/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#include "internal.h"

#define VECTORS_NAMED 22u

void panic_text(const char *text)
{
	size_t size = 0;

	while (text[size])
		size++;
	console_write(text, size);
}

void panic_hex(uint64_t value)
{
	char digits[18] = { '0', 'x' };

	for (unsigned i = 0; i < 16; i++)
		digits[2 + i] = "0123456789abcdef"[value >> (60 - 4 * i) & 15];
	console_write(digits, sizeof digits);
}

const char *panic_vector_name(uint64_t vector)
{
	/* One string: an array of pointers would be larger than the names. */
	static const char names[] = "divide error\0debug\0NMI\0breakpoint\0overflow\0bound range\0invalid opcode\0"
				    "no FPU\0double fault\0segment overrun\0invalid TSS\0no segment\0stack fault\0"
				    "general protection\0page fault\0\0x87 error\0alignment check\0machine check\0"
				    "SIMD error\0virtualization\0control protection\0";
	const char *name = names;

	if (vector >= VECTORS_NAMED)
		return "unexpected interrupt";
	for (; vector > 0; vector--) {
		while (*name)
			name++;
		name++;
	}
	return *name ? name : "unexpected interrupt";
}

void panic_registers(const struct panic_frame *frame)
{
	static const char names[16][4] = { "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp",
					   "r8 ", "r9 ", "r10", "r11", "r12", "r13", "r14", "r15" };

	for (unsigned i = 0; i < 16; i++) {
		panic_text(names[i]);
		panic_text(" ");
		panic_hex(frame->registers[i]);
		panic_text(i % 4 == 3 ? "\n" : "  ");
	}
	panic_text("pc  ");
	panic_hex(frame->pc);
	panic_text("  flags ");
	panic_hex(frame->flags);
	panic_text("  error ");
	panic_hex(frame->error);
	panic_text("\n");
}
