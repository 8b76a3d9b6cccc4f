/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UNILOOM_LIBC_H
#define UNILOOM_LIBC_H

#include <stdarg.h>
#include <stddef.h>

size_t strlen(const char *text);
size_t strnlen(const char *text, size_t limit);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t limit);
char *strchr(const char *text, int byte);
char *strrchr(const char *text, int byte);
char *strstr(const char *text, const char *part);
void *memchr(const void *data, int byte, size_t size);
long strtol(const char *restrict text, char **restrict end, int base);
unsigned long strtoul(const char *restrict text, char **restrict end, int base);
int vsnprintf(char *restrict to, size_t size, const char *restrict format, va_list arguments);

#endif
