/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef TSC_H
#define TSC_H

#include <stdint.h>

/* The counter's frequency in kHz, or 0 when nothing tells it. Takes at most a millisecond. */
uint64_t tsc_frequency_khz(void);

/*
 * The frequency in kHz that a paravirtual clock's scale stands for: it gives ns = (cycles shifted left by `shift`, right
 * where negative) * `multiplier` / 2^32. 0 for a scale that no clock has.
 */
uint64_t tsc_scale_khz(uint32_t multiplier, int8_t shift);

/* The frequency as KVM's paravirtual clock tells it, or 0. Call where the hypervisor's features list that clock. */
uint64_t tsc_pvclock_khz(void);

#endif
