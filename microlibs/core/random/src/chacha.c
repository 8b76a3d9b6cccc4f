/* SPDX-License-Identifier: BSD-3-Clause */
/* RFC 8439, 2.1 to 2.3. Time and addresses depend on no secret. */
#include "chacha.h"

#include <ports.h>

#define ROUNDS 20

static uint32_t load(const uint8_t *from)
{
	return (uint32_t)from[0] | (uint32_t)from[1] << 8 | (uint32_t)from[2] << 16 | (uint32_t)from[3] << 24;
}

static void store(uint8_t *to, uint32_t value)
{
	for (unsigned i = 0; i < 4; i++)
		to[i] = (uint8_t)(value >> (8 * i));
}

static uint32_t rotate(uint32_t value, unsigned bits)
{
	return value << bits | value >> (32 - bits);
}

static void quarter(uint32_t x[16], unsigned a, unsigned b, unsigned c, unsigned d)
{
	x[a] += x[b];
	x[d] = rotate(x[d] ^ x[a], 16);
	x[c] += x[d];
	x[b] = rotate(x[b] ^ x[c], 12);
	x[a] += x[b];
	x[d] = rotate(x[d] ^ x[a], 8);
	x[c] += x[d];
	x[b] = rotate(x[b] ^ x[c], 7);
}

void chacha_block(const uint8_t key[CHACHA_KEY], uint32_t counter, const uint8_t nonce[12], uint8_t out[CHACHA_BLOCK])
{
	uint32_t first[16] = { 0x61707865, 0x3320646e, 0x79622d32, 0x6b206574 }; /* "expand 32-byte k" */
	uint32_t x[16];

	for (unsigned i = 0; i < 8; i++)
		first[4 + i] = load(key + 4 * i);
	first[12] = counter;
	for (unsigned i = 0; i < 3; i++)
		first[13 + i] = load(nonce + 4 * i);
	memcpy(x, first, sizeof x);
	for (unsigned round = 0; round < ROUNDS; round += 2) {
		for (unsigned i = 0; i < 4; i++)
			quarter(x, i, 4 + i, 8 + i, 12 + i);
		for (unsigned i = 0; i < 4; i++)
			quarter(x, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4);
	}
	for (unsigned i = 0; i < 16; i++)
		store(out + 4 * i, x[i] + first[i]);
}
