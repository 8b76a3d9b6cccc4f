/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef TSC_H
#define TSC_H

#include <stdint.h>

/* The counter's frequency in kHz, or 0 when nothing tells it. Takes at most a millisecond. */
uint64_t tsc_frequency_khz(void);

#endif
