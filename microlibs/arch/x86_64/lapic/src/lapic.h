/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LAPIC_H
#define LAPIC_H

#include <ports.h>

#define LAPIC_ID 0x20u
#define LAPIC_EOI 0xb0u
#define LAPIC_SPURIOUS 0xf0u
#define LAPIC_TIMER_MODE 0x320u
#define LAPIC_LINT0 0x350u
#define LAPIC_TIMER_INITIAL 0x380u
#define LAPIC_TIMER_CURRENT 0x390u
#define LAPIC_TIMER_DIVIDER 0x3e0u

#define LAPIC_TIMER_VECTOR 62u
#define LAPIC_SPURIOUS_VECTOR 63u

static inline uint32_t lapic_get(uint32_t reg)
{
	return mmio_read32(CONFIG_BASE + reg);
}

static inline void lapic_put(uint32_t reg, uint32_t value)
{
	mmio_write32(CONFIG_BASE + reg, value);
}

/* What the timer counts in a millisecond where the processor is known to say it; 0 elsewhere. */
uint64_t lapic_told_khz(void);

/* Whether the timer can wait for a count of the cycle counter. */
bool lapic_has_deadline(void);

/* Fires when the cycle counter reaches `cycles`, at once when it has; never for 0. */
void lapic_set_deadline(uint64_t cycles);

#endif
