/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UNILOOM_CMEM_H
#define UNILOOM_CMEM_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);
int memcmp(const void *a, const void *b, size_t size);

#endif
