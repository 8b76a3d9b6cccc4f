/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef PROCESSOR_H
#define PROCESSOR_H

#include <stdbool.h>
#include <stdint.h>

/* What only the processor can do (Intel SDM vol. 3, 2.5 and 4.10); tests have functions of their own instead. */

/* The physical address of the root table. */
uint64_t processor_root(void);

/* Forgets the translations of `pages` pages from `at`, and everything that was remembered of the tables above them. */
void processor_forget(uint64_t at, uint64_t pages);

/* Whether pages without the right to write can be written to by this code as well. Interrupts stay off while they can. */
void processor_overrides(bool on);

#endif
