/* SPDX-License-Identifier: BSD-3-Clause */
/* define: LAPIC_WIRED=0 */
/* Setting up, every line, and interrupts that vanish on either chip. */
#include "chips.h"

static void count(void *ctx)
{
	++*(unsigned *)ctx;
}

void lapic_enable(void)
{
}

uint32_t lapic_id(void)
{
	return 0;
}

void lapic_done(void)
{
}

void lapic_pass(void)
{
}

int main(void)
{
	unsigned fired[16] = { 0 };

	CHECK_EQ(irq_attach(4, count, &fired[4]), -EINVAL); /* before init */
	CHECK_EQ(component_init(), 0);
	CHECK_EQ(hooks, 1);
	CHECK_EQ(chips[0].cascade, 4);
	CHECK_EQ(chips[1].cascade, 2);
	CHECK_EQ(irq_attach(2, count, &fired[2]), -EINVAL); /* the second chip is there */
	CHECK_EQ(irq_attach(16, count, &fired[0]), -EINVAL);
	CHECK_EQ(irq_attach(5, NULL, NULL), -EINVAL);
	CHECK_EQ(irq_detach(5), -ENOENT);
	CHECK_EQ(irq_detach(16), -ENOENT);
	for (unsigned line = 0; line < 16; line++) {
		if (line == 2)
			continue;
		CHECK(!raise_line(line, false));
		CHECK_EQ(irq_attach(line, count, &fired[line]), 0);
		CHECK_EQ(irq_attach(line, count, &fired[line]), -EBUSY);
		CHECK(raise_line(line, false));
		CHECK_EQ(fired[line], 1);
	}
	/* Seen by no handler, those of 7 and 15 least of all. */
	for (unsigned line = 0; line < 16; line++) {
		if (line != 2)
			CHECK(raise_line(line, true));
	}
	for (unsigned line = 0; line < 16; line++)
		CHECK_EQ(fired[line], line != 2);
	CHECK_EQ(irq_detach(9), 0);
	CHECK(!raise_line(9, false));
	/* It was on its way. */
	chips[0].service = 4;
	chips[1].service = 2;
	deliver(41);
	CHECK_EQ(fired[9], 1);
	CHECK_EQ(irq_attach(9, count, &fired[9]), 0);
	CHECK(raise_line(9, false));
	CHECK_EQ(fired[9], 2);
	CHECK(interrupts);
	return test_done();
}
