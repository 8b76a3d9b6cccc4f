/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef P9_CHECK_MESSAGE_H
#define P9_CHECK_MESSAGE_H

#include <ports.h>

#define MESSAGE_BYTES 8192u
#define HEADER 7u /* size, type, tag */

enum type {
	ERROR = 7, /* an answer */
	OPEN = 12,
	VERSION = 100,
	ATTACH = 104,
	WALK = 110,
	READ = 116,
};

/* A request that is being made: its type first, then what it holds. Numbers have their low byte first. */
void message_begin(enum type type, uint16_t tag);
void message_number(uint64_t value, unsigned bytes);
void message_text(const char *text);

/* Sends it. The answer's bytes behind its header and how many; a negative error, or minus the host's error number. */
long message_ask(const uint8_t **answer);

#endif
