/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Compiled with a red zone: a function that calls nothing keeps its variables below the stack pointer, where an
 * interrupt on the same stack would write.
 */
#include "work.h"

#define WORDS 14u /* 112 of the red zone's 128 bytes */

__attribute__((noinline)) uint64_t leaf_mix(uint64_t seed, unsigned rounds)
{
	volatile uint64_t words[WORDS];

	for (unsigned i = 0; i < WORDS; i++)
		words[i] = seed + i;
	for (unsigned round = 0; round < rounds; round++) {
		for (unsigned i = 0; i < WORDS; i++)
			words[i] = words[(i + 5) % WORDS] * 6364136223846793005u + (words[(i + 1) % WORDS] ^ round);
	}

	uint64_t all = 0;

	for (unsigned i = 0; i < WORDS; i++)
		all = all * 31 + words[i];
	return all;
}
