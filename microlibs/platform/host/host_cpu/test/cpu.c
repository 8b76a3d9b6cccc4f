/* SPDX-License-Identifier: BSD-3-Clause */
/* The flag nests, the counter goes up, and idling ends: with input, without, and at its end. */
#define _POSIX_C_SOURCE 200809L
#include <ports.h>
#include <uniloom/test.h>

#include <unistd.h>

int main(void)
{
	unsigned long outer = cpu_irq_save();
	unsigned long inner = cpu_irq_save();

	CHECK(outer != inner);
	cpu_irq_restore(inner);
	CHECK_EQ(cpu_irq_save(), inner);
	cpu_irq_restore(outer);
	CHECK_EQ(cpu_irq_save(), outer);
	cpu_irq_restore(outer);

	int pair[2];
	uint64_t before = cpu_cycles();

	REQUIRE(pipe(pair) == 0);
	REQUIRE(dup2(pair[0], STDIN_FILENO) == STDIN_FILENO);
	/* Nothing there: about a millisecond passes (poll may round). */
	cpu_idle();
	CHECK(cpu_cycles() - before >= 900000);
	REQUIRE(write(pair[1], "x", 1) == 1);
	REQUIRE(close(pair[1]) == 0);
	/* Input that nobody reads ends the first idling at once, and does not make the others spin. */
	cpu_idle();
	before = cpu_cycles();
	for (int i = 0; i < 5; i++)
		cpu_idle();
	CHECK(cpu_cycles() - before >= 5 * 900000);
	return test_done();
}
