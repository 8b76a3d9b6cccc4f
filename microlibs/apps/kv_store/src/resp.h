/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests of Redis' protocol: an array of byte strings, or a line of words. Pure. */
#ifndef RESP_H
#define RESP_H

#include <ports.h>

#define RESP_MOST_WORDS 64u

struct resp_word {
	const char *at;
	size_t size;
};

struct resp_request {
	size_t count; /* words; 0: an empty line, which is let go */
	struct resp_word words[RESP_MOST_WORDS];
};

/*
 * The request that `data` begins with. Its size once it is complete, 0 while it is not, -EPROTO for what is none, -EMSGSIZE for one that is
 * longer than `most` bytes or has too many words.
 */
long resp_read(struct resp_request *request, const char *data, size_t size, size_t most);

#endif
