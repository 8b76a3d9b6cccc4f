/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef PANIC_INTERNAL_H
#define PANIC_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where code and stack are: addresses outside are not believed. Ends are exclusive. */
struct panic_bounds {
	uintptr_t text_start;
	uintptr_t text_end;
	uintptr_t stack_low;
	uintptr_t stack_high;
};

/* Whether `pc` is a return address of the image's own. A call at the very end of text returns to its end. */
bool panic_in_text(const struct panic_bounds *bounds, uintptr_t pc);

/*
 * Follows the frame pointers from `frame` and stores at most `limit` return addresses, innermost first. Returns how
 * many. Reads nothing outside the stack's bounds.
 */
size_t panic_backtrace(const struct panic_bounds *bounds, uintptr_t frame, uint64_t *addresses, size_t limit);

/* Polling output. `panic_hex` writes `value` as 0x and 16 digits. */
void panic_text(const char *text);
void panic_hex(uint64_t value);

/* The name of exception `vector`, never NULL. */
const char *panic_vector_name(uint64_t vector);

void panic_registers(const struct panic_frame *frame);

#endif
