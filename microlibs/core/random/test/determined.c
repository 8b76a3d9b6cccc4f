/* SPDX-License-Identifier: BSD-3-Clause */
/* The same seed gives the same bytes, another one others: against the design written down once more with the block function. */
/* define: LOCK_WIRED=0 */
/* config: ANNOUNCE=n */
#include <ports.h>
#include <uniloom/test.h>

#include "../src/chacha.h"

size_t sources_count(void)
{
	return 2;
}

long sources_gather(size_t at, void *data, size_t size)
{
	memset(data, at == 0 ? 0xa5 : 0x3c, size);
	return (long)size;
}

const char *sources_source(size_t at)
{
	return at == 0 ? "one" : "two";
}

int main(void)
{
	const uint8_t nonce[12] = { 0 };
	uint8_t key[64] = { 0 };
	uint8_t stream[256];
	uint8_t got[600];

	CHECK_EQ(component_init(), 0);
	for (unsigned at = 0; at < 2; at++) {
		uint8_t block[64];

		for (unsigned i = 0; i < 32; i++)
			key[i] ^= at == 0 ? 0xa5 : 0x3c;
		chacha_block(key, 0, nonce, block);
		memcpy(key, block, 32);
	}
	for (uint32_t i = 0; i < 4; i++)
		chacha_block(key, i, nonce, stream + 64 * i);
	CHECK_EQ(random_fill(got, 100), 0);
	CHECK_EQ(memcmp(got, stream + 32, 100), 0);
	CHECK_EQ(random_fill(got, 20), 0);
	CHECK_EQ(memcmp(got, stream + 132, 20), 0);
	/* A large one: 32 bytes of the stream are its key. */
	CHECK_EQ(random_fill(got, 200), 0);

	uint8_t large[256];

	for (uint32_t i = 0; i < 4; i++)
		chacha_block(stream + 152, i, nonce, large + 64 * i);
	CHECK_EQ(memcmp(got, large, 200), 0);
	/* 72 bytes are left, then comes the run of the next key. */
	CHECK_EQ(random_fill(got, 80), 0);
	CHECK_EQ(memcmp(got, stream + 184, 72), 0);

	uint8_t next[64];

	chacha_block(stream, 0, nonce, next);
	CHECK_EQ(memcmp(got + 72, next + 32, 8), 0);
	return test_done();
}
