/* SPDX-License-Identifier: BSD-3-Clause */
#include "lapic.h"

#define ENABLE 0x100u
#define MASKED 0x10000u
#define EXTERNAL 0x700u /* the vector comes from an 8259 */

/* Where 8259 controllers are used nobody else decides, so that a constant stands here in all other images. */
static uint32_t lint0 = MASKED;

static void spurious(void *ctx, unsigned vector)
{
	/* It expects no acknowledgement of this one. */
	(void)ctx;
	(void)vector;
}

void lapic_enable(void)
{
	lapic_put(LAPIC_LINT0, lint0);
	lapic_put(LAPIC_SPURIOUS, ENABLE | LAPIC_SPURIOUS_VECTOR);
	/* From the second time on it is ours already. */
	(void)vectors_hook(LAPIC_SPURIOUS_VECTOR, spurious, NULL);
}

uint32_t lapic_id(void)
{
	return lapic_get(LAPIC_ID) >> 24;
}

void lapic_done(void)
{
	lapic_put(LAPIC_EOI, 0);
}

void lapic_pass(void)
{
	lint0 = EXTERNAL;
}
