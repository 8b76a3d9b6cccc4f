/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef TABLE_H
#define TABLE_H

#include <stdint.h>

/* The entry of the processor's root table for the first addresses; NULL where a program cannot know it. */
volatile uint64_t *table_entry(void);

#endif
