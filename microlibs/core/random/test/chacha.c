/* SPDX-License-Identifier: BSD-3-Clause */
/* RFC 8439: 2.3.2 and appendix A.1. */
/* sources: src/chacha.c */
#include <ports.h>
#include <uniloom/test.h>

#include "../src/chacha.h"

static void parse(const char *hex, uint8_t *to, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		unsigned byte = 0;

		for (unsigned nibble = 0; nibble < 2; nibble++, hex++)
			byte = byte << 4 | (unsigned)(*hex <= '9' ? *hex - '0' : *hex - 'a' + 10);
		to[i] = (uint8_t)byte;
	}
}

static void vector(const char *key_hex, uint32_t counter, const char *nonce_hex, const char *out_hex)
{
	uint8_t key[32];
	uint8_t nonce[12];
	uint8_t wanted[64];
	uint8_t got[64];

	parse(key_hex, key, sizeof key);
	parse(nonce_hex, nonce, sizeof nonce);
	parse(out_hex, wanted, sizeof wanted);
	chacha_block(key, counter, nonce, got);
	CHECK_EQ(memcmp(got, wanted, sizeof got), 0);
}

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"
#define NONCE "000000000000000000000000"

int main(void)
{
	vector("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", 1, "000000090000004a00000000",
	       "10f1e7e4d13b5915500fdd1fa32071c4c7d1f4c733c068030422aa9ac3d46c4e"
	       "d2826446079faa0914c2d705d98b02a2b5129cd1de164eb9cbd083e8a2503c4e");
	vector(ZEROS, 0, NONCE,
	       "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7"
	       "da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586");
	vector(ZEROS, 1, NONCE,
	       "9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed"
	       "29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f");
	vector("0000000000000000000000000000000000000000000000000000000000000001", 1, NONCE,
	       "3aeb5224ecf849929b9d828db1ced4dd832025e8018b8160b82284f3c949aa5a"
	       "8eca00bbb4a73bdad192b5c42f73f2fd4e273644c8b36125a64addeb006c13a0");
	vector("00ff000000000000000000000000000000000000000000000000000000000000", 2, NONCE,
	       "72d54dfbf12ec44b362692df94137f328fea8da73990265ec1bbbea1ae9af0ca"
	       "13b25aa26cb4a648cb9b9d1be65b2c0924a66c54d545ec1b7374f4872e99f096");
	vector(ZEROS, 0, "000000000000000000000002",
	       "c2c64d378cd536374ae204b9ef933fcd1a8b2288b3dfa49672ab765b54ee27c7"
	       "8a970e0e955c14f3a88e741b97c286f75f8fc299e8148362fa198a39531bed6d");
	return test_done();
}
