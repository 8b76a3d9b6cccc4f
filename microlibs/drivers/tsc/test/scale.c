/* SPDX-License-Identifier: BSD-3-Clause */
/* A paravirtual clock's scale back to the frequency that it was made from, as KVM makes it; and scales that are nonsense. */
/* sources: src/pvclock.c */
#include <ports.h>
#include <uniloom/test.h>

#include "tsc.h"

/* ns = (cycles << shift) * multiplier / 2^32, with the multiplier in its upper half, as kvm_get_time_scale leaves it. */
static void scale_of(uint64_t khz, uint32_t *multiplier, int8_t *shift)
{
	long double factor = 1000000.0L / (long double)khz;

	for (*shift = 0; factor >= 1.0L; factor /= 2)
		++*shift;
	for (; factor < 0.5L; factor *= 2)
		--*shift;
	*multiplier = (uint32_t)(factor * 4294967296.0L);
}

int main(void)
{
	struct test_random random = { 4 };
	uint32_t multiplier;
	int8_t shift;

	for (unsigned long round = scaled(20000); round > 0; round--) {
		uint64_t khz = 1000 + test_below(&random, 1ull << (10 + test_below(&random, 20)));

		scale_of(khz, &multiplier, &shift);

		uint64_t found = tsc_scale_khz(multiplier, shift);
		uint64_t error = found > khz ? found - khz : khz - found;

		/* The quotient is a whole number, and shifted left it misses the bits below. */
		REQUIRE(error <= 1 + (shift < 0 ? 1ull << -shift : 0));
	}
	CHECK_EQ(tsc_scale_khz(0, 0), 0);
	CHECK_EQ(tsc_scale_khz(1u << 31, -128), 0);
	CHECK_EQ(tsc_scale_khz(1u << 31, 127), 0);
	CHECK_EQ(tsc_scale_khz(1, -31), 0);
	return test_done();
}
