/* SPDX-License-Identifier: BSD-3-Clause */
/* What lwIP uses of a C library's <string.h>, where there is none. */
#if __STDC_HOSTED__
#include_next <string.h>
#elif !defined(UNILOOM_LWIP_STRING_H)
#define UNILOOM_LWIP_STRING_H

#include <cmem.h>

#define strlen(text) lwip_strlen(text)
#define strcmp(a, b) lwip_strcmp(a, b)
#define strncmp(a, b, size) lwip_strncmp(a, b, size)

static inline __attribute__((unused)) size_t lwip_strlen(const char *text)
{
	size_t size = 0;

	while (text[size] != '\0')
		size++;
	return size;
}

static inline __attribute__((unused)) int lwip_strcmp(const char *a, const char *b)
{
	for (; *a == *b && *a != '\0'; a++, b++)
		;
	return (unsigned char)*a - (unsigned char)*b;
}

static inline __attribute__((unused)) int lwip_strncmp(const char *a, const char *b, size_t size)
{
	for (; size > 0 && *a == *b && *a != '\0'; a++, b++)
		size--;
	return size == 0 ? 0 : (unsigned char)*a - (unsigned char)*b;
}

#endif
