/* SPDX-License-Identifier: BSD-3-Clause */
#include "work.h"

#define MXCSR_INITIAL 0x1f80u
#define MXCSR_ROUNDING_SHIFT 13

static void set_mxcsr(uint32_t value)
{
	__asm__ volatile("ldmxcsr %0" : : "m"(value));
}

__attribute__((noinline)) uint64_t floating_sse(unsigned way, unsigned rounds)
{
	/* Logistic maps: a difference in the last bit doubles with each step. */
	double a = 0.1;
	double b = 0.2;
	double c = 0.3;
	double d = 0.4;
	union {
		double value;
		uint64_t bits;
	} all;

	set_mxcsr(MXCSR_INITIAL | way << MXCSR_ROUNDING_SHIFT);
	for (unsigned i = 0; i < rounds; i++) {
		/* Empty, but the compiler cannot know: all stay in registers, and no step is done ahead. */
		__asm__ volatile("" : "+x"(a), "+x"(b), "+x"(c), "+x"(d));
		a = 3.99 * a * (1.0 - a);
		b = 3.98 * b * (1.0 - b);
		c = 3.97 * c * (1.0 - c);
		d = 3.96 * d * (1.0 - d);
	}
	set_mxcsr(MXCSR_INITIAL);
	all.value = a + 2 * b + 3 * c + 4 * d;
	return all.bits;
}

__attribute__((noinline)) uint64_t floating_x87(unsigned rounds)
{
	long double a = 0.1L;
	long double b = 0.2L;
	union {
		double value;
		uint64_t bits;
	} all;

	for (unsigned i = 0; i < rounds; i++) {
		a = 3.99L * a * (1.0L - a);
		b = 3.98L * b * (1.0L - b);
	}
	all.value = (double)(a + 2 * b);
	return all.bits;
}
