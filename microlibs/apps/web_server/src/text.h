/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef TEXT_H
#define TEXT_H

#include <ports.h>

/* Text in the making. What has no room is left out, and `cut` says so. */
struct text {
	char *at;
	size_t used;
	size_t room;
	bool cut;
};

void text_put(struct text *text, const char *data, size_t size);
void text_put_number(struct text *text, uint64_t value);
void text_put_hex(struct text *text, uint64_t value);

/* A string literal. */
#define TEXT_PUT(text, literal) text_put((text), (literal), sizeof(literal) - 1)

/* Without regard to the case of ASCII letters; `word` is in lower case. */
bool text_is(const char *data, size_t size, const char *word);

/* The value of a digit to base 16, or -1. */
int text_hex_digit(char digit);

#endif
