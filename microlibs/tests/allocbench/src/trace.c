/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A made trace, the same in every run, of a program that mostly handles small objects for a short time. Sizes: 90 % between 8
 * and 263 bytes, 9 % up to 4 KiB, 1 % up to 32 KiB, each uniform. Lifetimes: four of five blocks live 1 to 32 operations, the
 * fifth to the end. `npm run bench` puts a recorded one in its place.
 */
#include <ports.h>

#include "trace.h"

#define SHORT 32u

static struct trace_operation operations[CONFIG_OPERATIONS];
static uint32_t dying[SHORT]; /* slot + 1 that is freed at that time, modulo SHORT */
static uint64_t state = 1;

/* A linear congruential generator (Knuth's MMIX). */
static uint32_t below(uint32_t limit)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(state >> 33) % limit;
}

static uint32_t next_size(void)
{
	uint32_t kind = below(100);

	return kind < 90 ? 8 + below(256) : kind < 99 ? 264 + below(4096 - 264) : 4096 + below(28672);
}

struct trace trace_load(void)
{
	uint32_t slots = 0;

	for (size_t i = 0; i < CONFIG_OPERATIONS; i++) {
		uint32_t *death = &dying[i % SHORT];

		if (*death != 0) {
			operations[i] = (struct trace_operation){ *death - 1, 0 };
			*death = 0;
			continue;
		}
		operations[i] = (struct trace_operation){ slots, next_size() };
		if (below(5) != 0) {
			uint32_t *at = &dying[(i + 1 + below(SHORT - 1)) % SHORT];

			if (*at == 0)
				*at = slots + 1;
		}
		if (++slots == TRACE_SLOTS)
			return (struct trace){ operations, i + 1, slots, "made" };
	}
	return (struct trace){ operations, CONFIG_OPERATIONS, slots, "made" };
}
