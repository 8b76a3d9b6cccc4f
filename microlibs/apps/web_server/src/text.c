/* SPDX-License-Identifier: BSD-3-Clause */
#include "text.h"

void text_put(struct text *text, const char *data, size_t size)
{
	if (size > text->room - text->used) {
		text->cut = true;
		return;
	}
	memcpy(text->at + text->used, data, size);
	text->used += size;
}

void text_put_number(struct text *text, uint64_t value)
{
	char digits[20];
	size_t at = sizeof digits;

	do {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value != 0);
	text_put(text, digits + at, sizeof digits - at);
}

void text_put_hex(struct text *text, uint64_t value)
{
	char digits[16];
	size_t at = sizeof digits;

	do {
		digits[--at] = "0123456789abcdef"[value & 15];
		value >>= 4;
	} while (value != 0);
	text_put(text, digits + at, sizeof digits - at);
}

bool text_is(const char *data, size_t size, const char *word)
{
	for (size_t i = 0; i < size; i++) {
		char byte = data[i] >= 'A' && data[i] <= 'Z' ? (char)(data[i] + ('a' - 'A')) : data[i];

		if (byte != word[i] || word[i] == '\0')
			return false;
	}
	return word[size] == '\0';
}

int text_hex_digit(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'a' && digit <= 'f')
		return digit - 'a' + 10;
	if (digit >= 'A' && digit <= 'F')
		return digit - 'A' + 10;
	return -1;
}
