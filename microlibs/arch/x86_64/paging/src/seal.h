/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef SEAL_H
#define SEAL_H

#include <stdbool.h>
#include <stdint.h>

/* Makes every mapping of every page table one that cannot be written through. -ENOMEM: nothing is sealed. */
int seal_tables(void);

/* Whether `at` leads to a page table that is sealed. */
bool seal_covers(uint64_t at);

#endif
