/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

/*
 * may_alias: a copy looks at objects of every type; aligned(1): and at every address. The standard's way, memcpy, is
 * what is being written here.
 */
typedef uint64_t __attribute__((may_alias, aligned(1))) word;

void *(memcpy)(void *restrict to, const void *restrict from, size_t size)
{
	char *out = to;
	const char *in = from;

	for (; size >= sizeof(word); size -= sizeof(word), out += sizeof(word), in += sizeof(word))
		*(word *)out = *(const word *)in;
	for (; size > 0; size--)
		*out++ = *in++;
	return to;
}

void *(memmove)(void *to, const void *from, size_t size)
{
	char *out = to;
	const char *in = from;

	/* Upwards is right unless `to` begins inside `from`. */
	if ((uintptr_t)out - (uintptr_t)in >= size) {
		for (; size >= sizeof(word); size -= sizeof(word), out += sizeof(word), in += sizeof(word))
			*(word *)out = *(const word *)in;
		for (; size > 0; size--)
			*out++ = *in++;
		return to;
	}
	for (; size >= sizeof(word); size -= sizeof(word))
		*(word *)(out + size - sizeof(word)) = *(const word *)(in + size - sizeof(word));
	for (; size > 0; size--)
		out[size - 1] = in[size - 1];
	return to;
}

void *(memset)(void *to, int value, size_t size)
{
	char *out = to;
	uint64_t pattern = (unsigned char)value * 0x0101010101010101ull;

	for (; size >= sizeof(word); size -= sizeof(word), out += sizeof(word))
		*(word *)out = pattern;
	for (; size > 0; size--)
		*out++ = (char)value;
	return to;
}

int (memcmp)(const void *a, const void *b, size_t size)
{
	const unsigned char *left = a;
	const unsigned char *right = b;

	for (size_t i = 0; i < size; i++) {
		if (left[i] != right[i])
			return left[i] < right[i] ? -1 : 1;
	}
	return 0;
}
