/* SPDX-License-Identifier: BSD-3-Clause */
#define _DEFAULT_SOURCE
#include <ports.h>

#include <unistd.h>

#define MOST 256u /* of one call */

long entropy_gather(void *data, size_t size)
{
	size_t part = size < MOST ? size : MOST;

	return getentropy(data, part) == 0 ? (long)part : -EAGAIN;
}

const char *entropy_source(void)
{
	return "getentropy";
}
