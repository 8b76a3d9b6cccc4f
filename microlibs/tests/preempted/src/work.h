/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef WORK_H
#define WORK_H

#include <ports.h>

/* Numbers from `seed`, mixed in the red zone. */
uint64_t leaf_mix(uint64_t seed, unsigned rounds);

/* The bits of what a chaotic recurrence comes to, with `way` as rounding: 0 to 3. */
uint64_t floating_sse(unsigned way, unsigned rounds);
uint64_t floating_x87(unsigned rounds);

#endif
