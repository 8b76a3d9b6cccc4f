/* SPDX-License-Identifier: BSD-3-Clause */
/* What lwIP uses of a C library's <stdlib.h>, where there is none. */
#if __STDC_HOSTED__
#include_next <stdlib.h>
#elif !defined(UNILOOM_LWIP_STDLIB_H)
#define UNILOOM_LWIP_STDLIB_H

#define atoi(text) lwip_atoi(text)

static inline __attribute__((unused)) int lwip_atoi(const char *text)
{
	int value = 0;

	for (; *text >= '0' && *text <= '9'; text++)
		value = value * 10 + (*text - '0');
	return value;
}

#endif
