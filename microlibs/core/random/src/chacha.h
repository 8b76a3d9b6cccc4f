/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef RANDOM_CHACHA_H
#define RANDOM_CHACHA_H

#include <stdint.h>

#define CHACHA_BLOCK 64u
#define CHACHA_KEY 32u

/* ChaCha20's block function (RFC 8439, 2.3): 64 bytes of key stream. Any context. */
void chacha_block(const uint8_t key[CHACHA_KEY], uint32_t counter, const uint8_t nonce[12], uint8_t out[CHACHA_BLOCK]);

#endif
