/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef RESERVATIONS_H
#define RESERVATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The reserved ranges of addresses, between WINDOW_BASE and WINDOW_END. A page before and after each belongs to nobody, so
 * that running over the end of one does not lead into the next.
 */

/* Sets `bytes` (whole pages, not 0) aligned to `align` aside. 0 when there is no room for them, or for one more. */
uint64_t reservations_add(uint64_t bytes, uint64_t align);

/* Ends the reservation that is exactly [at, at + bytes). false when there is none. */
bool reservations_remove(uint64_t at, uint64_t bytes);

/* Whether [at, end) lies inside one reservation. */
bool reservations_hold(uint64_t at, uint64_t end);

#endif
