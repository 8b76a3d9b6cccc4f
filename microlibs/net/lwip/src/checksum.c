/* SPDX-License-Identifier: BSD-3-Clause */
/* The Internet checksum (RFC 1071): the sum of 16-bit words, carries added again. Byte order does not matter to it. */
#include "lwip.h"

/* Eight bytes at a time; a carry is worth one (2^64 is 1 modulo 2^16 - 1). */
uint16_t lwip_sum(const void *data, int size)
{
	const uint8_t *at = data;
	uint64_t sum = 0;
	uint64_t word;

	for (; size >= 8; size -= 8, at += 8) {
		memcpy(&word, at, 8);
		sum += word;
		sum += sum < word;
	}
	if (size > 0) {
		word = 0;
		for (int i = 0; i < size; i++)
			word |= (uint64_t)at[i] << 8 * i;
		sum += word;
		sum += sum < word;
	}
	sum = (sum >> 32) + (uint32_t)sum;
	sum = (sum >> 32) + (uint32_t)sum;
	sum = (sum >> 16) + (uint16_t)sum;
	sum = (sum >> 16) + (uint16_t)sum;
	return (uint16_t)sum;
}
