/* SPDX-License-Identifier: BSD-3-Clause */
/* Beside the local APIC: that lets interrupts through, and has the one hook of an init. */
#include "chips.h"

static unsigned passed;
static unsigned enabled;

static void count(void *ctx)
{
	++*(unsigned *)ctx;
}

void lapic_enable(void)
{
	CHECK_EQ(passed, 1);
	CHECK(chips[0].ready && chips[1].ready);
	enabled++;
}

uint32_t lapic_id(void)
{
	return 0;
}

/* It knows nothing of these interrupts. */
void lapic_done(void)
{
	CHECK(false);
}

void lapic_pass(void)
{
	passed++;
}

int main(void)
{
	unsigned fired = 0;

	CHECK_EQ(component_init(), 0);
	CHECK_EQ(enabled, 1);
	CHECK_EQ(hooks, 0);
	CHECK_EQ(irq_attach(14, count, &fired), 0);
	CHECK_EQ(hooks, 3);
	CHECK(raise_line(14, false));
	CHECK_EQ(fired, 1);
	CHECK(raise_line(14, true));
	CHECK_EQ(fired, 1);
	return test_done();
}
