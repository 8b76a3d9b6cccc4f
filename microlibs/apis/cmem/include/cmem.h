/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UNILOOM_CMEM_H
#define UNILOOM_CMEM_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);
int memcmp(const void *a, const void *b, size_t size);

/*
 * The compiler knows them, so that a few bytes are copied where they are wanted; what is long is still a call. Not where
 * somebody has given them other names before, as a test of theirs does.
 */
#ifndef memcpy
#define memcpy(...) __builtin_memcpy(__VA_ARGS__)
#define memmove(...) __builtin_memmove(__VA_ARGS__)
#define memset(...) __builtin_memset(__VA_ARGS__)
#define memcmp(...) __builtin_memcmp(__VA_ARGS__)
#endif

#endif
